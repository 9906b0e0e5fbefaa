/**
 * A tiny reading of what iptables does with the text of a rendering: chains, jumps, gotos, and the matches
 * that a policy uses. It knows nothing of policies, so that the two can be held against each other.
 */

/** A packet as netfilter sees it. */
export interface Packet {
  readonly inDevice: string;
  readonly outDevice: string;
  readonly transport: 'tcp' | 'udp' | 'icmp';
  readonly connectionMark: number;
  /** Tuple of the connection: who began it, who really answers, and from which port. */
  readonly originalSource: Uint8Array;
  readonly replySource: Uint8Array;
  /** For ICMP the number of an echo: the match of ports takes it for one. */
  readonly replyPort: number;
  readonly bytes: number;
  /** Minute of the week in UTC. */
  readonly minute: number;
}

/** What came of the packet in one table. */
export interface Walked {
  readonly verdict: 'accept' | 'drop' | 'reject';
  readonly class: string | undefined;
  readonly mark: number;
  readonly dscp: number | undefined;
  /** Numbers of the rules whose limit it passed through. */
  readonly limits: readonly number[];
}

type Rules = Map<string, string[][]>;

/** The chains of one table. */
export function chainsOf(text: string, table: string): Rules {
  const chains: Rules = new Map();
  let current = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) current = line.slice(1);
    if (current !== table) continue;
    const head = /^:(\S+)/.exec(line);
    if (head !== null) chains.set(head[1]!, []);
    if (!line.startsWith('-A ')) continue;
    const words = (line.match(/"[^"]*"|\S+/g) ?? []).slice(1);
    const chain = chains.get(words[0]!);
    if (chain === undefined) throw new Error(`no chain for ${line}`);
    chain.push(words.slice(1));
  }
  return chains;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

function bytesOf(text: string): Uint8Array {
  if (!text.includes(':')) return Uint8Array.from(text.split('.').map(Number));
  const [head = '', tail] = text.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((one) => Number.parseInt(one, 16));
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  const all = [...front, ...new Array<number>(8 - front.length - back.length).fill(0), ...back];
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 255]));
}

function inPrefix(address: Uint8Array, text: string): boolean {
  const [base = '', length] = text.split('/');
  const bytes = bytesOf(base);
  if (bytes.length !== address.length) return false;
  const bits = (one: Uint8Array): string =>
    [...one].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const count = length === undefined ? bytes.length * 8 : Number(length);
  return bits(bytes).slice(0, count) === bits(address).slice(0, count);
}

function inRange(value: number, text: string): boolean {
  const [first = '', last = text.includes(':') ? 'Infinity' : first] = text.split(':');
  return value >= Number(first) && value <= Number(last === '' ? 'Infinity' : last);
}

const seconds = (clock: string): number => clock.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);

/** The rest of a rule after its matches, or undefined when one of them does not hold. */
function matched(words: readonly string[], packet: Packet): readonly string[] | undefined {
  let stop = '';
  let start = '';
  let days: readonly string[] = DAYS;
  const holds = (flag: string, value: string): boolean => {
    switch (flag) {
      case '-p':
        return packet.transport === value;
      case '-i':
        return packet.inDevice === value;
      case '-o':
        return packet.outDevice === value;
      case '--mark': {
        const [wanted = '', mask = ''] = value.split('/');
        return (packet.connectionMark & Number(mask)) >>> 0 === Number(wanted);
      }
      case '--ctreplsrcport':
        return inRange(packet.replyPort, value);
      case '--ctorigsrc':
        return inPrefix(packet.originalSource, value);
      case '--ctreplsrc':
        return inPrefix(packet.replySource, value);
      case '--connbytes':
        return inRange(packet.bytes, value);
      case '--timestart':
        start = value;
        return true;
      case '--timestop':
        stop = value;
        return true;
      case '--weekdays':
        days = value.split(',');
        return true;
      case '-m':
      case '--comment':
      case '--connbytes-mode':
      case '--connbytes-dir':
        return true;
      default:
        throw new Error(`unknown ${flag}`);
    }
  };
  for (let at = 0; at < words.length; at += 2) {
    const flag = words[at]!;
    if (flag === '-j' || flag === '-g') {
      if (start !== '') {
        const second = (packet.minute % 1440) * 60;
        if (second < seconds(start) || second > seconds(stop)) return undefined;
        if (!days.includes(DAYS[Math.floor(packet.minute / 1440)]!)) return undefined;
      }
      return words.slice(at);
    }
    if (!holds(flag, words[at + 1]!)) return undefined;
  }
  return [];
}

/** Sends a packet into L7P-ENTRY of a table. */
export function walk(chains: Rules, packet: Packet): Walked {
  const result: { -readonly [K in keyof Walked]: Walked[K] } & { limits: number[] } = {
    verdict: 'accept',
    class: undefined,
    mark: 0,
    dscp: undefined,
    limits: [],
  };
  /** Whether the walk goes on behind the chain; false ends it for good. */
  const run = (name: string): boolean => {
    const limit = /^L7P-LIMIT-(\d+)$/.exec(name);
    if (limit !== null) {
      result.limits.push(Number(limit[1]));
      return true;
    }
    for (const words of chains.get(name)!) {
      const rest = matched(words, packet);
      if (rest === undefined) continue;
      const [flag, target = '', option, value = ''] = rest;
      if (flag === '-g') return run(target);
      switch (target) {
        case 'RETURN':
          return true;
        case 'DROP':
          result.verdict = 'drop';
          return false;
        case 'REJECT':
          result.verdict = 'reject';
          return false;
        case 'CLASSIFY':
          result.class = value;
          break;
        case 'DSCP':
          result.dscp = Number(value);
          break;
        case 'MARK': {
          const [bits, mask] = value.split('/').map(Number);
          result.mark = ((result.mark & ~mask!) | bits!) >>> 0;
          break;
        }
        default:
          throw new Error(`unknown target ${target} ${option}`);
      }
    }
    return true;
  };
  if (chains.has('L7P-ENTRY')) run('L7P-ENTRY');
  return result;
}
