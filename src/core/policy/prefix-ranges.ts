/**
 * Lists of prefixes as sorted ranges of addresses, for asking how two of them lie to each other. An address
 * is a text here, family first, whose order is that of the addresses.
 */
import type { Prefix } from './model.ts';

interface Range {
  readonly first: string;
  readonly last: string;
}

/** Ranges in order, none inside another: prefixes overlap only where one lies in the other. */
export type Ranges = readonly Range[];

function rangeOf({ family, address, length }: Prefix): Range {
  const hex = (bytes: readonly number[]): string =>
    family + bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const last = address.map((byte, index) => byte | (0xff >> Math.min(8, Math.max(0, length - index * 8))));
  return { first: hex(address), last: hex(last) };
}

/** The addresses of a list. */
export function rangesOf(prefixes: readonly Prefix[]): Ranges {
  const all = prefixes.map(rangeOf);
  all.sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : a.last > b.last ? -1 : 1));
  const kept: Range[] = [];
  for (const range of all) {
    const before = kept.at(-1);
    if (before === undefined || range.first > before.last) kept.push(range);
  }
  return kept;
}

/** Whether every prefix of `inner` lies in one of `outer`. */
export function rangesHold(outer: Ranges, inner: Ranges): boolean {
  let at = 0;
  return inner.every(({ first, last }) => {
    while (at < outer.length && outer[at]!.last < first) at += 1;
    return at < outer.length && outer[at]!.first <= first && outer[at]!.last >= last;
  });
}

/** Whether an address is in both. */
export function rangesMeet(a: Ranges, b: Ranges): boolean {
  let at = 0;
  return a.some(({ first, last }) => {
    while (at < b.length && b[at]!.last < first) at += 1;
    return at < b.length && b[at]!.first <= last;
  });
}
