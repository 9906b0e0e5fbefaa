/**
 * Netlink attributes: reading them in place. An attribute is a length, a type and a payload, padded to four
 * bytes; the payload may be attributes again (nested). Numbers of the netfilter subsystems are big-endian,
 * those of netlink itself little-endian (the machine's).
 *
 * Two ways to read. The packet and event paths walk with `attributeType` and `nextAttribute` and take what
 * they want: no allocation. Everything else lets an `AttributeTable` index a run by type, as the kernel's
 * own `nla_parse` does.
 */

/** `#define NLA_HDRLEN ((int) NLA_ALIGN(sizeof(struct nlattr)))` */
export const NLA_HDRLEN = 4;
/** `#define NLA_F_NESTED (1 << 15)` */
export const NLA_F_NESTED = 0x8000;
/** `#define NLA_TYPE_MASK ~(NLA_F_NESTED | NLA_F_NET_BYTEORDER)` */
export const NLA_TYPE_MASK = 0x3fff;

/** `#define NLA_ALIGN(len) (((len) + NLA_ALIGNTO - 1) & ~(NLA_ALIGNTO - 1))` */
export function align(length: number): number {
  return (length + 3) & ~3;
}

export function readUint16Big(buffer: Uint8Array, at: number): number {
  return (buffer[at] << 8) | buffer[at + 1];
}

export function readUint32Big(buffer: Uint8Array, at: number): number {
  return ((buffer[at] << 24) | (buffer[at + 1] << 16) | (buffer[at + 2] << 8) | buffer[at + 3]) >>> 0;
}

/** Exact up to 2⁵³. */
export function readUint64Big(buffer: Uint8Array, at: number): number {
  return readUint32Big(buffer, at) * 0x1_0000_0000 + readUint32Big(buffer, at + 4);
}

export function readUint16Little(buffer: Uint8Array, at: number): number {
  return buffer[at] | (buffer[at + 1] << 8);
}

export function readUint32Little(buffer: Uint8Array, at: number): number {
  return (buffer[at] | (buffer[at + 1] << 8) | (buffer[at + 2] << 16) | (buffer[at + 3] << 24)) >>> 0;
}

/** `nla->nla_len`, header included; 0 when no whole attribute stands between `at` and `end`. */
export function attributeLength(buffer: Uint8Array, at: number, end: number): number {
  if (at + NLA_HDRLEN > end) return 0;
  const length = buffer[at] | (buffer[at + 1] << 8);
  return length < NLA_HDRLEN || at + length > end ? 0 : length;
}

/** `nla->nla_type & NLA_TYPE_MASK` */
export function attributeType(buffer: Uint8Array, at: number): number {
  return (buffer[at + 2] | (buffer[at + 3] << 8)) & NLA_TYPE_MASK;
}

/**
 * The attributes of one run, by type. Parse as often as needed; asked for an attribute that is absent or
 * shorter than what is asked, it gives the fallback. When a type occurs twice the last one counts, as in the
 * kernel.
 */
export class AttributeTable {
  readonly #offsets: Int32Array;
  readonly #lengths: Int32Array;
  #buffer: Uint8Array = new Uint8Array(0);

  /** `maxType`: the highest type of interest; higher ones are passed over. */
  constructor(maxType: number) {
    this.#offsets = new Int32Array(maxType + 1);
    this.#lengths = new Int32Array(maxType + 1);
  }

  /** Indexes the run from `at` to before `end`. Returns itself. */
  parse(buffer: Uint8Array, at: number, end: number): this {
    this.#buffer = buffer;
    this.#lengths.fill(-1);
    let length = attributeLength(buffer, at, end);
    while (length !== 0) {
      const type = attributeType(buffer, at);
      if (type < this.#lengths.length) {
        this.#offsets[type] = at + NLA_HDRLEN;
        this.#lengths[type] = length - NLA_HDRLEN;
      }
      at += align(length);
      length = attributeLength(buffer, at, end);
    }
    return this;
  }

  has(type: number): boolean {
    return this.#lengths[type] >= 0;
  }

  /** Where its payload begins; only of an attribute that is there. */
  start(type: number): number {
    return this.#offsets[type];
  }

  /** One past its payload; only of an attribute that is there. */
  end(type: number): number {
    return this.#offsets[type] + this.#lengths[type];
  }

  uint8(type: number, fallback = 0): number {
    return this.#lengths[type] < 1 ? fallback : this.#buffer[this.#offsets[type]];
  }

  uint16(type: number, fallback = 0): number {
    return this.#lengths[type] < 2 ? fallback : readUint16Big(this.#buffer, this.#offsets[type]);
  }

  uint32(type: number, fallback = 0): number {
    return this.#lengths[type] < 4 ? fallback : readUint32Big(this.#buffer, this.#offsets[type]);
  }

  /** Exact up to 2⁵³. */
  uint64(type: number, fallback = 0): number {
    return this.#lengths[type] < 8 ? fallback : readUint64Big(this.#buffer, this.#offsets[type]);
  }

  /** A copy of its payload; empty when absent. */
  bytes(type: number): Uint8Array<ArrayBuffer> {
    return this.has(type) ? this.#buffer.slice(this.start(type), this.end(type)) : new Uint8Array(0);
  }

  /** Its payload as text, up to the first NUL; empty when absent. */
  text(type: number): string {
    return new TextDecoder('latin1').decode(this.bytes(type)).split('\0', 1)[0];
  }
}
