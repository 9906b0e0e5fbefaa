/**
 * The words of a policy file as numbers: rates, sizes, parts, times, ports, addresses, DSCP, marks. Each
 * reader takes one text and gives a value, or says what is wrong and how it is written right.
 *
 * Units are decimal, and bits and bytes are never mixed up: rates are in bits (`20 mbit`), sizes in bytes
 * (`10 MB`). `mbps`, which tc takes for bytes a second and everybody else for bits, is refused.
 */
import { formatAddress, parseAddress } from '../wire/address.ts';
import type { PortRange, Prefix, Rate, TimeWindow, UserMark } from './model.ts';

/** A value, or what is wrong with the text. */
export type Reading<T> =
  | { readonly value: T; readonly wrong?: undefined }
  | { readonly value?: undefined; readonly wrong: string; readonly next: string };

const read = <T>(value: T): Reading<T> => ({ value });

const RATE_UNITS: Readonly<Record<string, number>> = { bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9 };
const LARGE_UNITS = ['gbit', 'mbit', 'kbit'] as const;
/** Slowest and fastest rate: 8 kbit/s and 400 Gbit/s. */
export const RATE_RANGE = { least: 8e3, most: 400e9 } as const;
const RATE_NEXT = 'write a number and bit, kbit, mbit or gbit, as "20 mbit"';

/** `20 mbit`, `1.5 gbit`, `512kbit/s` → bits a second. */
export function readRate(text: string): Reading<number> {
  const found = /^(\d+(?:\.\d+)?)\s*([a-z]+)(?:\/s)?$/i.exec(text.trim());
  if (found === null) return { wrong: 'this is no rate', next: RATE_NEXT };
  const [, number, unit] = found;
  const factor = Object.hasOwn(RATE_UNITS, unit.toLowerCase()) ? RATE_UNITS[unit.toLowerCase()] : undefined;
  if (factor === undefined) return { wrong: `"${unit}" is no unit of a rate`, next: RATE_NEXT };
  const bits = Math.round(Number(number) * factor);
  if (bits < RATE_RANGE.least || bits > RATE_RANGE.most) {
    return { wrong: 'the rate is out of range', next: 'give a rate from 8 kbit to 400 gbit' };
  }
  return read(bits);
}

/** A rate for people to read: `20 mbit`, `1.5 gbit`. */
export function rateText(bits: number): string {
  const unit = LARGE_UNITS.find((name) => bits >= RATE_UNITS[name]!);
  return unit === undefined ? `${bits} bit` : `${Number((bits / RATE_UNITS[unit]!).toFixed(2))} ${unit}`;
}

/** A rate to the bit, as `readRate` reads it: `1.544 mbit`. */
export function exactRate(bits: number): string {
  const unit = LARGE_UNITS.find(
    (name) => bits >= RATE_UNITS[name]! && (bits * 1000) % RATE_UNITS[name]! === 0,
  );
  return unit === undefined ? `${bits} bit` : `${bits / RATE_UNITS[unit]!} ${unit}`;
}

const PERCENT = /^(\d+(?:\.\d+)?)\s*%$/;

/** `20%` → 0.2; above 0, at most 100. */
export function readPart(text: string): Reading<number> {
  const found = PERCENT.exec(text.trim());
  const percent = Number(found?.[1]);
  if (found === null || percent <= 0 || percent > 100) {
    return { wrong: 'this is no part of a link', next: 'write per cent, above 0 and up to 100, as "20%"' };
  }
  return read(percent / 100);
}

/** A rate or a part. */
export function readRateOrPart(text: string): Reading<Rate> {
  if (text.trim().endsWith('%')) {
    const part = readPart(text);
    return part.wrong === undefined ? read({ part: part.value }) : part;
  }
  const bits = readRate(text);
  if (bits.wrong === undefined) return read({ bits: bits.value });
  return { wrong: bits.wrong, next: `${bits.next}, or per cent of the link, as "20%"` };
}

const SIZE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};
const MOST_BYTES = 2 ** 50;

/** `10 MB`, `512 KiB` → bytes. */
export function readSize(text: string): Reading<number> {
  const next = 'write a number and B, kB, MB, GB or KiB, MiB, GiB, as "10 MB"';
  const found = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim());
  const unit = found?.[2].toLowerCase() ?? '';
  if (found === null || !Object.hasOwn(SIZE_UNITS, unit)) return { wrong: 'this is no size', next };
  const bytes = Math.round(Number(found[1]) * SIZE_UNITS[unit]!);
  if (bytes < 1 || bytes > MOST_BYTES) return { wrong: 'the size is out of range', next };
  return read(bytes);
}

/** `443`, `8000-8100`. */
export function readPorts(text: string): Reading<PortRange> {
  const next = 'write a port or a range of ports from 1 to 65535, as "443" or "8000-8100"';
  const found = /^(\d{1,5})(?:\s*-\s*(\d{1,5}))?$/.exec(text.trim());
  if (found === null) return { wrong: 'this is no port', next };
  const first = Number(found[1]);
  const last = Number(found[2] ?? found[1]);
  if (first < 1 || last > 65_535) return { wrong: 'the port is out of range', next };
  if (last < first) return { wrong: 'the range ends before it begins', next };
  return read({ first, last });
}

/** `192.168.1.0/24`, `fd00::1`. Bits behind the prefix must be zero: they would be ignored. */
export function readPrefix(text: string): Reading<Prefix> {
  const next = 'write an address or a prefix, as "192.168.1.0/24" or "fd00::/64"';
  const found = /^([0-9a-f:.]+)(?:\/(\d{1,3}))?$/i.exec(text.trim());
  const address = found === null ? undefined : parseAddress(found[1]);
  if (found === null || address === undefined) return { wrong: 'this is no address', next };
  const all = address.length * 8;
  const length = found[2] === undefined ? all : Number(found[2]);
  if (length > all) return { wrong: `a prefix of this family has at most ${all} bits`, next };
  const plain = masked(address, length);
  const shown = formatAddress(plain, 0, plain.length) + (length === all ? '' : `/${length}`);
  if (plain.some((byte, index) => byte !== address[index])) {
    return { wrong: `the address has bits behind its prefix of ${length}`, next: `write "${shown}"` };
  }
  return read({ family: all === 32 ? 'ipv4' : 'ipv6', address: [...plain], length, text: shown });
}

function masked(address: Uint8Array, length: number): Uint8Array {
  return address.map((byte, index) => {
    const kept = Math.min(8, Math.max(0, length - index * 8));
    return byte & ~(0xff >> kept);
  });
}

/** Whether the address lies in the prefix; false for another family. */
export function prefixHolds(prefix: Prefix, address: Uint8Array): boolean {
  if (prefix.address.length !== address.length) return false;
  const plain = masked(address, prefix.length);
  return plain.every((byte, index) => byte === prefix.address[index]);
}

export const DAY_NAMES = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export const MINUTES_A_DAY = 1440;
const EVERY_DAY = 0x7f;
const TIME_NEXT = 'write days, hours or both, as "mon-fri 09:00-17:00", "sat,sun" or "22:00-06:00"';

function daysOf(text: string): number | undefined {
  if (text === 'daily') return EVERY_DAY;
  let days = 0;
  for (const piece of text.split(',')) {
    const [first, last = first, ...rest] = piece.split('-').map((day) => DAY_NAMES.indexOf(day as 'sun'));
    if (first < 0 || last < 0 || rest.length > 0) return undefined;
    for (let day = first; ; day = (day + 1) % 7) {
      days |= 1 << day;
      if (day === last) break;
    }
  }
  return days;
}

function minuteOf(hours: string, minutes: string): number | undefined {
  const minute = Number(hours) * 60 + Number(minutes);
  return Number(minutes) < 60 && minute <= MINUTES_A_DAY ? minute : undefined;
}

/** `mon-fri 09:00-17:00`, `sat,sun`, `22:00-06:00`. */
export function readWindow(text: string): Reading<TimeWindow> {
  const words = text.trim().toLowerCase().split(/\s+/);
  const wrong = { wrong: 'this is no time', next: TIME_NEXT };
  if (words.length > 2) return wrong;
  const hours = /^(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)$/.exec(words.at(-1)!);
  const days = words.length === 1 && hours !== null ? EVERY_DAY : daysOf(words[0]!);
  if (days === undefined) return { wrong: `"${words[0]}" is no day`, next: TIME_NEXT };
  if (hours === null) {
    return words.length === 1 ? read({ days, from: 0, to: MINUTES_A_DAY }) : wrong;
  }
  const from = minuteOf(hours[1]!, hours[2]!);
  const to = minuteOf(hours[3]!, hours[4]!);
  if (from === undefined || to === undefined || from === MINUTES_A_DAY || to === 0) {
    return { wrong: 'hours are from 00:00 to 24:00', next: TIME_NEXT };
  }
  if (from === to) return { wrong: 'the time ends when it begins', next: TIME_NEXT };
  return read({ days, from, to });
}

/** Names of code points: RFC 2474 (CSn), 2597 (AFnm), 3246 (EF), 8622 (LE). */
function codePointOf(name: string): number | undefined {
  if (name === 'ef') return 46;
  if (name === 'le') return 1;
  if (name === 'be' || name === 'df') return 0;
  const selector = /^cs([0-7])$/.exec(name);
  if (selector !== null) return Number(selector[1]) * 8;
  const assured = /^af([1-4])([1-3])$/.exec(name);
  return assured === null ? undefined : Number(assured[1]) * 8 + Number(assured[2]) * 2;
}

/** `EF`, `CS1`, `AF41`, `LE`, or a number from 0 to 63. */
export function readDscp(text: string): Reading<number> {
  const word = text.trim().toLowerCase();
  const value = /^\d{1,2}$/.test(word) ? Number(word) : codePointOf(word);
  if (value === undefined || value > 63) {
    return { wrong: 'this is no code point', next: 'write EF, LE, CS0 to CS7, AF11 to AF43, or 0 to 63' };
  }
  return read(value);
}

/** Bits that a mark without a mask may use. */
export const DEFAULT_USER_MASK = 0xff;

/** `0x10/0xff`, or a number up to 255, which sets the lowest eight bits. */
export function readMark(text: string): Reading<UserMark> {
  const next = 'write a value from 0 to 255, or value and mask, as "0x10/0xff"';
  const found = /^(0x[0-9a-f]{1,8}|\d{1,10})(?:\/(0x[0-9a-f]{1,8}|\d{1,10}))?$/i.exec(text.trim());
  if (found === null) return { wrong: 'this is no mark', next };
  const value = Number(found[1]);
  const mask = found[2] === undefined ? DEFAULT_USER_MASK : Number(found[2]);
  if (value > 0xffffffff || mask > 0xffffffff || mask === 0) return { wrong: 'this is no mark', next };
  if ((value & ~mask) !== 0) return { wrong: 'the value has bits outside of its mask', next };
  return read({ value, mask });
}
