/**
 * Payloads as text: printable ASCII as it is, everything else escaped, so that a witness can be read, typed
 * and never steers a terminal.
 */

const NAMED: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 34: '\\"', 92: '\\\\' };

function escaped(byte: number): string {
  const named = NAMED[byte];
  if (named !== undefined) return named;
  return byte >= 0x20 && byte <= 0x7e
    ? String.fromCharCode(byte)
    : `\\x${byte.toString(16).padStart(2, '0')}`;
}

/** All bytes, escaped, without quotes. */
export function bytesText(bytes: Uint8Array): string {
  return Array.from(bytes, escaped).join('');
}

/** Least columns in which the number of bytes is worth its room. */
const ROOM_FOR_COUNT = 24;

/**
 * The bytes in quotes within `width` columns; what does not fit is left out, and then the number of all
 * bytes stands behind: `"GET /"…, 312 bytes`.
 */
export function quotedBytes(bytes: Uint8Array, width: number): string {
  const whole = `"${bytesText(bytes)}"`;
  if (whole.length <= width) return whole;
  const tail = width < ROOM_FOR_COUNT ? '"…' : `"…, ${bytes.length} bytes`;
  let text = '"';
  for (const byte of bytes) {
    const piece = escaped(byte);
    if (text.length + piece.length + tail.length > width) break;
    text += piece;
  }
  return text + tail;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** RFC 4648 base64, as `layer7 match` takes it. */
export function base64Text(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const word = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += BASE64[word >> 18]! + BASE64[(word >> 12) & 63]!;
    text += left > 1 ? BASE64[(word >> 6) & 63]! : '=';
    text += left > 2 ? BASE64[word & 63]! : '=';
  }
  return text;
}

/** A text whose characters are bytes, those that are not printable escaped; nothing else is changed. */
export function printableText(text: string): string {
  return text.replace(/[^ -~]/g, (character) => {
    const unit = character.charCodeAt(0);
    return unit < 0x100 ? `\\x${unit.toString(16).padStart(2, '0')}` : character;
  });
}
