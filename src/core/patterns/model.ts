/**
 * What the library of protocols is made of, whatever file it was written in. A `Protocol` is a name with
 * its metadata; an `Evidence` is one thing looked for on the wire, which names that protocol. A `.pat` file
 * gives a protocol with one piece of evidence; a signature file may give several.
 *
 * Data only: parsers (`pat-file.ts`, `signature-file.ts`) make it, `automata/` compiles the expressions,
 * `classify/` weighs the evidence.
 */
import type { Location } from '../errors.ts';

/**
 * How the text of an expression is read.
 * - `kernel`: l7-filter's kernel variant (hex first, everything folded to lower case, Spencer V8; NUL
 *   bytes of the data dropped, ASCII upper case of the data folded).
 * - `userspace`: l7-filter's userspace variant (hex first, POSIX extended or basic; NUL bytes dropped).
 * - `signature`: ours (exact bytes).
 */
export type Dialect = 'kernel' | 'userspace' | 'signature';

/** Flags of the userspace dialect, as `regcomp`(3) and `regexec`(3) name them. */
export type RegexFlag =
  | 'REG_EXTENDED'
  | 'REG_ICASE'
  | 'REG_NOSUB'
  | 'REG_NEWLINE'
  | 'REG_NOTBOL'
  | 'REG_NOTEOL';

export interface Expression {
  /**
   * The text as in the file. For `.pat` files it is one character per byte of the file (latin1), so that
   * bytes ≥ 0x80 in it stay what they are.
   */
  readonly text: string;
  readonly dialect: Dialect;
  /** Only for the userspace dialect. Absent: the variant's default. */
  readonly flags?: readonly RegexFlag[];
  /** Where the first character of `text` stands. */
  readonly where?: Location;
}

export type Transport = 'tcp' | 'udp' | 'either';

/**
 * Which bytes an expression looks at.
 * - `both`: the payloads of both directions in the order of arrival, as l7-filter did.
 * - `client`, `server`: the payloads of one side; the client sent the first packet.
 * - `packet`: each packet's payload by itself.
 */
export type View = 'both' | 'client' | 'server' | 'packet';

/** A number read from the packet, or known of it: the operand of a condition. */
export type Operand =
  | { readonly kind: 'constant'; readonly value: number }
  /** Payload length of the packet, in bytes, as it was on the wire. */
  | { readonly kind: 'length' }
  /**
   * Unsigned integer of `width` bytes (1, 2, 3 or 4) at `offset` of the payload (negative: from its end),
   * anded with `mask`.
   */
  | {
      readonly kind: 'field';
      readonly offset: number;
      readonly width: 1 | 2 | 3 | 4;
      readonly endian: 'big' | 'little';
      readonly mask: number;
    }
  /** Port of the packet's source, of its destination, of the client or of the server side. */
  | { readonly kind: 'port'; readonly side: 'source' | 'destination' | 'client' | 'server' | 'any' };

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** `operand × times + plus`, in exact integers. */
export interface Term {
  readonly operand: Operand;
  /** −65,536 to 65,536. */
  readonly times: number;
  /** −2³¹ to 2³¹ − 1. */
  readonly plus: number;
}

/**
 * `left  comparison  right`, on the packet in which the expression accepted. A field that lies beyond the
 * payload makes the condition false. A port stands on the left only; `any` port holds when either port does.
 */
export interface Condition {
  readonly left: Term;
  readonly comparison: Comparison;
  readonly right: Term;
}

/** What may stand beside a weak sign to make it enough. */
export type Support = 'other-side' | 'second-packet' | 'port';

/**
 * What a connection may turn into behind its first packets: a call begins with STUN and goes on with DTLS
 * or RTP on the same ports.
 */
export interface Yields {
  /** Names of the protocols that take precedence when they show. */
  readonly to: readonly string[];
  /** How many more packets of the connection are waited for, both directions. */
  readonly packets: number;
  /** Where each of the names stands. */
  readonly places?: readonly Location[];
}

export interface Evidence {
  /** Name of the protocol that this is evidence for. */
  readonly protocol: string;
  readonly transport: Transport;
  readonly view: View;
  readonly expression: Expression;
  /** All must hold in the packet in which the expression accepted. */
  readonly conditions: readonly Condition[];
  /** `strong` names the connection alone; `weak` needs one of `support`. */
  readonly strength: 'strong' | 'weak';
  readonly support: readonly Support[];
  /** Absent: the connection is named at once. */
  readonly yields?: Yields;
}

/** l7-filter's words for how well a pattern does. */
export type Quality = 'great' | 'good' | 'ok' | 'marginal' | 'poor';

export interface UsualPort {
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
}

export interface Protocol {
  readonly name: string;
  readonly title: string;
  /** Where it is specified: `RFC 4253 section 4.2`, a URL, or empty. */
  readonly reference: string;
  readonly groups: readonly string[];
  readonly ports: readonly UsualPort[];
  /** Names of the same protocol elsewhere. */
  readonly aliases: {
    readonly ndpi: readonly string[];
    readonly wireshark: readonly string[];
    readonly iana: readonly string[];
  };
  readonly quality?: Quality;
  /** The other words of `# Pattern attributes:` (speeds, overmatch, undermatch, superset, subset). */
  readonly attributes: readonly string[];
  /** File that it was read from. */
  readonly file: string;
  readonly evidence: readonly Evidence[];
}
