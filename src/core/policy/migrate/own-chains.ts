/**
 * The chains of a script as netfilter walks them: one list of rules for each of its hooks, a rule that jumps
 * into a chain of the script's own replaced by its rules, each with the conditions of the jump as well.
 *
 * A rule is also given those before it that let some of its packets pass it by (ACCEPT, RETURN, goto): without
 * them it would take more than it did.
 */
import { type Chains, familiesOf, withSix } from './families.ts';
import { isApart, sameMatch } from './match-sets.ts';
import { carried, Ledger, left, needless } from './outcome.ts';
import { HAS_MARK } from './rule-words.ts';
import type { ChainRule, ScriptAction, ScriptFacts, ScriptMatch } from './script-facts.ts';

/** Where in the path of a packet, and which packets come by. */
export interface Hook {
  readonly table: string;
  readonly chain: string;
  /** Order of the hooks on a packet's path. */
  readonly stage: number;
  readonly forwarded: boolean;
  readonly local: boolean;
}

/** A rule that others let packets pass by. */
export interface Pass {
  readonly commands: readonly number[];
  readonly line: number;
  readonly match: ScriptMatch;
  readonly hook: Hook;
  readonly target: string;
  /** It stands in a chain of the kernel's and ends its whole walk. */
  readonly isPlain: boolean;
  readonly changes: readonly string[];
}

export type Act = Extract<ScriptAction, { readonly kind: 'mark' | 'classify' | 'dscp' | 'drop' | 'reject' }>;

export interface FlatRule {
  readonly commands: readonly number[];
  readonly line: number;
  readonly match: ScriptMatch;
  readonly action: Act;
  readonly hook: Hook;
  readonly behind: readonly Pass[];
  readonly changes: readonly string[];
}

export interface Flattened {
  readonly rules: readonly FlatRule[];
  readonly passes: readonly Pass[];
}

/** Jumps within jumps, and rules looked at on all ways through them. */
const DEEPEST = 8;
const MOST_STEPS = 20_000;

const ANYTHING: ScriptMatch = { sources: [], destinations: [], sourcePorts: [], destinationPorts: [] };

const HOOKS: readonly Hook[] = [
  { table: 'mangle', chain: 'PREROUTING', stage: 0, forwarded: true, local: true },
  { table: 'mangle', chain: 'INPUT', stage: 1, forwarded: false, local: true },
  { table: 'mangle', chain: 'OUTPUT', stage: 1, forwarded: false, local: true },
  { table: 'mangle', chain: 'FORWARD', stage: 1, forwarded: true, local: false },
  { table: 'filter', chain: 'INPUT', stage: 2, forwarded: false, local: true },
  { table: 'filter', chain: 'OUTPUT', stage: 2, forwarded: false, local: true },
  { table: 'filter', chain: 'FORWARD', stage: 2, forwarded: true, local: false },
  { table: 'mangle', chain: 'POSTROUTING', stage: 3, forwarded: true, local: true },
];

/** The rules of all hooks, in the order in which a packet meets them. */
export function flattened(facts: ScriptFacts, ledger: Ledger): Flattened {
  const { four, six } = familiesOf(facts, ledger);
  const { rules, passes } = walked(four, facts.own, ledger);
  // What becomes of the commands is said already.
  return {
    rules: six === undefined ? rules : withSix(rules, walked(six, facts.own, new Ledger()).rules),
    passes,
  };
}

function walked(chains: Chains, own: ReadonlySet<string>, ledger: Ledger): Flattened {
  const rules: FlatRule[] = [];
  const passes: Pass[] = [];
  const reached = new Set<string>();
  let steps = 0;
  /** Packets have the mark of their connection from here on. */
  let restored = false;

  const walk = (
    hook: Hook,
    chain: string,
    outer: ChainRule | undefined,
    before: Pass[],
    depth: number,
  ): void => {
    reached.add(`${hook.table} ${chain}`);
    /** Those of this chain and of the walk before it; RETURN counts only in here. */
    const here = [...before];
    for (const rule of chains.get(`${hook.table} ${chain}`) ?? []) {
      steps += 1;
      const say = (reason: string): void => {
        for (const one of rule.commands) ledger.say(one, left(reason));
      };
      if (steps > MOST_STEPS || depth > DEEPEST) {
        say('there are too many ways through the chains of the script');
        if (steps > MOST_STEPS * 2) return;
        continue;
      }
      const match = outer === undefined ? rule.match : bothMatches(outer.match, rule.match);
      const { commands, line, action } = rule;
      if (match === undefined) {
        for (const one of commands)
          ledger.say(one, needless('it can never hold behind the jump that leads to it'));
        continue;
      }
      const changes = [...(outer?.changes ?? []), ...rule.changes];
      const isPass = action.kind === 'accept' || action.kind === 'return';
      if (isPass && restored && sameMatch(match, { ...ANYTHING, problem: HAS_MARK })) {
        const told = 'a connection keeps its first mark there, and its name in a policy';
        for (const one of commands) ledger.say(one, carried([...changes, told]));
        continue;
      }
      if (action.kind === 'none' && action.restores === true && sameMatch(match, ANYTHING)) restored = true;
      const pass = (target: string): Pass => {
        const isPlain = depth === 0;
        const one = { commands, line, match, hook, target, isPlain, changes };
        passes.push(one);
        return one;
      };
      switch (action.kind) {
        case 'none':
          for (const one of commands)
            ledger.say(one, action.next === '' ? needless(action.reason) : left(action.reason, action.next));
          break;
        case 'accept': {
          const one = pass(action.target);
          here.push(one);
          before.push(one);
          break;
        }
        case 'return':
          here.push(pass(action.target));
          break;
        case 'jump': {
          const inner = { ...rule, match, changes };
          const known = here.length;
          walk(hook, action.chain, inner, here, depth + 1);
          before.push(...here.slice(known));
          if (!own.has(`${hook.table} ${action.chain}`))
            say(`there is no chain ${action.chain} in this table`);
          else if (action.isGoto) here.push(pass('goto'));
          else if (match.problem !== undefined) say(match.problem);
          else
            for (const one of commands)
              ledger.say(one, needless('its conditions stand with each rule of the chain'));
          break;
        }
        default: {
          const behind = here.filter((one) => !isApart(one.match, match));
          rules.push({ commands, line, match, action, hook, behind, changes });
        }
      }
    }
  };
  for (const hook of HOOKS) {
    restored = false;
    walk(hook, hook.chain, undefined, [], 0);
  }
  for (const [key, unreached] of chains) {
    if (reached.has(key)) continue;
    const reason = own.has(key)
      ? 'nothing jumps into this chain'
      : `the chain ${key.split(' ')[1]} is not one that is known here`;
    for (const { commands } of unreached)
      for (const one of commands) ledger.say(one, own.has(key) ? needless(reason) : left(reason));
  }
  return { rules, passes };
}

/** Both matches at once; undefined when they exclude each other. */
export function bothMatches(outer: ScriptMatch, inner: ScriptMatch): ScriptMatch | undefined {
  let problem = outer.problem ?? inner.problem;
  for (const key of ['l7', 'transport', 'inDevice', 'outDevice'] as const) {
    if (outer[key] !== undefined && inner[key] !== undefined && outer[key] !== inner[key]) return undefined;
  }
  for (const key of ['time', 'after', 'until'] as const) {
    if (outer[key] !== undefined && inner[key] !== undefined && outer[key] !== inner[key])
      problem ??= 'both the jump and the rule test time or bytes';
  }
  if (outer.mark !== undefined && inner.mark !== undefined)
    problem ??= 'both the jump and the rule test marks';
  const list = (key: 'sources' | 'destinations' | 'sourcePorts' | 'destinationPorts'): readonly string[] => {
    const [a, b] = [outer[key], inner[key]];
    if (a.length > 0 && b.length > 0 && a.join() !== b.join())
      problem ??= `both the jump and the rule test ${key.endsWith('Ports') ? 'ports' : 'hosts'}`;
    return b.length > 0 ? b : a;
  };
  const lists = {
    sources: list('sources'),
    destinations: list('destinations'),
    sourcePorts: list('sourcePorts'),
    destinationPorts: list('destinationPorts'),
  };
  return { ...outer, ...inner, ...lists, ...(problem === undefined ? {} : { problem }) };
}
