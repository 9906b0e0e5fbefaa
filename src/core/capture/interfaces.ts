/**
 * The interfaces of one pcapng section: link type, snapshot length, and the clock that their packets'
 * times count in (options if_tsresol and if_tsoffset).
 *
 * A time is 64 bits of units. It is turned into seconds and nanoseconds by long division in pieces of 16
 * bits, which is exact for every unit down to 2⁻³⁷ or 10⁻¹¹ s; finer ones are divided in floating point,
 * which is exact to a microsecond.
 */

const OPTION_END = 0;
const OPTION_TSRESOL = 9;
const OPTION_TSOFFSET = 14;
const MICROSECONDS_PER_SECOND = 1e6;
const NANOSECONDS_PER_SECOND = 1e9;
const TWO_32 = 0x1_0000_0000;
const TWO_16 = 0x1_0000;
const LARGEST_EXACT_DIVISOR = 2 ** 37;

interface Interface {
  readonly linkType: number;
  readonly snapshotLength: number;
  readonly unitsPerSecond: number;
  readonly offsetSeconds: number;
}

export class Interfaces {
  #list: Interface[] = [];
  /** The result of `convertTime`. */
  seconds = 0;
  nanoseconds = 0;

  get count(): number {
    return this.#list.length;
  }

  clear(): void {
    this.#list = [];
  }

  linkType(index: number): number {
    return this.#list[index]!.linkType;
  }

  /** 0: no limit. */
  snapshotLength(index: number): number {
    return this.#list[index]!.snapshotLength;
  }

  /** Reads the body of an interface description block, `view[start … end)`. */
  add(view: DataView, start: number, end: number, little: boolean): void {
    let unitsPerSecond = MICROSECONDS_PER_SECOND;
    let offsetSeconds = 0;
    let at = start + 8;
    while (at + 4 <= end) {
      const code = view.getUint16(at, little);
      const length = view.getUint16(at + 2, little);
      const value = at + 4;
      if (code === OPTION_END || value + length > end) break;
      if (code === OPTION_TSRESOL && length >= 1) unitsPerSecond = unitsOf(view.getUint8(value));
      if (code === OPTION_TSOFFSET && length >= 8) offsetSeconds = Number(view.getBigInt64(value, little));
      at = value + ((length + 3) & ~3);
    }
    this.#list.push({
      linkType: view.getUint16(start, little),
      snapshotLength: view.getUint32(start + 4, little),
      unitsPerSecond,
      offsetSeconds,
    });
  }

  /** Turns a time of that interface into `seconds` and `nanoseconds`. */
  convertTime(index: number, high: number, low: number): void {
    const { unitsPerSecond: units, offsetSeconds } = this.#list[index]!;
    let seconds: number;
    let rest: number;
    if (units <= MICROSECONDS_PER_SECOND && high < 0x20_0000) {
      const time = high * TWO_32 + low;
      seconds = Math.floor(time / units);
      rest = time - seconds * units;
    } else if (units <= LARGEST_EXACT_DIVISOR) {
      const first = (high % units) * TWO_16 + (low >>> 16);
      const second = (first % units) * TWO_16 + (low & 0xffff);
      seconds =
        Math.floor(high / units) * TWO_32 + Math.floor(first / units) * TWO_16 + Math.floor(second / units);
      rest = second % units;
    } else {
      const time = (high * TWO_32 + low) / units;
      seconds = Math.floor(time);
      rest = (time - seconds) * units;
    }
    this.seconds = seconds + offsetSeconds;
    this.nanoseconds =
      units <= NANOSECONDS_PER_SECOND
        ? Math.floor(rest * (NANOSECONDS_PER_SECOND / units))
        : Math.floor(rest / (units / NANOSECONDS_PER_SECOND));
  }
}

/** if_tsresol: a negative power of 10, or of 2 when the top bit is set. */
function unitsOf(resolution: number): number {
  const exponent = resolution & 0x7f;
  return (resolution & 0x80) === 0 ? 10 ** Math.min(exponent, 22) : 2 ** Math.min(exponent, 64);
}
