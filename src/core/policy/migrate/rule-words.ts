/**
 * The words behind `iptables`: which chain, what is tested, what becomes of the packets. Words are only read
 * here. What a policy cannot test is kept as the `problem` of the match, never dropped: without it the match
 * would be wider than it was.
 */
import type { Mark, ScriptMatch } from './script-facts.ts';

export type Verb =
  | { readonly kind: 'append'; readonly chain: string; readonly place?: number }
  | { readonly kind: 'insert'; readonly chain: string; readonly place?: number }
  | { readonly kind: 'delete'; readonly chain: string; readonly place?: number }
  | { readonly kind: 'replace'; readonly chain: string; readonly place?: number }
  | { readonly kind: 'new' | 'show' | 'check'; readonly chain: string }
  | { readonly kind: 'flush' | 'remove'; readonly chain?: string }
  | { readonly kind: 'policy'; readonly chain: string; readonly target: string };

export interface RuleWords {
  readonly table: string;
  readonly verb: Verb | undefined;
  readonly match: ScriptMatch;
  readonly target: string | undefined;
  readonly isGoto: boolean;
  /** Options of the target, by name. */
  readonly targetOptions: ReadonlyMap<string, string>;
  readonly changes: readonly string[];
  /** All words but the verb and its chain, the same in whatever order they stand. */
  readonly written: string;
}

/** A number as iptables and tc read it: `0x10`, octal with a leading 0, or decimal. */
export function numberOf(text: string): number | undefined {
  if (/^(?:0x[0-9a-f]{1,8}|0|[1-9]\d{0,9})$/i.test(text)) return Number(text);
  return /^0[0-7]{1,11}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

/** A mark, with or without a mask. */
export function markOf(text: string): Mark | undefined {
  const [first = '', second = '0xffffffff', ...more] = text.split('/');
  const [value, mask] = [numberOf(first), numberOf(second)];
  if (value === undefined || mask === undefined || more.length > 0) return undefined;
  return value > 0xffffffff || mask > 0xffffffff ? undefined : { value, mask };
}

/** The problem of a match on packets that have any mark already. */
export const HAS_MARK = 'a policy has no "not" (! --mark 0)';

const VERBS: Readonly<Record<string, Verb['kind']>> = {
  ...{ '-A': 'append', '--append': 'append', '-I': 'insert', '--insert': 'insert' },
  ...{ '-D': 'delete', '--delete': 'delete', '-R': 'replace', '--replace': 'replace' },
  ...{ '-C': 'check', '--check': 'check', '-N': 'new', '--new-chain': 'new' },
  ...{ '-F': 'flush', '--flush': 'flush', '-X': 'remove', '--delete-chain': 'remove' },
  ...{ '-P': 'policy', '--policy': 'policy' },
  ...{ '-L': 'show', '--list': 'show', '-S': 'show', '--list-rules': 'show', '-Z': 'show', '--zero': 'show' },
  ...{ '-V': 'show', '--version': 'show', '-h': 'show', '--help': 'show' },
};

/** Matches whose every option is read below, or whose unknown ones make a problem of their own. */
const MODULES = new Set(['layer7', 'tcp', 'udp', 'multiport', 'mark', 'time', 'connbytes', 'comment']);

const LONG: Readonly<Record<string, string>> = {
  ...{
    '--table': '-t',
    '--jump': '-j',
    '--goto': '-g',
    '--match': '-m',
    '--protocol': '-p',
    '--proto': '-p',
  },
  ...{ '--source': '-s', '--src': '-s', '--destination': '-d', '--dst': '-d' },
  ...{ '--in-interface': '-i', '--out-interface': '-o', '--weekdays': '--days' },
  ...{ '--source-port': '--sport', '--source-ports': '--sport', '--sports': '--sport' },
  ...{ '--destination-port': '--dport', '--destination-ports': '--dport', '--dports': '--dport' },
};

const DAYS: Readonly<Record<string, string>> = {
  ...{ '1': 'mon', '2': 'tue', '3': 'wed', '4': 'thu', '5': 'fri', '6': 'sat', '7': 'sun' },
};

/** `192.168.1.0/255.255.255.0` → `192.168.1.0/24`; everything → nothing to test. */
function prefixes(text: string): readonly string[] {
  return text.split(',').map((one) => {
    const [address, mask = ''] = one.split('/');
    const bytes = /^\d+\.\d+\.\d+\.\d+$/.test(mask) ? mask.split('.').map(Number) : [];
    const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
    return /^1*0*$/.test(bits) && bits.length === 32 ? `${address}/${bits.replaceAll('0', '').length}` : one;
  });
}

const EVERYWHERE = new Set(['0/0', '0.0.0.0/0', '::/0', 'any', 'anywhere']);

const ports = (text: string): readonly string[] =>
  text === ''
    ? []
    : text.split(',').map((port) => {
        const [first, last] = port.split(':');
        // iptables takes a leading 0 for octal: such a one is no number of a port here.
        if (/^0\d/.test(first!) || /^0\d/.test(last ?? '')) return `octal ${port}`;
        return last === undefined ? port : `${first || '1'}-${last || '65535'}`;
      });

/** `9:00:00` → `09:00`; undefined for a time within a minute. `:59` closes a minute. */
function clock(text: string, closes: boolean): string | undefined {
  const found = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text);
  if (found === null) return undefined;
  const isLast = closes && found[3] === '59';
  if ((found[3] ?? '00') !== '00' && !isLast) return undefined;
  const minute = Number(found[1]) * 60 + Number(found[2]) + (isLast ? 1 : 0);
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** Reads the words of one command. Never throws. */
export function readRuleWords(all: readonly string[]): RuleWords {
  const words = all.flatMap((word) => {
    const found = /^(--[a-z][a-z0-9-]*)=(.*)$/s.exec(word);
    return found === null ? [word] : [found[1]!, found[2]!];
  });
  const match: { -readonly [K in keyof ScriptMatch]: ScriptMatch[K] } = {
    sources: [],
    destinations: [],
    sourcePorts: [],
    destinationPorts: [],
  };
  const problem = (reason: string): void => {
    match.problem ??= reason;
  };
  const changes: string[] = [];
  const targetOptions = new Map<string, string>();
  const time: { start?: string | undefined; stop?: string | undefined; days?: string | undefined } = {};
  const bytes: { range?: string; both?: boolean; size?: boolean } = {};
  let table = 'filter';
  let verb: Verb | undefined;
  let target: string | undefined;
  let isGoto = false;
  let isNot = false;
  let at = 0;
  const spelled: string[] = [];
  /** Empty where it is absent or negated: then there is a problem, and nothing may be concluded from it. */
  const value = (option: string): string => {
    if (words[at + 1] === '!') {
      isNot = true;
      at += 1;
    }
    const next = words[at + 1];
    if (next === undefined) problem(`"${option}" has no value`);
    else at += 1;
    if (next === '' && option !== '--comment') problem(`"${option}" has no value`);
    const negated = isNot;
    isNot = false;
    if (negated) {
      const isMarked = option === '--mark' && markOf(next ?? '')?.value === 0;
      problem(isMarked ? HAS_MARK : `a policy has no "not" (! ${option} ${next ?? ''})`);
    }
    return negated ? '' : (next ?? '');
  };
  const operand = (): string | undefined => (/^[^-!]/.test(words[at + 1] ?? '') ? words[++at] : undefined);
  const once = (key: 'transport' | 'inDevice' | 'outDevice' | 'l7', option: string): void => {
    const given = value(option);
    if (given === '') return;
    if (match[key] !== undefined && match[key] !== given) problem(`"${option}" stands twice`);
    match[key] = given;
  };
  for (; at < words.length; at++) {
    const word = LONG[words[at]!] ?? words[at]!;
    const kind = VERBS[word] ?? (/^-[vnxLS]{2,}$/.test(word) && /[LS]/.test(word) ? 'show' : undefined);
    if (kind !== undefined) {
      verb = verbOf(kind, operand);
      continue;
    }
    spelled.push(word);
    const begun = at;
    switch (word) {
      case '!':
        isNot = true;
        break;
      case '-t':
        table = value(word);
        break;
      case '-j':
      case '-g':
        target = value(word);
        isGoto = word === '-g';
        break;
      case '-m': {
        const module = value(word);
        if (!MODULES.has(module)) problem(`"-m ${module}" has no counterpart in a policy`);
        break;
      }
      case '--l7proto':
        once('l7', word);
        break;
      case '--l7dir': {
        const folder = value(word);
        if (folder.replace(/\/$/, '') !== '/etc/l7-protocols')
          changes.push(`the patterns of ${folder} are not looked at: the name is that of the library in use`);
        break;
      }
      case '-p':
        once('transport', word);
        break;
      case '--dport':
        match.destinationPorts = [...match.destinationPorts, ...ports(value(word))];
        break;
      case '--sport':
        match.sourcePorts = [...match.sourcePorts, ...ports(value(word))];
        break;
      case '-s':
      case '-d': {
        const given = prefixes(value(word)).filter((one) => one !== '' && !EVERYWHERE.has(one));
        const key = word === '-s' ? 'sources' : 'destinations';
        match[key] = [...match[key], ...given];
        break;
      }
      case '-i':
        once('inDevice', word);
        break;
      case '-o':
        once('outDevice', word);
        break;
      case '--mark': {
        const given = value(word);
        const mark = markOf(given);
        if (given === '') break;
        if (mark === undefined) problem(`"${given}" is no mark`);
        else if ((mark.value & ~mark.mask) !== 0) problem(`"--mark ${given}" never holds`);
        else match.mark = mark;
        break;
      }
      case '--timestart':
        time.start = value(word) || undefined;
        break;
      case '--timestop':
        time.stop = value(word) || undefined;
        break;
      case '--days':
        time.days = value(word) || undefined;
        break;
      case '--kerneltz':
      case '--localtz':
        break;
      case '--connbytes':
        bytes.range = value(word);
        break;
      case '--connbytes-dir':
        bytes.both = value(word) === 'both';
        break;
      case '--connbytes-mode':
        bytes.size = value(word) === 'bytes';
        break;
      case '--set-mark':
      case '--set-xmark':
      case '--or-mark':
      case '--and-mark':
      case '--xor-mark':
      case '--set-class':
      case '--set-dscp':
      case '--set-dscp-class':
        targetOptions.set(word, value(word));
        break;
      case '--save-mark':
      case '--restore-mark':
        targetOptions.set(word, '');
        break;
      case '--reject-with':
        changes.push(`how it is refused is the policy's: TCP by a reset, the rest by "port unreachable"`);
        value(word);
        break;
      case '--comment':
        value(word);
        break;
      case '-w':
        operand();
        break;
      case '-v':
      case '-n':
        break;
      default:
        problem(`"${word}" has no counterpart in a policy`);
    }
    if (at > begun) spelled[spelled.length - 1] += ` ${words.slice(begun + 1, at + 1).join(' ')}`;
  }
  if (isNot) problem('a policy has no "not"');
  takeTime(match, time, problem, changes);
  takeBytes(match, bytes, problem);
  const written = spelled.toSorted().join(' ');
  return { table, verb, match, target, isGoto, targetOptions, changes, written };
}

function verbOf(kind: Verb['kind'], operand: () => string | undefined): Verb {
  if (kind === 'flush' || kind === 'remove') {
    const chain = operand();
    return chain === undefined ? { kind } : { kind, chain };
  }
  const chain = operand() ?? '';
  if (kind === 'policy') return { kind, chain, target: operand() ?? '' };
  if (kind === 'new' || kind === 'show' || kind === 'check') return { kind, chain };
  const number = kind === 'append' ? undefined : operand();
  return /^\d{1,6}$/.test(number ?? '') ? { kind, chain, place: Number(number) } : { kind, chain };
}

type Writable = { -readonly [K in keyof ScriptMatch]: ScriptMatch[K] };

function takeTime(
  match: Writable,
  { start, stop, days }: { start?: string | undefined; stop?: string | undefined; days?: string | undefined },
  problem: (reason: string) => void,
  changes: string[],
): void {
  if (start === undefined && stop === undefined && days === undefined) return;
  const from = clock(start ?? '00:00', false);
  const to = clock(stop ?? '24:00', true);
  const names = days?.split(',').map((day) => DAYS[day] ?? day.slice(0, 3).toLowerCase());
  if (from === undefined || to === undefined) problem('a policy knows hours and minutes, not seconds');
  else if (names?.some((day) => !Object.values(DAYS).includes(day)))
    problem(`"${days}" are no days of the week`);
  else if (names !== undefined && from > to)
    problem('days with hours over midnight mean other hours in a policy');
  else {
    const hours = start === undefined && stop === undefined ? '' : `${from}-${to}`;
    match.time = [names?.join(',') ?? '', hours].filter((part) => part !== '').join(' ');
    changes.push("hours are by this machine's clock; newer iptables counted them in UTC");
  }
}

function takeBytes(
  match: Writable,
  { range, both, size }: { range?: string; both?: boolean; size?: boolean },
  problem: (reason: string) => void,
): void {
  if (range === undefined && both === undefined && size === undefined) return;
  const found = /^(0|[1-9]\d*)(?::(0|[1-9]\d*)?)?$/.exec(range ?? '');
  if (found === null || both !== true || size !== true) {
    problem('of connbytes a policy knows the bytes of both ways only');
    return;
  }
  if (Number(found[1]) > 0) match.after = `${found[1]} B`;
  if ((found[2] ?? '') !== '') match.until = `${found[2]} B`;
}
