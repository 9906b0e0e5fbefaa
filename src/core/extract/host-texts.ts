/**
 * Hosts as text. The same few hosts are asked for again and again, so the texts that were made last are
 * kept by a hash of their bytes, and a host that is met again is one string for all its connections: less to
 * make, and less to keep. It is a cache of fixed size; a text that meets another in its place replaces it.
 */

/** Places for texts: a power of two. */
const PLACES = 4096;
const MOST_CHARACTERS = 255;
const QUESTION_MARK = 0x3f;

/** Offset basis and prime of the hash FNV-1a in 32 bits (draft-eastlake-fnv section 5). */
const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Host names are ASCII; whatever else stands there is shown as a question mark. */
function shown(byte: number): number {
  return byte > 0x20 && byte < 0x7f ? byte : QUESTION_MARK;
}

export class HostTexts {
  readonly #texts: string[] = new Array<string>(PLACES).fill('');

  /** The text of the bytes from `start` to before `end`, of which it shows no more than 255. */
  of(bytes: Uint8Array, start: number, end: number): string {
    const last = Math.min(end, start + MOST_CHARACTERS);
    let hash = FNV_BASIS;
    for (let at = start; at < last; at++) hash = Math.imul(hash ^ shown(bytes[at]), FNV_PRIME);
    const place = (hash ^ (hash >>> 16)) & (PLACES - 1);
    const known = this.#texts[place];
    if (isTextOf(known, bytes, start, last)) return known;
    const text = String.fromCharCode(...bytes.subarray(start, last).map(shown));
    this.#texts[place] = text;
    return text;
  }
}

function isTextOf(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== shown(bytes[start + i])) return false;
  return true;
}
