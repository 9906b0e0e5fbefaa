/**
 * The realm that a STUN or TURN message names (RFC 8489 section 14.9): the domain whose relay a call asks
 * for, from the server's challenge on in every authenticated message.
 *
 * ```
 * type 2 | length 2 | cookie 2112a442 | transaction 12 | attributes: type 2, length 2, value, padding to 4
 * ```
 */

/** The realm is at `start … end`. */
export const REALM_FOUND = 0;
/** A message without one that is text. */
export const REALM_NONE = 1;
/** No STUN message. */
export const REALM_OTHER = 2;
/** An attribute is longer than the message, or the message than the bytes. */
export const REALM_BAD = 3;

export const REALM_REASONS = ['realm-found', 'realm-none', 'realm-other', 'realm-bad'] as const;

const HEADER_LENGTH = 20;
const MAGIC_COOKIE = [0x21, 0x12, 0xa4, 0x42] as const;
const REALM = 0x0014;

export class StunRealm {
  start = 0;
  end = 0;

  /** Looks for the realm in the message at `bytes[start … end)`: REALM_*. */
  read(bytes: Uint8Array, start: number, end: number): number {
    this.start = this.end = 0;
    if (start + HEADER_LENGTH > end || (bytes[start] & 0xc0) !== 0) return REALM_OTHER;
    for (let i = 0; i < MAGIC_COOKIE.length; i++) {
      if (bytes[start + 4 + i] !== MAGIC_COOKIE[i]) return REALM_OTHER;
    }
    const messageEnd = start + HEADER_LENGTH + read16(bytes, start + 2);
    if (messageEnd > end) return REALM_BAD;
    let at = start + HEADER_LENGTH;
    while (at + 4 <= messageEnd) {
      const value = at + 4;
      const valueEnd = value + read16(bytes, at + 2);
      if (valueEnd > messageEnd) return REALM_BAD;
      if (read16(bytes, at) === REALM) {
        if (valueEnd === value || !isText(bytes, value, valueEnd)) return REALM_NONE;
        this.start = value;
        this.end = valueEnd;
        return REALM_FOUND;
      }
      at = value + ((valueEnd - value + 3) & ~3);
    }
    return REALM_NONE;
  }
}

function isText(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] <= 0x20 || bytes[at] >= 0x7f) return false;
  return true;
}

function read16(bytes: Uint8Array, at: number): number {
  return (bytes[at] << 8) | bytes[at + 1];
}
