/**
 * The hash of a flow key: seeded, the same for both directions, and cheap.
 *
 * Each endpoint (address and port) is hashed by simple tabulation: one table of 256 random words for every
 * byte position, the words of the key's bytes XORed. With random tables this gives constant expected time
 * for linear probing whatever the keys are (Pătraşcu and Thorup, "The Power of Simple Tabulation Hashing",
 * 2011), and whoever does not know the seed cannot choose keys that collide. The two endpoint hashes are
 * mixed and added, so that their order does not matter.
 *
 * The tables are 18 KB, of which IPv4 touches 6 KB.
 */

const ADDRESS_BYTES = 16;
const PORT_TABLE = ADDRESS_BYTES * 256;
const TABLE_WORDS = (ADDRESS_BYTES + 2) * 256;

export class EndpointHash {
  readonly #table: Uint32Array = new Uint32Array(TABLE_WORDS);

  /** `seed`: 32 random bits. The same seed gives the same hashes. */
  constructor(seed: number) {
    let state = seed >>> 0;
    for (let i = 0; i < TABLE_WORDS; i += 1) {
      // splitmix32: an additive counter through a mixer.
      state = (state + 0x9e3779b9) >>> 0;
      this.#table[i] = mix(state);
    }
  }

  /** Hash of two IPv4 endpoints (addresses as 32 bits) and the protocol, in either order. */
  ipv4(addressA: number, portA: number, addressB: number, portB: number, protocol: number): number {
    const table = this.#table;
    const a =
      table[addressA >>> 24]! ^
      table[256 + ((addressA >>> 16) & 0xff)]! ^
      table[512 + ((addressA >>> 8) & 0xff)]! ^
      table[768 + (addressA & 0xff)]! ^
      table[PORT_TABLE + (portA >>> 8)]! ^
      table[PORT_TABLE + 256 + (portA & 0xff)]!;
    const b =
      table[addressB >>> 24]! ^
      table[256 + ((addressB >>> 16) & 0xff)]! ^
      table[512 + ((addressB >>> 8) & 0xff)]! ^
      table[768 + (addressB & 0xff)]! ^
      table[PORT_TABLE + (portB >>> 8)]! ^
      table[PORT_TABLE + 256 + (portB & 0xff)]!;
    return combine(a, b, protocol);
  }

  /** Hash of two IPv6 endpoints (addresses as 16 bytes in `buffer`) and the protocol, in either order. */
  ipv6(
    buffer: Uint8Array,
    addressA: number,
    portA: number,
    addressB: number,
    portB: number,
    protocol: number,
  ): number {
    return combine(
      this.#endpoint6(buffer, addressA, portA),
      this.#endpoint6(buffer, addressB, portB),
      protocol,
    );
  }

  #endpoint6(buffer: Uint8Array, address: number, port: number): number {
    const table = this.#table;
    let hash = table[PORT_TABLE + (port >>> 8)]! ^ table[PORT_TABLE + 256 + (port & 0xff)]!;
    for (let i = 0; i < ADDRESS_BYTES; i += 1) hash ^= table[(i << 8) + buffer[address + i]!]!;
    return hash;
  }
}

/** Mixed before adding: a plain XOR would let equal parts of the two endpoints cancel out. */
function combine(a: number, b: number, protocol: number): number {
  return (Math.imul(a ^ (a >>> 15), 0x2c1b3c6d) + Math.imul(b ^ (b >>> 15), 0x2c1b3c6d) + protocol) | 0;
}

/** A finaliser: every bit of the input reaches every bit of the output. */
function mix(value: number): number {
  let z = value;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}
