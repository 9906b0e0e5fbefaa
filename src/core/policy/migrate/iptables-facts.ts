/**
 * One iptables or ip6tables command: it puts a rule into a chain, takes some out again, or has another purpose
 * and gets its outcome at once. Chains are kept as netfilter would have them when the script has run: `-I`
 * stands in front, what `-D` or `-F` takes out is gone.
 */
import { ruleKey } from './match-sets.ts';
import { type Fate, KEEP, type Ledger, left, needless } from './outcome.ts';
import { markOf, numberOf, type RuleWords, readRuleWords, type Verb } from './rule-words.ts';
import type { ChainRule, Mark, ScriptAction, ScriptFacts } from './script-facts.ts';
import type { ShellCommand } from './shell-commands.ts';

type Family = 'ipv4' | 'ipv6';

/** Targets that leave a packet where it is: the next rule is asked. */
const PASSING = new Set([
  ...['LOG', 'ULOG', 'NFLOG', 'MARK', 'CONNMARK', 'CLASSIFY', 'DSCP', 'TOS', 'TTL', 'HL', 'TCPMSS', 'TRACE'],
  ...['ECN', 'IMQ', 'SET', 'CHECKSUM', 'CT', 'NOTRACK', 'AUDIT', 'ROUTE'],
]);

/** Reads one command into the facts, or says what becomes of it. */
export function readIptables(
  index: number,
  command: ShellCommand,
  words: readonly string[],
  family: Family,
  facts: ScriptFacts,
  ledger: Ledger,
): void {
  const read = readRuleWords(words);
  const { table, verb } = read;
  const say = (fate: Fate): void => ledger.say(index, fate);
  if (verb === undefined) {
    say(left('it does not say what to do (-A, -I, …)', 'see whether the line is whole'));
  } else if (table === 'nat') {
    const { outDevice } = read.match;
    const isOutside = (read.target === 'MASQUERADE' || read.target === 'SNAT') && outDevice !== undefined;
    if (isOutside) facts.outside.add(outDevice);
    const told = isOutside ? `; that ${outDevice} leads outside is taken from it` : '';
    const isRule = verb.kind === 'append' || verb.kind === 'insert' || verb.kind === 'replace';
    say(
      isRule
        ? left(`addresses are not translated by a policy${told}`)
        : needless('a policy has no such table'),
    );
  } else if (table !== 'filter' && table !== 'mangle') {
    say(left(`a policy has no part in the table ${table}`));
  } else if (verb.kind === 'append' || verb.kind === 'insert' || verb.kind === 'replace') {
    const rules = chainOf(facts, family, table, verb.chain);
    const { action, problem } = actionOf(read, facts.own);
    const reason = read.match.problem ?? problem;
    const rule: ChainRule = {
      commands: [index],
      line: command.line,
      table,
      chain: verb.chain,
      match: reason === undefined ? read.match : { ...read.match, problem: reason },
      action,
      changes: [...command.doubts, ...read.changes],
      written: read.written,
    };
    const place = verb.kind === 'append' ? rules.length : (verb.place ?? 1) - 1;
    if (verb.kind === 'replace') {
      const old = rules[place];
      if (old === undefined) {
        say(left('which rule it replaces is not known', 'write the rule that is meant in the first place'));
        return;
      }
      for (const one of old.commands) ledger.say(one, needless(`line ${command.line} replaces it`));
      rules.splice(place, 1, rule);
    } else rules.splice(place, 0, rule);
    if (verb.kind !== 'append' && (verb.place ?? 1) > 1) distrust(rules, command.line, facts);
    if (verb.kind === 'replace') distrust(rules, command.line, facts);
    if (command.doubts.length > 0) facts.uncounted ??= command.line;
  } else say(otherVerb(verb, command, words, family, table, facts, ledger));
}

/** After a command that counts rules: which one it meant is known only where all rules are. */
function distrust(rules: ChainRule[], line: number, { uncounted }: ScriptFacts): void {
  if (uncounted === undefined || uncounted === line) return;
  const problem = `line ${line} counts rules, and of line ${uncounted} it is not known whether it made one`;
  for (const [at, rule] of rules.entries())
    rules[at] = { ...rule, match: { ...rule.match, problem: rule.match.problem ?? problem } };
}

function chainOf(facts: ScriptFacts, family: Family, table: string, chain: string): ChainRule[] {
  const key = `${family} ${table} ${chain}`;
  const rules = facts.chains.get(key) ?? [];
  facts.chains.set(key, rules);
  return rules;
}

/** What becomes of a command that is no new rule; what it undoes is undone. */
function otherVerb(
  verb: Exclude<Verb, { readonly kind: 'append' | 'insert' | 'replace' }>,
  { line, doubts }: ShellCommand,
  words: readonly string[],
  family: Family,
  table: string,
  facts: ScriptFacts,
  ledger: Ledger,
): Fate {
  const gone = (rules: readonly ChainRule[]): Fate => {
    for (const { commands } of rules)
      for (const one of commands) ledger.say(one, needless(`line ${line} takes it out again`));
    return needless('what it takes out is not in the policy');
  };
  const isUncertain = doubts.length > 0;
  switch (verb.kind) {
    case 'new':
      return needless('a policy has no chains: the rules in it take its place');
    case 'show':
    case 'check':
      return needless('it only shows or counts');
    case 'remove':
      return needless('a policy has no chains');
    case 'policy':
      return verb.target === 'ACCEPT'
        ? needless('a policy lets pass what no rule blocks')
        : left(`a policy blocks what its rules name, and has no ${verb.target} for all the rest`);
    case 'flush': {
      const prefix = `${family} ${table} `;
      const keys = [...facts.chains.keys()].filter((key) => key.startsWith(prefix));
      const taken = keys.filter((key) => verb.chain === undefined || key === prefix + verb.chain);
      if (isUncertain) return needless(`${doubts[0]!.split(':')[0]}: it is taken for what clears up`);
      return gone(taken.flatMap((key) => facts.chains.get(key)!.splice(0)));
    }
    case 'delete': {
      if (isUncertain) return needless(`${doubts[0]!.split(':')[0]}: it is taken for what clears up`);
      const rules = chainOf(facts, family, table, verb.chain);
      const meant = readRuleWords(words);
      const wanted = ruleKey({ ...meant, action: actionOf(meant, facts.own).action });
      const at =
        verb.place === undefined ? rules.findIndex((rule) => ruleKey(rule) === wanted) : verb.place - 1;
      if (at < 0 || at >= rules.length) return needless('what it takes out is not in the policy');
      const fate = gone(rules.splice(at, 1));
      if (verb.place !== undefined) distrust(rules, line, facts);
      return fate;
    }
  }
}

interface Action {
  readonly action: ScriptAction;
  /** Why what it does cannot be told. */
  readonly problem?: string;
}

function actionOf({ match, target, isGoto, targetOptions }: RuleWords, own: ReadonlySet<string>): Action {
  const none = (reason: string, next = KEEP): Action => ({ action: { kind: 'none', reason, next } });
  switch (target) {
    case undefined:
      return match.l7 === undefined
        ? none('it only counts')
        : none('it only counts', '"layer7 report" and "layer7 status" count every protocol');
    case 'MARK': {
      const mark = markSet(targetOptions);
      if (mark !== undefined) return { action: { kind: 'mark', mark } };
      const problem = 'which mark it sets is not said, or not in a way that is read';
      return { action: { kind: 'mark', mark: { value: 0, mask: 0xffffffff } }, problem };
    }
    case 'CLASSIFY':
      return { action: { kind: 'classify', classId: targetOptions.get('--set-class') ?? '' } };
    case 'DSCP': {
      const given = targetOptions.get('--set-dscp');
      const value = given === undefined ? targetOptions.get('--set-dscp-class') : numberOf(given);
      return { action: { kind: 'dscp', value: String(value ?? given ?? '') } };
    }
    case 'DROP':
      return { action: { kind: 'drop' } };
    case 'REJECT':
      return { action: { kind: 'reject' } };
    case 'CONNMARK': {
      const reason = 'a connection keeps its name by itself';
      if (targetOptions.has('--restore-mark'))
        return { action: { kind: 'none', reason, next: '', restores: true } };
      return targetOptions.has('--save-mark')
        ? none(reason, '')
        : none('the mark of a connection carries its name here');
    }
    case 'ACCEPT':
      return { action: { kind: 'accept', target } };
    case 'RETURN':
      return { action: { kind: 'return', target } };
  }
  if ([...own].some((chain) => chain.split(' ')[1] === target))
    return { action: { kind: 'jump', chain: target, isGoto } };
  if (PASSING.has(target)) return none(`the target ${target} has no counterpart in a policy`);
  return { action: { kind: 'accept', target } };
}

/** The bits that a MARK target sets, and to what; undefined where that depends on what they were. */
function markSet(options: RuleWords['targetOptions']): Mark | undefined {
  const [[name, text] = ['', ''], ...more] = [...options].filter(([key]) => key.endsWith('mark'));
  const given = markOf(text);
  if (given === undefined || more.length > 0) return undefined;
  const { value, mask } = given;
  switch (name) {
    case '--set-mark':
      return { value, mask: (mask | value) >>> 0 };
    case '--set-xmark':
      return (value & ~mask) === 0 ? given : undefined;
    case '--or-mark':
      return { value, mask: value };
    case '--and-mark':
      return { value: 0, mask: ~value >>> 0 };
  }
  return undefined;
}
