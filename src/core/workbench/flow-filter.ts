/**
 * Which flows a command is about, in words: `tcp and port 443`, `host 10.0.0.1 and not l7 tls`.
 *
 * ```
 * filter  = all *( "or" all )
 * all     = one *( "and" one )
 * one     = "not" one | "(" filter ")" | test
 * test    = "tcp" | "udp" | "host" ADDRESS | "port" NUMBER | "l7" NAME
 * ```
 *
 * The name of a flow is not known from its first packet, so a filter may answer "not yet" there.
 */
import { Layer7Error } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import { formatAddress, parseAddress } from '../wire/address.ts';
import { IPPROTO_TCP, type PacketView } from '../wire/packet-view.ts';

/** What is known of a flow; `l7` is absent while it is not decided. */
export interface FlowFacts {
  readonly proto: 'tcp' | 'udp';
  readonly src: string;
  readonly sport: number;
  readonly dst: string;
  readonly dport: number;
  readonly l7?: string;
}

/** What is known of a flow from its first packet. */
export function factsOfPacket(view: PacketView, bytes: Uint8Array): FlowFacts {
  const length = view.ipVersion === 4 ? 4 : 16;
  return {
    proto: view.protocol === IPPROTO_TCP ? 'tcp' : 'udp',
    src: formatAddress(bytes, view.source, length),
    sport: view.sourcePort,
    dst: formatAddress(bytes, view.destination, length),
    dport: view.destinationPort,
  };
}

/** True, false, or undefined: not known yet. */
export type FlowFilter = (flow: FlowFacts) => boolean | undefined;

export const EVERY_FLOW: FlowFilter = () => true;

const WORDS: readonly string[] = ['tcp', 'udp', 'host', 'port', 'l7', 'and', 'or', 'not'];
/** Groups within groups, and words, of one filter. */
const LIMITS = { depth: 50, words: 1000 } as const;

class FilterReader {
  readonly #words: readonly string[];
  readonly #text: string;
  #next = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#words = text.match(/[()]|[^\s()]+/g) ?? [];
    if (this.#words.length > LIMITS.words) throw this.#fault('the filter is too long');
  }

  read(): FlowFilter {
    const filter = this.#any();
    if (this.#next < this.#words.length) throw this.#fault('"and" or "or" is expected here');
    return filter;
  }

  #peek(): string {
    return this.#words[this.#next] ?? '';
  }

  #accept(word: string): boolean {
    if (this.#peek() !== word) return false;
    this.#next += 1;
    return true;
  }

  #any(): FlowFilter {
    const parts = [this.#all()];
    while (this.#accept('or')) parts.push(this.#all());
    return (flow) => {
      const answers = parts.map((part) => part(flow));
      return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
    };
  }

  #all(): FlowFilter {
    const parts = [this.#one()];
    while (this.#accept('and')) parts.push(this.#one());
    return (flow) => {
      const answers = parts.map((part) => part(flow));
      return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
    };
  }

  #one(): FlowFilter {
    this.#depth += 1;
    if (this.#depth > LIMITS.depth) throw this.#fault('the filter is nested too deeply');
    const filter = this.#accept('not')
      ? negated(this.#one())
      : this.#accept('(')
        ? this.#group()
        : this.#test();
    this.#depth -= 1;
    return filter;
  }

  #group(): FlowFilter {
    const inner = this.#any();
    if (!this.#accept(')')) throw this.#fault('a ")" is expected here');
    return inner;
  }

  #test(): FlowFilter {
    const word = this.#peek();
    if (word === '') throw this.#fault('the filter ends too early');
    this.#next += 1;
    if (word === 'tcp' || word === 'udp') return ({ proto }) => proto === word;
    const value = this.#peek();
    switch (word) {
      case 'host': {
        const address = parseAddress(value);
        if (address === undefined) throw this.#fault('an address is expected after "host"');
        this.#next += 1;
        const host = formatAddress(address, 0, address.length);
        return ({ src, dst }) => src === host || dst === host;
      }
      case 'port': {
        const port = Number(value);
        if (!/^[0-9]{1,5}$/.test(value) || port > 65_535)
          throw this.#fault('a number is expected after "port"');
        this.#next += 1;
        return ({ sport, dport }) => sport === port || dport === port;
      }
      case 'l7':
        if (value === '' || WORDS.includes(value)) throw this.#fault('a name is expected after "l7"');
        this.#next += 1;
        return ({ l7 }) => (l7 === undefined ? undefined : l7 === value);
      default:
        this.#next -= 1;
        throw this.#fault(`"${word}" is no test of a flow`, didYouMean(word, WORDS));
    }
  }

  #fault(message: string, next?: string): Layer7Error {
    return new Layer7Error({
      code: 'FLOW_FILTER',
      kind: 'usage',
      message: `--flow: ${message}`,
      given: this.#text,
      next: next ?? 'a filter is like "tcp and port 443", "host 10.0.0.1 and not l7 tls"',
    });
  }
}

function negated(filter: FlowFilter): FlowFilter {
  return (flow) => {
    const answer = filter(flow);
    return answer === undefined ? undefined : !answer;
  };
}

/**
 * Reads a filter; an empty text takes every flow.
 * @throws Layer7Error `FLOW_FILTER`
 */
export function parseFlowFilter(text: string): FlowFilter {
  return text.trim() === '' ? EVERY_FLOW : new FilterReader(text).read();
}
