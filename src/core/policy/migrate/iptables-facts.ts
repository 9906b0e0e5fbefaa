/**
 * One iptables or ip6tables command: it puts a rule into a chain, takes some out again, or has another purpose
 * and gets its outcome at once. Chains are kept as netfilter would have them when the script has run: `-I`
 * stands in front, what `-D` or `-F` takes out is gone.
 */
import { type Fate, KEEP, type Ledger, left, needless } from './outcome.ts';
import { markOf, type RuleWords, readRuleWords, type Verb } from './rule-words.ts';
import type { ChainRule, ScriptAction, ScriptFacts } from './script-facts.ts';
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
  } else if (verb.kind === 'append' || verb.kind === 'insert') {
    const rules = chainOf(facts, family, table, verb.chain);
    const rule: ChainRule = {
      commands: [index],
      line: command.line,
      table,
      chain: verb.chain,
      match: read.match,
      action: actionOf(read, facts.own),
      changes: [...command.doubts, ...read.changes],
    };
    rules.splice(verb.kind === 'append' ? rules.length : (verb.place ?? 1) - 1, 0, rule);
  } else say(otherVerb(verb, command, words, family, table, facts, ledger));
}

function chainOf(facts: ScriptFacts, family: Family, table: string, chain: string): ChainRule[] {
  const key = `${family} ${table} ${chain}`;
  const rules = facts.chains.get(key) ?? [];
  facts.chains.set(key, rules);
  return rules;
}

/** What becomes of a command that is no new rule; what it undoes is undone. */
function otherVerb(
  verb: Exclude<Verb, { readonly kind: 'append' } | { readonly kind: 'insert' }>,
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
    case 'replace':
      return left('rules are not replaced one by one', 'write the rule that is meant in the first place');
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
      const wanted = JSON.stringify([meant.match, actionOf(meant, facts.own)]);
      const at =
        verb.place === undefined
          ? rules.findIndex(({ match, action }) => JSON.stringify([match, action]) === wanted)
          : verb.place - 1;
      return at < 0 || at >= rules.length
        ? needless('what it takes out is not in the policy')
        : gone(rules.splice(at, 1));
    }
  }
}

function actionOf(
  { match, target, isGoto, targetOptions }: RuleWords,
  own: ReadonlySet<string>,
): ScriptAction {
  const none = (reason: string, next = KEEP) => ({ kind: 'none', reason, next }) as const;
  switch (target) {
    case undefined:
      return match.l7 === undefined
        ? none('it only counts')
        : none('it only counts', '"layer7 report" and "layer7 status" count every protocol');
    case 'MARK': {
      const mark = markOf(targetOptions.get('--set-mark') ?? targetOptions.get('--set-xmark') ?? '');
      if (mark === undefined) return none('which mark it sets is not said, or not in a way that is read');
      if ((mark.value & ~mark.mask) !== 0) return none('the mark has bits outside of its mask');
      return { kind: 'mark', mark };
    }
    case 'CLASSIFY':
      return { kind: 'classify', classId: targetOptions.get('--set-class') ?? '' };
    case 'DSCP': {
      const value = targetOptions.get('--set-dscp') ?? targetOptions.get('--set-dscp-class') ?? '';
      return { kind: 'dscp', value: /^0x[0-9a-f]{1,2}$/i.test(value) ? String(Number(value)) : value };
    }
    case 'DROP':
      return { kind: 'drop' };
    case 'REJECT':
      return { kind: 'reject' };
    case 'CONNMARK':
      if (targetOptions.has('--restore-mark'))
        return { ...none('a connection keeps its name by itself', ''), restores: true };
      return targetOptions.has('--save-mark')
        ? none('a connection keeps its name by itself', '')
        : none('the mark of a connection carries its name here');
    case 'ACCEPT':
      return { kind: 'accept', target };
    case 'RETURN':
      return { kind: 'return', target };
  }
  if ([...own].some((chain) => chain.split(' ')[1] === target))
    return { kind: 'jump', chain: target, isGoto };
  if (PASSING.has(target)) return none(`the target ${target} has no counterpart in a policy`);
  return { kind: 'accept', target };
}
