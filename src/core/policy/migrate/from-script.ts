/**
 * A script of l7-filter's days → a policy: rules that set marks and filters that lead marks into them become
 * classes and rules, rules that drop become blocks. Every command of the script has one outcome (`outcome.ts`).
 *
 * A rule that would take more in the policy than it did in the script is left out: one with a test that a
 * policy has no words for, and one that others let packets pass by, when those others are left out.
 *
 * In a script the last rule that sets a mark wins, in a policy the first that holds decides: where it matters
 * the order is turned round.
 */
import type { KnownNames } from '../fault-list.ts';
import type { RawPolicy, RawRule } from '../raw-policy.ts';
import { translateBlocks } from './blocks.ts';
import { hasSix } from './families.ts';
import { type CommandOutcome, isLoss, Ledger } from './outcome.ts';
import { flattened } from './own-chains.ts';
import { scriptFacts } from './script-facts.ts';
import { shapingOf } from './shaping.ts';
import { readScript } from './shell-script.ts';
import { translateTreatments } from './treatments.ts';

export interface Migrated {
  readonly policy: RawPolicy;
  /** What became of each command, in the order of the script. */
  readonly commands: readonly CommandOutcome[];
  /** What is not the same of the whole. */
  readonly notes: readonly string[];
  /** Something is lost that somebody has to see to. */
  readonly partial: boolean;
}

/** The policy of a script. Never throws: what cannot be carried over is told. */
export function policyFromScript(text: string, known: KnownNames): Migrated {
  const script = readScript(text);
  const ledger = new Ledger();
  const notes: string[] = [];
  const facts = scriptFacts(script, ledger);
  const flat = flattened(facts, ledger);
  const shaping = shapingOf(facts, ledger, notes);
  const context = { ...flat, shaping, known, ledger, notes };
  const treatments = translateTreatments(context);
  const blocks = translateBlocks(context, treatments.length > 0 || shaping.classes.length > 0);
  const { links, classes, defaultClass } = shaping;
  const rules = [...merged(blocks.rules), ...merged(treatments)];
  if (links.length > 0 && blocks.rules.length > 0)
    notes.push('blocks act on what crosses a wan link, not on what passes between lan links');
  if (rules.length > 0 && !hasSix(facts))
    notes.push('the script was about IPv4; rules of a policy are for IPv6 too');
  const policy: RawPolicy = {
    ...(links.length === 0 ? {} : { links }),
    ...(classes.length === 0 ? {} : { classes }),
    ...(defaultClass === undefined ? {} : { default: defaultClass }),
    ...(blocks.local ? { local: true } : {}),
    rules,
  };
  const commands = ledger.outcomes(script);
  return { policy, commands, notes, partial: commands.some(({ fate }) => isLoss(fate)) };
}

/** Neighbours that differ in one name only become one rule. */
function merged(rules: readonly RawRule[]): readonly RawRule[] {
  const result: RawRule[] = [];
  for (const rule of rules) {
    const last = result.at(-1);
    const key = rule.protocol !== undefined ? 'protocol' : 'application';
    if (last !== undefined && rule[key] !== undefined && last[key] !== undefined) {
      const { [key]: names, ...rest } = rule;
      const { [key]: before, ...restBefore } = last;
      if (JSON.stringify(rest) === JSON.stringify(restBefore)) {
        const all = new Set([before, names].flat() as string[]);
        result[result.length - 1] = { [key]: all.size === 1 ? [...all][0]! : [...all], ...rest };
        continue;
      }
    }
    // The same once more says nothing new.
    if (JSON.stringify(rule) !== JSON.stringify(last)) result.push(rule);
  }
  return result;
}
