/**
 * SHA-256 (FIPS 180-4) and HMAC over it (RFC 2104), for the keys of QUIC's first packets and for fingerprints
 * of TLS clients: a few short messages for each connection. What costs there is not the hashing but the
 * calls and the objects around it, so the state of a hash is eight words that the caller keeps, a key of HMAC
 * is hashed once for all messages under it, and nothing is allocated. None of it protects a secret: the
 * keys follow from bytes that stand in the packet, so it need not take the same time for all.
 */

/** Bytes that are hashed at a time, words of a state, and bytes of a digest. */
const BLOCK = 64;
export const STATE_WORDS = 8;
export const DIGEST_LENGTH = 32;

/** Most bytes of a message under a key of HMAC: with its end mark and length it fills one block. */
export const HMAC_MESSAGE = BLOCK - 9;

/** The first 32 bits of what is behind the point of a root of the first primes (FIPS 180-4, 4.2.2 and 5.3.3). */
function primeRoots(count: number, root: (prime: number) => number): Int32Array {
  const words = new Int32Array(count);
  for (let prime = 2, found = 0; found < count; prime += 1) {
    let divisor = 2;
    while (prime % divisor !== 0) divisor += 1;
    if (divisor === prime) words[found++] = (root(prime) % 1) * 2 ** 32;
  }
  return words;
}

const ROUNDS = primeRoots(64, Math.cbrt);
const INITIAL = primeRoots(STATE_WORDS, Math.sqrt);

const schedule = new Int32Array(64);
const block = new Uint8Array(BLOCK);

/** Takes `state` over the 64 bytes at `at` (FIPS 180-4, 6.2.2). */
function compress(state: Int32Array, bytes: Uint8Array, at: number): void {
  for (let t = 0; t < 16; t += 1, at += 4) {
    schedule[t] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (let t = 16; t < 64; t += 1) {
    const x = schedule[t - 15];
    const y = schedule[t - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    schedule[t] = (schedule[t - 16] + s0 + schedule[t - 7] + s1) | 0;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let t = 0; t < 64; t += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUNDS[t] + schedule[t]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0] + a) | 0;
  state[1] = (state[1] + b) | 0;
  state[2] = (state[2] + c) | 0;
  state[3] = (state[3] + d) | 0;
  state[4] = (state[4] + e) | 0;
  state[5] = (state[5] + f) | 0;
  state[6] = (state[6] + g) | 0;
  state[7] = (state[7] + h) | 0;
}

/** Hashes the rest of a message, `bytes`, whose `before` bytes, whole blocks, stand in `state` already. */
function finish(state: Int32Array, bytes: Uint8Array, before: number, digest: Uint8Array): void {
  let at = 0;
  for (; at + BLOCK <= bytes.length; at += BLOCK) compress(state, bytes, at);
  const left = bytes.length - at;
  for (let i = 0; i < left; i += 1) block[i] = bytes[at + i];
  block[left] = 0x80;
  block.fill(0, left + 1);
  if (left > HMAC_MESSAGE) {
    compress(state, block, 0);
    block.fill(0);
  }
  const total = before + bytes.length;
  putWord(block, BLOCK - 8, Math.floor(total / 2 ** 29));
  putWord(block, BLOCK - 4, total << 3);
  compress(state, block, 0);
  for (let i = 0; i < STATE_WORDS; i += 1) putWord(digest, i * 4, state[i]);
}

function putWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}

/** SHA-256 of the bytes: 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const digest = new Uint8Array(DIGEST_LENGTH);
  finish(INITIAL.slice(), bytes, 0, digest);
  return digest;
}

/**
 * A key of HMAC-SHA-256 (RFC 2104), which can be set anew and used for any number of messages. Neither
 * setting nor using it allocates.
 */
export class HmacKey {
  readonly #inner = new Int32Array(STATE_WORDS);
  readonly #outer = new Int32Array(STATE_WORDS);
  readonly #state = new Int32Array(STATE_WORDS);

  /** Sets the key: at most 64 bytes. */
  set(key: Uint8Array): this {
    pad(this.#inner, key, 0x36);
    pad(this.#outer, key, 0x5c);
    return this;
  }

  /** Writes the authentication code of the message, 32 bytes, to `code`. */
  sign(message: Uint8Array, code: Uint8Array): void {
    const state = this.#state;
    state.set(this.#inner);
    finish(state, message, BLOCK, code);
    state.set(this.#outer);
    finish(state, code, BLOCK, code);
  }
}

function pad(state: Int32Array, key: Uint8Array, byte: number): void {
  block.fill(byte);
  for (let i = 0; i < key.length; i += 1) block[i] ^= key[i];
  state.set(INITIAL);
  compress(state, block, 0);
}
