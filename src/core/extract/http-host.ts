/**
 * The host that an HTTP/1 request names (RFC 9112 section 3.2): the authority of a CONNECT or absolute
 * request target, else the `Host` field. Works on what is there of a request; nothing is copied.
 */

/** The host stands at `start … end` of the bytes. */
export const HOST_FOUND = 0;
/** The header goes on after the bytes that were given, and no host was in them. */
export const HOST_CUT = 1;
/** A request without a host, or no request. */
export const HOST_NONE = 2;

export const HTTP_HOST_REASONS = ['host-found', 'host-cut', 'host-none'] as const;

const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const HYPHEN = 0x2d;
const UNDERSCORE = 0x5f;
const TAB = 0x09;
const COLON = 0x3a;
const SLASH = 0x2f;
const QUESTION_MARK = 0x3f;
const NUMBER_SIGN = 0x23;
const AT = 0x40;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;

/** Longest method that there is, `UPDATEREDIRECTREF`, is shorter (IANA, HTTP Method Registry). */
const MAX_METHOD = 24;

/** Whether `bytes[start … end)` begins like a request: a method in capitals and a space, or as far as they go. */
export function isRequest(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < Math.min(end, start + MAX_METHOD); at++) {
    const byte = bytes[at];
    if (byte === SPACE) return at > start;
    if (!(byte >= 0x41 && byte <= 0x5a) && byte !== HYPHEN && byte !== UNDERSCORE) return false;
  }
  return end - start < MAX_METHOD && end > start;
}

export class HttpHost {
  start = 0;
  end = 0;

  /** Looks for the host in `bytes[start … end)`, which begins with a request line: HOST_*. */
  read(bytes: Uint8Array, start: number, end: number): number {
    this.start = this.end = 0;
    let line = start;
    while (line < end) {
      const lf = bytes.indexOf(LF, line);
      if (lf < 0 || lf >= end) return HOST_CUT;
      const lineEnd = lf > line && bytes[lf - 1] === CR ? lf - 1 : lf;
      if (line === start) {
        if (this.#target(bytes, line, lineEnd)) return HOST_FOUND;
      } else if (lineEnd === line) {
        return HOST_NONE;
      } else if (isHostField(bytes, line, lineEnd)) {
        this.#authority(bytes, line + 5, lineEnd);
        return this.end > this.start ? HOST_FOUND : HOST_NONE;
      }
      line = lf + 1;
    }
    return HOST_CUT;
  }

  /** The authority of the request target, when it has one. */
  #target(bytes: Uint8Array, start: number, end: number): boolean {
    const space = bytes.indexOf(SPACE, start);
    if (space < 0 || space >= end) return false;
    const target = space + 1;
    const isConnect = space - start === 7 && bytes[start] === 0x43 && bytes[start + 1] === 0x4f;
    if (isConnect) {
      this.#authority(bytes, target, end);
      return this.end > this.start;
    }
    const colon = bytes.indexOf(COLON, target);
    if (colon < 0 || colon + 3 > end || bytes[colon + 1] !== SLASH || bytes[colon + 2] !== SLASH)
      return false;
    for (let at = target; at < colon; at++) if (!isSchemeByte(bytes[at])) return false;
    this.#authority(bytes, colon + 3, end);
    return this.end > this.start;
  }

  /** Host of an authority that begins at or after `from`: user information and port are left out. */
  #authority(bytes: Uint8Array, from: number, end: number): void {
    let at = from;
    while (at < end && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
    let stop = at;
    while (stop < end && !endsAuthority(bytes[stop])) {
      if (bytes[stop] === AT) at = stop + 1;
      stop++;
    }
    this.start = at;
    if (bytes[at] === OPENING_BRACKET) {
      const close = bytes.indexOf(CLOSING_BRACKET, at);
      this.end = close > 0 && close < stop ? close + 1 : at;
      return;
    }
    const colon = bytes.indexOf(COLON, at);
    this.end = colon >= 0 && colon < stop ? colon : stop;
  }
}

/** RFC 3986 section 3.1: letters, digits, `+`, `-` and `.`. */
function isSchemeByte(byte: number): boolean {
  const letter = byte | 0x20;
  const isLetter = letter >= 0x61 && letter <= 0x7a;
  return isLetter || (byte >= 0x30 && byte <= 0x39) || byte === 0x2b || byte === HYPHEN || byte === 0x2e;
}

/** RFC 3986 section 3.2; a white space ends the target as well as the field. */
function endsAuthority(byte: number): boolean {
  switch (byte) {
    case SLASH:
    case QUESTION_MARK:
    case NUMBER_SIGN:
    case SPACE:
    case TAB:
      return true;
    default:
      return false;
  }
}

/** Whether the line is a field named `Host`, in any case. */
function isHostField(bytes: Uint8Array, line: number, end: number): boolean {
  return (
    line + 5 <= end &&
    (bytes[line] | 0x20) === 0x68 &&
    (bytes[line + 1] | 0x20) === 0x6f &&
    (bytes[line + 2] | 0x20) === 0x73 &&
    (bytes[line + 3] | 0x20) === 0x74 &&
    bytes[line + 4] === COLON
  );
}
