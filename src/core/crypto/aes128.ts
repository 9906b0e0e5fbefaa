/**
 * One block of AES-128 (FIPS 197), for the mask that takes the header protection off a QUIC packet (RFC 9001
 * section 5.4.3): one block under each key, where making a cipher object costs many times the block. The key is
 * expanded round by round on the way, and nothing is allocated. It protects no secret: the keys stand, in a
 * way, in the packet, so its tables may show in the time that it takes.
 */

const ROUNDS = 10;
const POLYNOMIAL = 0x11b;

/** Substitution of a byte, and the four bytes of its column after MixColumns, 2·s, s, s, 3·s, as one word. */
const SUBSTITUTE = new Uint8Array(256);
const COLUMN = new Int32Array(256);

function makeTables(): void {
  // 3 generates the field: p runs over its powers and q over their inverses (FIPS 197, 4.2 and 5.1.1).
  let p = 1;
  let q = 1;
  do {
    p ^= double(p);
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q &= 0xff;
    if ((q & 0x80) !== 0) q ^= 0x09;
    SUBSTITUTE[p] = q ^ rotated(q, 1) ^ rotated(q, 2) ^ rotated(q, 3) ^ rotated(q, 4) ^ 0x63;
  } while (p !== 1);
  SUBSTITUTE[0] = 0x63;
  for (let byte = 0; byte < 256; byte += 1) {
    const s = SUBSTITUTE[byte];
    COLUMN[byte] = (double(s) << 24) | (s << 16) | (s << 8) | (double(s) ^ s);
  }
}

function double(byte: number): number {
  const doubled = byte << 1;
  return doubled > 0xff ? doubled ^ POLYNOMIAL : doubled;
}

function rotated(byte: number, bits: number): number {
  return ((byte << bits) | (byte >> (8 - bits))) & 0xff;
}

makeTables();

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
}

/** A column of the next state: SubBytes, ShiftRows and MixColumns of the bytes that come into it. */
function mixed(a: number, b: number, c: number, d: number): number {
  const second = COLUMN[(b >>> 16) & 0xff];
  const third = COLUMN[(c >>> 8) & 0xff];
  const fourth = COLUMN[d & 0xff];
  return (
    COLUMN[a >>> 24] ^
    ((second >>> 8) | (second << 24)) ^
    ((third >>> 16) | (third << 16)) ^
    ((fourth >>> 24) | (fourth << 8))
  );
}

/** The same of the last round, which mixes no columns. */
function substituted(a: number, b: number, c: number, d: number): number {
  return (
    (SUBSTITUTE[a >>> 24] << 24) |
    (SUBSTITUTE[(b >>> 16) & 0xff] << 16) |
    (SUBSTITUTE[(c >>> 8) & 0xff] << 8) |
    SUBSTITUTE[d & 0xff]
  );
}

/** Enciphers the 16 bytes at `at` under a key of 16 bytes; writes 16 bytes to `output`. */
export function aes128Block(key: Uint8Array, bytes: Uint8Array, at: number, output: Uint8Array): void {
  let k0 = word(key, 0);
  let k1 = word(key, 4);
  let k2 = word(key, 8);
  let k3 = word(key, 12);
  let a = word(bytes, at) ^ k0;
  let b = word(bytes, at + 4) ^ k1;
  let c = word(bytes, at + 8) ^ k2;
  let d = word(bytes, at + 12) ^ k3;
  let constant = 1;
  for (let round = 1; round <= ROUNDS; round += 1) {
    // RotWord, SubWord and the round constant (FIPS 197, 5.2).
    k0 ^= substituted(k3 << 8, k3 << 8, k3 << 8, k3 >>> 24) ^ (constant << 24);
    k1 ^= k0;
    k2 ^= k1;
    k3 ^= k2;
    constant = double(constant);
    const step = round < ROUNDS ? mixed : substituted;
    const nextA = step(a, b, c, d) ^ k0;
    const nextB = step(b, c, d, a) ^ k1;
    const nextC = step(c, d, a, b) ^ k2;
    d = step(d, a, b, c) ^ k3;
    a = nextA;
    b = nextB;
    c = nextC;
  }
  put(output, 0, a);
  put(output, 4, b);
  put(output, 8, c);
  put(output, 12, d);
}

function put(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
