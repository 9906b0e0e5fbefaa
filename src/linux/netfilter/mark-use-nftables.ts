/**
 * Marks in the rules of nftables, read from its JSON. A statement that sets a mark carries an expression
 * such as `meta mark & 0xffff | 0x10000`; it is evaluated bit by bit (see `mark-bits.ts`) by going down the
 * tree. What is not understood counts as unknown bits, never as harmless ones.
 *
 * Left out: values that named maps get after layer7 looked, and marks used by `fib` and `xfrm` lookups.
 * Source: libnftables-json(5), sections on the mangle, match, vmap, set and queue statements.
 */

import { ALL_BITS, type MarkUse, type MarkValue, type RulePlace, u32, type WhichMark } from './mark-bits.ts';
import { hex } from './mark-field.ts';
import { bitsUpTo } from './mark-use-iptables.ts';
import { isObject, type Json, type JsonObject, type NftListing, type NftRule } from './nft-listing.ts';

const UNKNOWN: MarkValue = { keep: 0, ones: 0, moved: 0, unknown: ALL_BITS };
const EMPTY: MarkValue = { keep: 0, ones: 0, moved: 0, unknown: 0 };

/** Every use of a mark or a queue by the rules that `wanted` lets through. */
export function nftablesMarkUses(
  listing: NftListing,
  wanted: (rule: NftRule) => boolean,
): readonly MarkUse[] {
  return listing.rules.filter(wanted).flatMap((rule) => {
    const place = placeOfNft(rule);
    return rule.statements.flatMap((statement) => usesOf(statement, rule, listing, place));
  });
}

/** Where a rule of nftables stands. */
export function placeOfNft(rule: NftRule): RulePlace {
  return {
    source: 'nft',
    text: rule.text,
    table: `${rule.family} ${rule.table}`,
    chain: rule.chain,
    number: rule.number,
    ...(rule.line === undefined ? {} : { line: rule.line }),
  };
}

/** Which mark an expression is, if it is one and nothing else: `meta mark`, `ct mark`. */
function markIn(expression: Json | undefined): WhichMark | undefined {
  if (!isObject(expression)) return undefined;
  for (const [kind, mark] of [
    ['meta', 'packet'],
    ['ct', 'connection'],
  ] as const) {
    const inner = expression[kind];
    if (isObject(inner) && inner.key === 'mark') return mark;
  }
  return undefined;
}

/** A mark, or a mark and a constant: what is compared, and which bits of it. */
export function comparedMark(
  expression: Json | undefined,
): { readonly mark: WhichMark; readonly mask: number } | undefined {
  const whole = markIn(expression);
  if (whole !== undefined) return { mark: whole, mask: ALL_BITS };
  if (!isObject(expression)) return undefined;
  const parts = expression['&'];
  if (!Array.isArray(parts)) return undefined;
  const mark = parts.map((part: Json) => markIn(part)).find((found) => found !== undefined);
  const constants = parts.filter((part: Json): part is number => typeof part === 'number');
  if (mark === undefined || constants.length === 0) return undefined;
  return { mark, mask: constants.reduce((all, one) => u32(all & one), ALL_BITS) };
}

/** From and to; the same for a single number. */
export type ComparedRange = readonly [from: number, to: number];

/** Numbers that an expression compares with: one, a set, a range, a prefix, the keys of a map. */
export function comparedRanges(
  value: Json | undefined,
  listing: NftListing,
  rule: NftRule,
): readonly ComparedRange[] {
  if (typeof value === 'number') return [[value, value]];
  if (typeof value === 'string' && value.startsWith('@')) {
    return comparedRanges(named(value, listing, rule), listing, rule);
  }
  if (Array.isArray(value)) {
    // An element of a map is a pair of key and data; a set is a list of keys.
    return value.flatMap((one: Json) => comparedRanges(Array.isArray(one) ? one[0] : one, listing, rule));
  }
  if (!isObject(value)) return [];
  if (value.set !== undefined) return comparedRanges(value.set, listing, rule);
  if (isObject(value.elem)) return comparedRanges(value.elem.val, listing, rule);
  if (Array.isArray(value.range)) return [[Number(value.range[0]), Number(value.range[1])]];
  if (isObject(value.prefix)) return [[Number(value.prefix.addr), Number(value.prefix.addr)]];
  return [];
}

/** Bits that the numbers compared with can have. */
function comparedValues(value: Json | undefined, listing: NftListing, rule: NftRule): readonly number[] {
  return comparedRanges(value, listing, rule).map(([from, to]) => (from === to ? from : bitsUpTo(to)));
}

function named(reference: string, listing: NftListing, rule: NftRule): Json {
  return listing.elements.get(`${rule.family} ${rule.table} ${reference.slice(1)}`) ?? [];
}

function usesOf(
  statement: JsonObject,
  rule: NftRule,
  listing: NftListing,
  place: RulePlace,
): readonly MarkUse[] {
  const { match, vmap, mangle, queue } = statement;
  if (isObject(match)) return testUses(match.left, match.right, rule, listing, place);
  if (isObject(vmap)) return testUses(vmap.key, vmap.data, rule, listing, place);
  if (isObject(mangle)) {
    const mark = markIn(mangle.key);
    if (mark === undefined) return mapKeyUses(mangle.value, rule, listing, place);
    const value = evaluate(mangle.value, mark, rule, listing);
    const word = mark === 'packet' ? 'meta mark' : 'ct mark';
    const rewrite = (bits: number): string =>
      value.keep === 0 && value.moved === 0 && value.unknown === 0
        ? `${word} set ${word} & ${hex(bits)} | ${hex(value.ones & ~bits)}`
        : `mask the value so that bits ${hex(bits)} of ${word} stay as they are`;
    return [
      { place, kind: 'write', mark, value, rewrite },
      ...mapKeyUses(mangle.value, rule, listing, place),
    ];
  }
  if (queue !== undefined) return queueUses(queue, place);
  return [];
}

function testUses(
  left: Json | undefined,
  right: Json | undefined,
  rule: NftRule,
  listing: NftListing,
  place: RulePlace,
): readonly MarkUse[] {
  const concatenated = isObject(left) && Array.isArray(left.concat) ? left.concat : [left];
  return concatenated.flatMap((part: Json | undefined): readonly MarkUse[] => {
    const compared = comparedMark(part);
    if (compared === undefined) return [];
    // Inside a concatenation the values stand between others; no bit of them is told apart.
    const values = concatenated.length > 1 ? [] : comparedValues(right, listing, rule);
    const value = values.reduce((all, one) => u32(all | one), 0);
    const prefix = isObject(right) && isObject(right.prefix) ? Number(right.prefix.len) : 32;
    const mask = u32(compared.mask & (prefix === 0 ? 0 : ALL_BITS << (32 - prefix)));
    const word = compared.mark === 'packet' ? 'meta mark' : 'ct mark';
    const rewrite = (bits: number): string => `${word} & ${hex(mask & ~bits)} == ${hex(value & ~bits)}`;
    return [{ place, kind: 'match', mark: compared.mark, mask, value, rewrite }];
  });
}

/** A map that is looked up by a mark tests that mark, whatever the result is used for. */
function mapKeyUses(
  value: Json | undefined,
  rule: NftRule,
  listing: NftListing,
  place: RulePlace,
): readonly MarkUse[] {
  if (!isObject(value) || !isObject(value.map)) return [];
  return testUses(value.map.key, value.map.data, rule, listing, place);
}

function queueUses(queue: Json, place: RulePlace): readonly MarkUse[] {
  const number = isObject(queue) ? queue.num : 0;
  if (isObject(number) && Array.isArray(number.range)) {
    return [{ place, kind: 'queue', first: Number(number.range[0]), last: Number(number.range[1]) }];
  }
  if (number !== undefined && typeof number !== 'number') return [];
  return [{ place, kind: 'queue', first: number ?? 0, last: number ?? 0 }];
}

/** The bits that an expression yields when it is written to `target`. */
export function evaluate(
  expression: Json | undefined,
  target: WhichMark,
  rule: NftRule,
  listing: NftListing,
): MarkValue {
  if (typeof expression === 'number') return { ...EMPTY, ones: u32(expression) };
  if (!isObject(expression)) return UNKNOWN;
  const source = markIn(expression);
  if (source !== undefined) {
    return source === target ? { ...EMPTY, keep: ALL_BITS } : { ...EMPTY, moved: ALL_BITS };
  }
  for (const [operator, combine] of OPERATORS) {
    const operands = expression[operator];
    if (!Array.isArray(operands)) continue;
    return operands.map((operand: Json) => evaluate(operand, target, rule, listing)).reduce(combine);
  }
  if (isObject(expression.map)) return mapValue(expression.map.data, target, rule, listing);
  for (const generator of ['numgen', 'jhash', 'symhash']) {
    const inner = expression[generator];
    if (!isObject(inner) || typeof inner.mod !== 'number') continue;
    return { ...EMPTY, ones: bitsUpTo(inner.mod - 1 + Number(inner.offset ?? 0)) };
  }
  return UNKNOWN;
}

function mapValue(data: Json | undefined, target: WhichMark, rule: NftRule, listing: NftListing): MarkValue {
  const elements =
    typeof data === 'string' ? named(data, listing, rule) : isObject(data) ? data.set : undefined;
  if (!Array.isArray(elements)) return UNKNOWN;
  const values = elements.map((pair: Json) =>
    Array.isArray(pair) ? evaluate(pair[1], target, rule, listing) : UNKNOWN,
  );
  return values.reduce(either, EMPTY);
}

/** Bits of a value that is one of two. */
function either(a: MarkValue, b: MarkValue): MarkValue {
  const keep = u32(a.keep & b.keep);
  const ones = u32((a.ones | b.ones) & ~keep);
  const moved = u32((a.moved | b.moved) & ~keep & ~ones);
  const unknown = u32((a.unknown | b.unknown | a.keep | b.keep) & ~keep & ~ones & ~moved);
  return { keep, ones, moved, unknown };
}

const zeros = (value: MarkValue): number => u32(~(value.keep | value.ones | value.moved | value.unknown));

function and(a: MarkValue, b: MarkValue): MarkValue {
  // A zero on either side wins, a one leaves the other side as it is.
  const dead = zeros(a) | zeros(b);
  return blend(a, b, a.ones, b.ones, dead, 0);
}

function or(a: MarkValue, b: MarkValue): MarkValue {
  return blend(a, b, zeros(a), zeros(b), 0, a.ones | b.ones);
}

/**
 * Bits of `b` where `fromB` says so, of `a` where `fromA` does, zero in `dead`, one in `set`; the rest comes
 * from both sides and cannot be told.
 */
function blend(
  a: MarkValue,
  b: MarkValue,
  fromB: number,
  fromA: number,
  dead: number,
  set: number,
): MarkValue {
  const live = ~dead & ~set;
  const takeB = fromB & live;
  const takeA = fromA & live & ~takeB;
  const pick = (field: 'keep' | 'moved' | 'unknown'): number => u32((b[field] & takeB) | (a[field] & takeA));
  const both = live & ~takeA & ~takeB;
  return {
    keep: pick('keep'),
    ones: u32(set | (((b.ones & takeB) | (a.ones & takeA)) & live)),
    moved: u32(pick('moved') | (both & (a.moved | b.moved))),
    unknown: u32(pick('unknown') | (both & ~(a.moved | b.moved))),
  };
}

function exclusiveOr(a: MarkValue, b: MarkValue): MarkValue {
  const zeroA = zeros(a);
  const zeroB = zeros(b);
  // Where one side is zero the other passes; where both are one the result is zero.
  const pick = (field: keyof MarkValue): number => u32((a[field] & zeroB) | (b[field] & zeroA));
  const rest = u32(~(zeroA | zeroB | (a.ones & b.ones)));
  const marks = a.keep | b.keep | a.moved | b.moved;
  return {
    keep: pick('keep'),
    ones: pick('ones'),
    moved: u32(pick('moved') | (rest & marks)),
    unknown: u32(pick('unknown') | (rest & ~marks)),
  };
}

/** A shifted mark is no bit's own value any more. */
function shifted(a: MarkValue): MarkValue {
  return (a.keep | a.moved) !== 0 ? { ...EMPTY, moved: ALL_BITS } : UNKNOWN;
}

const OPERATORS: readonly (readonly [string, (a: MarkValue, b: MarkValue) => MarkValue])[] = [
  ['&', and],
  ['|', or],
  ['^', exclusiveOr],
  ['<<', (a) => shifted(a)],
  ['>>', (a) => shifted(a)],
];
