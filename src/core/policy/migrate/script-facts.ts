/**
 * What a script's iptables and tc commands say, as facts: marks that rules set, blocks, shaped classes and
 * the filters that lead marks into them. No judgement yet; `from-script.ts` makes a policy of it.
 */
import { NotCarried, numberOf, refuse } from './not-carried.ts';
import { flattened } from './own-chains.ts';
import type { ShellScript } from './shell-lines.ts';
import { readTc } from './tc-facts.ts';

/** What an iptables rule asks for, in the policy's words. */
export interface ScriptMatch {
  /** Name after --l7proto. */
  readonly l7?: string;
  readonly transport?: string;
  readonly ports: readonly string[];
  readonly hosts: readonly string[];
  readonly inDevice?: string;
  readonly outDevice?: string;
  readonly time?: string;
  /** A packet mark that an earlier rule set. */
  readonly mark?: number;
}

export type ScriptAction =
  | { readonly kind: 'mark'; readonly mark: number }
  | { readonly kind: 'classify'; readonly classId: string }
  | { readonly kind: 'drop' }
  | { readonly kind: 'reject' }
  | { readonly kind: 'dscp'; readonly value: string };

export interface ScriptRule {
  readonly line: number;
  readonly match: ScriptMatch;
  readonly action: ScriptAction;
}

/** A rule as it stands in its chain; a jump leads into a chain of the script's own (`own-chains.ts`). */
export interface ChainRule {
  readonly line: number;
  readonly chain: string;
  readonly match: ScriptMatch;
  readonly action: ScriptAction | { readonly kind: 'jump'; readonly chain: string };
}

export interface ScriptClass {
  readonly line: number;
  readonly device: string;
  readonly id: string;
  readonly parent: string;
  readonly rate: string;
  readonly ceiling?: string;
  readonly priority?: number;
}

export interface ScriptFilter {
  readonly device: string;
  readonly mark: number;
  readonly classId: string;
}

export interface Unread {
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

export interface ScriptFacts {
  readonly rules: readonly ScriptRule[];
  readonly classes: readonly ScriptClass[];
  readonly filters: readonly ScriptFilter[];
  /** By device: id of the class that takes the rest. */
  readonly defaults: ReadonlyMap<string, string>;
  /** Devices that addresses are translated at: links to the outside. */
  readonly outside: ReadonlySet<string>;
  readonly unread: readonly Unread[];
}

/** A command that is nothing of ours to carry over. */
const QUIET = Symbol('nothing to carry over');

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Reads the facts of a script. */
export function scriptFacts(script: ShellScript): ScriptFacts {
  const own = ownChains(script);
  const rules: ChainRule[] = [];
  const classes: ScriptClass[] = [];
  const filters: ScriptFilter[] = [];
  const defaults = new Map<string, string>();
  const outside = new Set<string>();
  const unread: Unread[] = [...script.unread];
  for (const command of script.commands) {
    const [program = '', ...words] = command.words[0] === 'sudo' ? command.words.slice(1) : command.words;
    try {
      const name = baseName(program);
      if (/^ip6?tables(?:-legacy|-nft)?$/.test(name)) {
        const rule = readRule(command.line, words, outside, own);
        // The same line for IPv6 says nothing new: a policy is for both.
        if (rule !== QUIET && (name.startsWith('iptables') || !rules.some((one) => sameRule(one, rule)))) {
          rules.push(rule);
        }
      } else if (name === 'tc') readTc(command, words, classes, filters, defaults);
    } catch (error) {
      if (!(error instanceof NotCarried)) throw error;
      unread.push({ line: command.line, text: command.words.join(' '), reason: error.message });
    }
  }
  const flat = flattened(rules, own);
  unread.push(...flat.unread);
  unread.sort((a, b) => a.line - b.line);
  return { rules: flat.rules, classes, filters, defaults, outside, unread };
}

const sameRule = (a: ChainRule, b: ChainRule): boolean =>
  JSON.stringify([a.chain, a.match, a.action]) === JSON.stringify([b.chain, b.match, b.action]);

/** Chains that the script makes. */
function ownChains(script: ShellScript): ReadonlySet<string> {
  const chains = script.commands.flatMap(({ words }) => {
    const at = words.findIndex((word) => word === '-N' || word === '--new-chain');
    return at < 0 ? [] : (words[at + 1] ?? []);
  });
  return new Set(chains);
}

const DAYS: Readonly<Record<string, string>> = {
  '1': 'mon',
  '2': 'tue',
  '3': 'wed',
  '4': 'thu',
  '5': 'fri',
  '6': 'sat',
  '7': 'sun',
};

function readRule(
  line: number,
  words: readonly string[],
  outside: Set<string>,
  own: ReadonlySet<string>,
): ChainRule | typeof QUIET {
  const match: { -readonly [K in keyof ScriptMatch]: ScriptMatch[K] } = { ports: [], hosts: [] };
  let adds = false;
  let chain = '';
  let table = 'filter';
  let jump: string | undefined;
  let start = '';
  let stop = '';
  let days = '';
  let value = '';
  let problem: string | undefined;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const next = (): string => words[++at] ?? refuse(`"${word}" has no value`);
    switch (word) {
      case '-A':
      case '--append':
        adds = true;
        chain = next();
        break;
      case '-I':
      case '--insert':
        adds = true;
        chain = next();
        if (/^\d+$/.test(words[at + 1] ?? '')) at += 1;
        break;
      case '-t':
      case '--table':
        table = next();
        break;
      case '-j':
      case '--jump':
      case '-g':
      case '--goto':
        jump = next();
        break;
      case '-m':
      case '--match':
        next();
        break;
      case '--l7proto':
        match.l7 = next();
        break;
      case '--l7dir':
        next();
        break;
      case '-p':
      case '--protocol':
        match.transport = next();
        break;
      case '--dport':
      case '--sport':
      case '--dports':
      case '--sports':
      case '--destination-port':
      case '--source-port':
        match.ports = [
          ...match.ports,
          ...next()
            .split(',')
            .map((port) => port.replace(':', '-')),
        ];
        break;
      case '-s':
      case '-d':
      case '--source':
      case '--destination':
        match.hosts = [...match.hosts, next()];
        break;
      case '-i':
        match.inDevice = next();
        break;
      case '-o':
        match.outDevice = next();
        break;
      case '--mark':
        match.mark = numberOf(next());
        break;
      case '--timestart':
        start = next().slice(0, 5).padStart(5, '0');
        break;
      case '--timestop':
        stop = next().slice(0, 5).padStart(5, '0');
        break;
      case '--days':
      case '--weekdays':
        days = next()
          .split(',')
          .map((day) => DAYS[day] ?? day.slice(0, 3).toLowerCase())
          .join(',');
        break;
      case '--set-mark':
      case '--set-xmark':
      case '--set-class':
      case '--set-dscp':
      case '--set-dscp-class':
        value = next();
        break;
      case '--reject-with':
      case '--comment':
        next();
        break;
      case '-w':
      case '-v':
      case '-n':
        break;
      case '!':
        problem ??= 'a policy has no "not": put a rule that allows before it';
        break;
      default:
        problem ??= `"${word}" has no counterpart in a policy`;
    }
  }
  if (table === 'nat') {
    if ((jump === 'MASQUERADE' || jump === 'SNAT') && match.outDevice !== undefined)
      outside.add(match.outDevice);
    return QUIET;
  }
  if (!adds || jump === undefined) {
    if (match.l7 !== undefined && adds)
      refuse('it only counts: "layer7 status" counts every protocol by itself');
    return QUIET;
  }
  const isOwn = own.has(chain) || own.has(jump);
  const concerns = match.l7 !== undefined || match.mark !== undefined || table === 'mangle' || isOwn;
  if (problem !== undefined) return concerns ? refuse(problem) : QUIET;
  if (start !== '' || days !== '') {
    const hours = start === '' ? '' : `${start}-${stop === '' ? '24:00' : stop}`;
    match.time = [days, hours].filter((part) => part !== '').join(' ');
  }
  switch (jump) {
    case 'MARK':
      return { line, chain, match, action: { kind: 'mark', mark: numberOf(value) } };
    case 'CLASSIFY':
      return { line, chain, match, action: { kind: 'classify', classId: value } };
    case 'DSCP':
      return {
        line,
        chain,
        match,
        action: { kind: 'dscp', value: /^0x/.test(value) ? String(Number(value)) : value },
      };
    case 'DROP':
      return concerns ? { line, chain, match, action: { kind: 'drop' } } : QUIET;
    case 'REJECT':
      return concerns ? { line, chain, match, action: { kind: 'reject' } } : QUIET;
    case 'CONNMARK':
      return match.l7 === undefined ? QUIET : refuse('marks of connections are the name here already');
    default:
      if (own.has(jump)) return { line, chain, match, action: { kind: 'jump', chain: jump } };
      return match.l7 === undefined ? QUIET : refuse(`the target ${jump} has no counterpart in a policy`);
  }
}
