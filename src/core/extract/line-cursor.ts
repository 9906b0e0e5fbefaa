/**
 * Reads text protocols in place, line by line: a cursor over bytes that is allocated once and set over each
 * payload. Lines end with LF, a CR before it is not part of them, and the last may lack its end. All reading
 * stays within the line, and nothing is copied but what `token()` returns.
 */

const LF = 0x0a;
const CR = 0x0d;
const ZERO = 0x30;
const NINE = 0x39;

export class LineCursor {
  /** The next byte of the line, and one past its last. */
  at = 0;
  end = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #nextLine = 0;
  #limit = 0;

  /** Puts the cursor before the first line of `bytes[start … end)`. */
  over(bytes: Uint8Array, start: number, end: number): this {
    this.#bytes = bytes;
    this.#nextLine = start;
    this.#limit = end;
    this.at = this.end = start;
    return this;
  }

  /** Goes to the next line; false when there is none. */
  nextLine(): boolean {
    const start = this.#nextLine;
    if (start >= this.#limit) return false;
    let end = start;
    while (end < this.#limit && this.#bytes[end] !== LF) end += 1;
    this.#nextLine = end + 1;
    if (end > start && this.#bytes[end - 1] === CR) end -= 1;
    this.at = start;
    this.end = end;
    return true;
  }

  /** The byte under the cursor; −1 at the end of the line. */
  peek(): number {
    return this.at < this.end ? this.#bytes[this.at]! : -1;
  }

  /** Steps over `text` (lower case; the bytes' case does not matter) if the line goes on with it. */
  skip(text: string): boolean {
    if (this.end - this.at < text.length) return false;
    for (let i = 0; i < text.length; i += 1) {
      if (lowerCase(this.#bytes[this.at + i]!) !== text.charCodeAt(i)) return false;
    }
    this.at += text.length;
    return true;
  }

  /** Goes behind the next `text` in the line; false, and nothing moved, when there is none. */
  skipTo(text: string): boolean {
    const from = this.at;
    for (; this.at < this.end; this.at += 1) {
      if (this.skip(text)) return true;
    }
    this.at = from;
    return false;
  }

  skipSpaces(): void {
    while (this.peek() === 0x20 || this.peek() === 0x09) this.at += 1;
  }

  /** A decimal number up to `limit`; −1 when there is none or it is larger. Leading zeros are read. */
  number(limit: number): number {
    if (!isDigit(this.peek())) return -1;
    let value = 0;
    while (isDigit(this.peek())) {
      if (value <= limit) value = value * 10 + this.peek() - ZERO;
      this.at += 1;
    }
    return value <= limit ? value : -1;
  }

  /** Text up to the next space, `delimiter` or end of the line; of at most 64 characters, for addresses. */
  token(delimiter: string): string {
    const stop = delimiter.charCodeAt(0);
    let text = '';
    for (let byte = this.peek(); byte > 0x20 && byte !== stop && text.length < 64; byte = this.peek()) {
      text += String.fromCharCode(byte);
      this.at += 1;
    }
    return text;
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}
