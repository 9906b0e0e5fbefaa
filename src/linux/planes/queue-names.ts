/**
 * What a worker can call connections: the names of one program and of the applications, as fields of marks,
 * looked up by verdict. Changed as a whole when patterns are read again.
 *
 * Only the carriers (`mark-field.ts`) are asked for a second name here: the mark has room for the
 * application of TLS, QUIC and HTTP, and for no other protocol's.
 */
import { FIRST_PROTOCOL, UNKNOWN } from '../../core/classify/connection-state.ts';
import type { Program } from '../../core/classify/program.ts';
import { NameFinder } from '../../core/extract/name-finder.ts';
import { TELLING, TELLS_NOTHING } from '../../core/extract/tells.ts';
import type { ApplicationNames } from '../../core/replay/inspection.ts';
import { carrierOf, type MarkField, markOf, pendingMark, UNKNOWN_ID } from '../netfilter/mark-field.ts';

/** What connections can be called, and by which numbers. */
export interface QueueNames {
  readonly program: Program;
  /** Id of each protocol, in the program's order. */
  readonly ids: readonly number[];
  /** Absent: no second names. */
  readonly applications?: {
    readonly names: ApplicationNames;
    /** Id of each application, in the order of its names. */
    readonly ids: readonly number[];
  };
}

/** Names as fields of marks, by verdict of one program, and the finder of second names. */
export class Vocabulary {
  readonly finder: NameFinder | undefined;
  /** By verdict: what the first bytes of a carrier tell (TELLS_*), TELLS_NOTHING for other protocols. */
  readonly tells: Uint8Array;
  /** By verdict: the field of a connection without an application, and of one that is pending. */
  readonly settled: Uint32Array;
  readonly pending: Uint32Array;
  /** By verdict: number of the carrier, 0 for other protocols. */
  readonly #carrier: Uint8Array;
  readonly #field: MarkField;
  readonly #applicationIds: readonly number[];
  readonly #applicationNames: readonly string[];

  constructor({ program, ids, applications }: QueueNames, field: MarkField) {
    const { protocols } = program;
    if (ids.length !== protocols.length) {
      throw new RangeError(`${ids.length} ids for ${protocols.length} protocols`);
    }
    const count = FIRST_PROTOCOL + protocols.length;
    this.#field = field;
    this.#carrier = new Uint8Array(count);
    this.tells = new Uint8Array(count);
    this.settled = new Uint32Array(count);
    this.pending = new Uint32Array(count);
    this.settled[UNKNOWN] = markOf(field, UNKNOWN_ID);
    for (const [index, name] of protocols.entries()) {
      const verdict = FIRST_PROTOCOL + index;
      const carrier = carrierOf(name);
      this.#carrier[verdict] = carrier;
      this.settled[verdict] = markOf(field, ids[index], carrier);
      if (carrier === 0 || applications === undefined) continue;
      this.tells[verdict] = TELLING[name] ?? TELLS_NOTHING;
      this.pending[verdict] = pendingMark(field, carrier);
    }
    this.#applicationIds = applications?.ids ?? [];
    this.#applicationNames = applications?.names.names ?? [];
    if (applications !== undefined) {
      const { hosts, alpn, aead } = applications.names;
      this.finder = new NameFinder({ hosts, ...(alpn === undefined ? {} : { alpn }), aead });
    }
  }

  /** The field of a connection that is all that will be known of it. */
  markOf(slot: number, verdict: number): number {
    const application = this.finder?.application[slot] ?? 0;
    const carrier = this.#carrier[verdict];
    if (application === 0 || carrier === 0) return this.settled[verdict];
    return markOf(this.#field, this.#applicationIds[application - 1], carrier);
  }

  /** Name of the connection's application, if it has one. */
  applicationOf(slot: number): string | undefined {
    const application = this.finder?.application[slot] ?? 0;
    return application === 0 ? undefined : this.#applicationNames[application - 1];
  }
}
