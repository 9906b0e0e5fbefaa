/**
 * Rules of a script that drop or reject → blocks of a policy, with the ACCEPTs that go round them as rules that
 * allow. A block of a policy acts on what is forwarded; with `local: true` all of them act on this machine's
 * own connections as well, so that is said only where the script has every block in both places.
 */
import type { RawRule } from '../raw-policy.ts';
import { leaveOut, resolved, type Translation } from './marked.ts';
import { carried, left } from './outcome.ts';
import type { FlatRule, Pass } from './own-chains.ts';

interface Block {
  readonly rule: FlatRule;
  readonly made: readonly RawRule[];
  readonly changes: readonly string[];
  readonly key: string;
}

export interface Blocks {
  readonly rules: readonly RawRule[];
  readonly local: boolean;
}

/** The blocks, and what became of the commands that they are from. `isTreating`: classes or marks stand behind. */
export function translateBlocks(context: Translation, isTreating: boolean): Blocks {
  const allowed = isTreating ? new Map<Pass, readonly RawRule[]>() : allowable(context);
  const blocks = context.rules.flatMap((rule) => blockOf(rule, allowed, context) ?? []);
  const used = new Set(blocks.flatMap(({ rule }) => rule.behind));
  for (const pass of context.passes) settle(pass, used.has(pass), context);

  const keys = (of: 'forwarded' | 'local'): ReadonlySet<string> =>
    new Set(blocks.filter(({ rule }) => rule.hook[of]).map(({ key }) => key));
  const [forwarded, own] = [keys('forwarded'), keys('local')];
  const local =
    used.size === 0 &&
    forwarded.size > 0 &&
    forwarded.size === own.size &&
    [...own].every((key) => forwarded.has(key));
  const rules = new Map<string, RawRule>();
  const add = (made: readonly RawRule[]): void => {
    for (const rule of made) {
      const key = JSON.stringify(rule);
      if (!rules.has(key)) rules.set(key, rule);
    }
  };
  // What is let pass in FORWARD meets POSTROUTING all the same, so blocks there stand before what allows it.
  const last = used.size > 0 ? 3 : Number.POSITIVE_INFINITY;
  const ordered = [
    ...blocks.filter(({ rule }) => rule.hook.stage >= last),
    ...blocks.filter(({ rule }) => rule.hook.stage < last),
  ];
  const places = new Map(context.passes.map((pass, place) => [pass, place]));
  const placed = new Set<Pass>();
  for (const block of ordered) {
    const before = block.rule.behind.filter((pass) => !placed.has(pass));
    // Not in front of a block that it stands behind: it would go round that one too.
    for (const pass of before.toSorted((a, b) => places.get(a)! - places.get(b)!)) {
      placed.add(pass);
      add(allowed.get(pass)!);
    }
    if (!block.rule.hook.forwarded && !local) {
      const reason = 'it is about this machine itself, and blocks of a policy act on what is forwarded';
      const next = `keep it in the script, or say "local: true" where every block may act on this machine too`;
      leaveOut(block.rule, context, reason, next);
      continue;
    }
    const changes = [...block.changes];
    if (local && block.rule.hook.local)
      changes.push('"local: true": both ways of what this machine sends and receives');
    else if (block.rule.hook.local) changes.push('it is for what is forwarded, not for this machine itself');
    for (const one of block.rule.commands)
      context.ledger.say(one, carried([...block.rule.changes, ...changes]));
    add(block.made);
  }
  return { rules: [...rules.values()], local };
}

/** Which ACCEPTs can be rules that allow: those that take whole connections, in the chain where blocks stand. */
function allowable(context: Translation): ReadonlyMap<Pass, readonly RawRule[]> {
  const found = new Map<Pass, readonly RawRule[]>();
  for (const pass of context.passes) {
    const { match, hook, target, isPlain } = pass;
    const isSided = match.sources.length + match.destinations.length > 0;
    const hasPorts = match.sourcePorts.length + match.destinationPorts.length > 0;
    if (hook.table !== 'filter' || hook.chain !== 'FORWARD' || target !== 'ACCEPT' || !isPlain) continue;
    // One way of a connection is let pass, the other meets the block.
    if (isSided || hasPorts || match.inDevice !== undefined || match.outDevice !== undefined) continue;
    const here = resolved(pass, context);
    const isEmpty = 'problem' in here || here.rules.some((rule) => Object.keys(rule).length === 0);
    if (!isEmpty && !('problem' in here))
      found.set(
        pass,
        here.rules.map((rule) => ({ ...rule, allow: true })),
      );
  }
  return found;
}

function blockOf(
  rule: FlatRule,
  allowed: ReadonlyMap<Pass, unknown>,
  context: Translation,
): Block | undefined {
  const { action, behind } = rule;
  if (action.kind !== 'drop' && action.kind !== 'reject') return undefined;
  const here = resolved(rule, context);
  if ('problem' in here) {
    leaveOut(rule, context, here.problem, here.next);
    return undefined;
  }
  const gap = behind.find((pass) => !allowed.has(pass));
  if (gap !== undefined) {
    const reason = `line ${gap.line} lets some of it pass before, which is not in the policy: it would block more`;
    leaveOut(
      rule,
      context,
      reason,
      'write the exceptions as rules with "allow: true", and the block behind them',
    );
    return undefined;
  }
  if (here.rules.some((one) => Object.keys(one).length === 0)) {
    leaveOut(rule, context, 'it blocks all that no rule before it lets pass; a policy blocks what is named');
    return undefined;
  }
  const made = here.rules.map((one): RawRule => ({ ...one, block: action.kind }));
  return { rule, made, changes: here.changes, key: JSON.stringify(made) };
}

function settle(pass: Pass, isUsed: boolean, { ledger }: Translation): void {
  const fate = isUsed
    ? carried([
        ...pass.changes,
        '"allow" goes round the blocks of the policy only; for rules of the script keep it there',
      ])
    : left(
        pass.target === 'ACCEPT' || pass.target === 'RETURN' || pass.target === 'goto'
          ? 'a policy lets pass what it does not block: only rules of the script need it'
          : `the target ${pass.target} has no counterpart in a policy`,
      );
  for (const one of pass.commands) ledger.say(one, fate);
}
