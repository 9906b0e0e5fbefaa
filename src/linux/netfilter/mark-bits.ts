/**
 * What a rule of somebody else does with marks, reduced to bits, so that one test answers for iptables,
 * nftables, `ip rule` and tc alike: does it get in the way of our field, or our field in its way?
 *
 * A written mark is described bit by bit. Each bit of the result is
 *
 *     keep     the same bit of the same mark, as it was
 *     ones     always one
 *     moved    a bit that came from the other mark (packet ↔ connection), or was flipped
 *     unknown  something this file cannot tell: a socket's mark, an entry of an ipset
 *     (rest)   always zero
 *
 * Two marks, two kinds of care. The connection mark holds the id for the life of a connection: nobody may
 * write there or compare it together with other bits. The packet mark carries it for a moment only: a rule
 * that writes a whole packet mark with zeros in our bits (`--set-mark 10`), or compares a whole packet mark
 * with such a value, does no harm, and l7-filter's documentation is full of them.
 */

import { hex, isFieldMask, type MarkField } from './mark-field.ts';

export const ALL_BITS = 0xffffffff;

export type WhichMark = 'packet' | 'connection';

/** The four sets of bits above; none is in two of them. All unsigned. */
export interface MarkValue {
  readonly keep: number;
  readonly ones: number;
  readonly moved: number;
  readonly unknown: number;
}

/** Where a rule stands, for a person to find it. */
export interface RulePlace {
  /** Program that shows it: `iptables-legacy-save`, `nft`, `ip rule`, `tc`. */
  readonly source: string;
  /** The rule as that program shows it. */
  readonly text: string;
  readonly table?: string;
  readonly chain?: string;
  readonly number?: number;
  /** Line of the listing, from 1. */
  readonly line?: number;
}

/** One thing that one rule does. `rewrite` says how it could be written to leave these bits alone. */
export type MarkUse = { readonly place: RulePlace } & (
  | {
      readonly kind: 'match';
      readonly mark: WhichMark;
      /** Bits that are compared. */
      readonly mask: number;
      /** Bits that are one in a value compared with. */
      readonly value: number;
      readonly rewrite?: (bits: number) => string;
    }
  | {
      readonly kind: 'write';
      readonly mark: WhichMark;
      readonly value: MarkValue;
      readonly rewrite?: (bits: number) => string;
    }
  | { readonly kind: 'queue'; readonly first: number; readonly last: number }
);

/** Why a use is in the way. */
export interface Collision {
  readonly use: MarkUse;
  /** Certain, or only possible because the values cannot be told. */
  readonly certain: boolean;
  readonly reason: string;
  readonly advice: string;
}

export const u32 = (bits: number): number => bits >>> 0;

/** `mark = (mark & ~mask) ^ value`, which is what most targets do. */
export function setXmark(value: number, mask: number): MarkValue {
  return {
    keep: u32(~mask & ~value),
    ones: u32(value & mask),
    moved: u32(value & ~mask),
    unknown: 0,
  };
}

/** `mark = (mark & ~clear) ^ (other & take)`, which is what saving and restoring do. */
export function copyMark(clear: number, take: number): MarkValue {
  return { keep: u32(~clear & ~take), ones: 0, moved: u32(take), unknown: 0 };
}

/** The collision of a use with our field and queues, if there is one. */
export function collisionOf(
  use: MarkUse,
  field: MarkField,
  queues: { readonly first: number; readonly last: number },
): Collision | undefined {
  if (use.kind === 'queue') {
    if (use.last < queues.first || use.first > queues.last) return undefined;
    return {
      use,
      certain: true,
      reason: `sends packets to queue ${range(use)}, and layer7 uses queue ${range(queues)}`,
      advice: 'give layer7 other queues with --queue',
    };
  }
  const ours = use.mark === 'connection' ? field.mask : field.packetBits;
  const bits = use.mark === 'connection' ? `the names in ${hex(ours)}` : `its bits ${hex(ours)}`;
  const advice = use.rewrite && spares(use, ours) ? `leave these bits out there: ${use.rewrite(ours)}` : '';
  if (use.kind === 'match') {
    const compared = u32(use.mask & ours);
    if (compared === 0) return undefined;
    // A test of exactly our field is what `-m layer7` becomes.
    if (use.mark === 'connection' && isFieldMask(field, use.mask)) return undefined;
    if (use.mark === 'packet' && use.mask === ALL_BITS && (use.value & ours) === 0) return undefined;
    return {
      use,
      certain: true,
      reason: `compares bits ${hex(use.mask)} of the ${use.mark} mark, and layer7 keeps ${bits}`,
      advice,
    };
  }
  const { keep, ones, moved, unknown } = use.value;
  const written = u32(~keep & ours);
  if (written === 0) return undefined;
  const reason = `writes bits ${hex(~keep)} of the ${use.mark} mark, and layer7 keeps ${bits}`;
  if (use.mark === 'connection') return { use, certain: true, reason, advice };
  const partly = keep !== 0;
  if (partly || u32((ones | moved) & ours) !== 0) return { use, certain: true, reason, advice };
  if (u32(unknown & ours) === 0) return undefined;
  return {
    use,
    certain: false,
    reason: `writes packet marks that cannot be told beforehand, and layer7 keeps ${bits}`,
    advice: `make sure that they are zero in ${hex(ours)}`,
  };
}

/** Whether a use still means something, and the same, without our bits. */
function spares(use: Exclude<MarkUse, { kind: 'queue' }>, ours: number): boolean {
  if (use.kind === 'match') return (use.value & ours) === 0 && (use.mask & ~ours) !== 0;
  return (use.value.ones & ours) === 0 && (~use.value.keep & ~ours) !== 0;
}

function range(queues: { readonly first: number; readonly last: number }): string {
  return queues.first === queues.last ? String(queues.first) : `${queues.first}–${queues.last}`;
}

/** Bits that a use has a claim on, in either mark. */
function claimed(use: MarkUse): number {
  if (use.kind === 'queue') return 0;
  if (use.kind === 'match') {
    return use.mark === 'packet' && use.mask === ALL_BITS ? use.value : use.mask;
  }
  const { keep, ones, moved } = use.value;
  return use.mark === 'packet' && keep === 0 ? u32(ones | moved) : u32(~keep);
}

/**
 * A field of the same width that no use has a claim on, the one nearest to the top; the seen bit stays where
 * it is when it can. Undefined when there is none.
 */
export function freeField(
  uses: readonly MarkUse[],
  field: MarkField,
): { readonly mask: number; readonly seen: number } | undefined {
  const taken = uses.reduce((bits, use) => {
    // A test of exactly our field belongs to the field and moves with it.
    const own = use.kind === 'match' && use.mark === 'connection' && isFieldMask(field, use.mask);
    return own ? bits : u32(bits | claimed(use));
  }, 0);
  const bits = 2 ** field.width - 1;
  for (const seen of [field.seen, ...bitsFromTop()]) {
    if ((seen & taken) !== 0) continue;
    for (const shift of [field.shift, ...positions(32 - field.width)]) {
      const mask = u32(bits << shift);
      if ((mask & (taken | seen)) === 0) return { mask, seen };
    }
  }
  return undefined;
}

function bitsFromTop(): readonly number[] {
  return positions(31).map((position) => u32(1 << position));
}

function positions(highest: number): readonly number[] {
  return Array.from({ length: highest + 1 }, (_, index) => highest - index);
}
