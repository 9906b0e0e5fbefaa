/**
 * The domain that an XMPP client asks for: the attribute `to` of its stream header (RFC 6120 section 4.7.2),
 * sent in the clear before any upgrade to TLS.
 *
 * ```
 * <?xml version='1.0'?><stream:stream xmlns='jabber:client' to='example.org' version='1.0' …>
 * ```
 *
 * Left out: what servers answer (`from`), and `to` with a person in it, which is no host.
 */

/** The domain is at `start … end`. */
export const DOMAIN_FOUND = 0;
/** A stream header without one. */
export const DOMAIN_NONE = 1;
/** No stream header, or one that is no XML. */
export const DOMAIN_OTHER = 2;
/** The bytes end within the header. */
export const DOMAIN_CUT = 3;

export const XMPP_DOMAIN_REASONS = ['domain-found', 'domain-none', 'domain-other', 'domain-cut'] as const;

const DECLARATION = bytesOf('<?xml');
const STREAM = bytesOf('<stream:stream');
const TO = bytesOf('to');

const GREATER = 0x3e;
const EQUALS = 0x3d;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;

export class XmppDomain {
  start = 0;
  end = 0;

  /** Looks for the domain in the stream header that opens `bytes[start … end)`: DOMAIN_*. */
  read(bytes: Uint8Array, start: number, end: number): number {
    this.start = this.end = 0;
    let at = skipSpace(bytes, start, end);
    if (stands(DECLARATION, bytes, at, end)) {
      while (at < end && bytes[at] !== GREATER) at++;
      at = skipSpace(bytes, at + 1, end);
    }
    if (!stands(STREAM, bytes, at, end)) return DOMAIN_OTHER;
    at += STREAM.length;
    for (;;) {
      const name = skipSpace(bytes, at, end);
      if (name >= end) return DOMAIN_CUT;
      if (bytes[name] === GREATER) return DOMAIN_NONE;
      let nameEnd = name;
      while (nameEnd < end && bytes[nameEnd] > 0x20 && bytes[nameEnd] !== EQUALS) nameEnd++;
      const quoteAt = skipSpace(bytes, skipSpace(bytes, nameEnd, end) + 1, end);
      if (quoteAt >= end) return DOMAIN_CUT;
      const quote = bytes[quoteAt];
      if (bytes[skipSpace(bytes, nameEnd, end)] !== EQUALS || (quote !== QUOTE && quote !== APOSTROPHE)) {
        return DOMAIN_OTHER;
      }
      let valueEnd = quoteAt + 1;
      while (valueEnd < end && bytes[valueEnd] !== quote) valueEnd++;
      if (valueEnd >= end) return DOMAIN_CUT;
      if (nameEnd - name === TO.length && stands(TO, bytes, name, end)) {
        return this.#take(bytes, quoteAt + 1, valueEnd);
      }
      at = valueEnd + 1;
    }
  }

  #take(bytes: Uint8Array, start: number, end: number): number {
    if (start === end || !isHost(bytes, start, end)) return DOMAIN_NONE;
    this.start = start;
    this.end = end;
    return DOMAIN_FOUND;
  }
}

/** Whether `text` stands at `at`. */
function stands(text: Uint8Array, bytes: Uint8Array, at: number, end: number): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

/** Printable, and neither a person (`@`) nor a place within (`/`). */
function isHost(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at];
    if (byte <= 0x20 || byte >= 0x7f || byte === 0x40 || byte === 0x2f) return false;
  }
  return true;
}

function skipSpace(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === 0x20 || (bytes[at] >= 0x09 && bytes[at] <= 0x0d))) at++;
  return at;
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
