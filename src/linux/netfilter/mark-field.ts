/**
 * The field of the mark that carries a protocol id. Its mask stands for the same bits in two places: in the
 * connection mark, where the id stays for the life of the connection, and in the packet mark, where it only
 * travels from the daemon to the first rule. One more bit of the packet mark, `seen`, says "this packet
 * comes back from the daemon".
 *
 *     31            27                      16 15                               0
 *    ┌──┬────────┬────────────────────────────┬──────────────────────────────────┐
 *    │S │ others │        protocol id         │             others               │   mask 0x0fff0000
 *    └──┴────────┴────────────────────────────┴──────────────────────────────────┘
 *
 * Ids: 0 unset, 1 unknown, 2 and up protocols. All arithmetic is on unsigned 32-bit numbers (`>>> 0`).
 */

import { Layer7Error } from '../../core/errors.ts';

/** Bits of the marks that are ours; every number is unsigned. */
export interface MarkField {
  /** Contiguous bits that hold the id, in the connection mark and in the packet mark. */
  readonly mask: number;
  /** Number of bits below the mask. */
  readonly shift: number;
  /** Number of bits in the mask. */
  readonly width: number;
  /** Highest id that fits. */
  readonly highestId: number;
  /** The one bit of the packet mark that is set on the way back from the daemon. */
  readonly seen: number;
  /** Everything that may be set in a packet mark for a moment: `mask | seen`. */
  readonly packetBits: number;
}

export const DEFAULT_MARK_MASK = 0x0fff0000;
export const DEFAULT_SEEN_BIT = 0x80000000;

/** Id of a connection that is still being looked at. */
export const UNSET_ID = 0;
/** Id of a connection on which layer7 gave up. */
export const UNKNOWN_ID = 1;

const ALL_BITS = 0xffffffff;

function refuse(message: string, given: number, next: string): never {
  throw new Layer7Error({ code: 'MARK_MASK_INVALID', kind: 'usage', message, given: hex(given), next });
}

/**
 * The field that a mask describes.
 *
 * @throws Layer7Error `MARK_MASK_INVALID` when the mask has a gap, is too narrow for a single protocol
 *   (fewer than two bits), or shares a bit with `seen`, or `seen` is not exactly one bit.
 */
export function markField(mask = DEFAULT_MARK_MASK, seen = DEFAULT_SEEN_BIT): MarkField {
  const inRange = Number.isInteger(mask) && mask > 0 && mask <= ALL_BITS;
  if (!inRange) refuse('the mark mask is not a 32-bit number above zero', mask, 'use 0x0fff0000');
  const shift = 31 - Math.clz32(mask & -mask);
  const ids = mask / 2 ** shift;
  const width = Math.log2(ids + 1);
  if (!Number.isInteger(width)) {
    refuse('the mark mask has a gap: its bits must be contiguous', mask, 'use a mask such as 0x0fff0000');
  }
  if (width < 2) refuse('the mark mask has no room for a protocol', mask, 'use at least two bits');
  if (!Number.isInteger(seen) || seen <= 0 || seen > ALL_BITS || (seen & (seen - 1)) !== 0) {
    refuse('the seen mark must be exactly one bit', seen, 'use 0x80000000');
  }
  if ((mask & seen) !== 0) {
    refuse('the seen bit lies inside the mark mask', seen, 'choose a bit outside of the mask');
  }
  return { mask, shift, width, highestId: ids, seen, packetBits: (mask | seen) >>> 0 };
}

/**
 * The mark value of an id, already in place.
 *
 * @throws Layer7Error `MARK_FIELD_FULL` when the id needs more bits than the mask has.
 */
export function markOf(field: MarkField, id: number): number {
  if (!Number.isInteger(id) || id < 0 || id > field.highestId) {
    throw new Layer7Error({
      code: 'MARK_FIELD_FULL',
      kind: 'environment',
      message: `protocol id ${id} does not fit into the mark mask ${hex(field.mask)}`,
      limit: field.highestId,
      next: 'start with a wider --mark-mask, or with fewer protocols',
    });
  }
  return (id << field.shift) >>> 0;
}

/** The id in a mark. */
export function idOf(field: MarkField, mark: number): number {
  return ((mark & field.mask) >>> field.shift) >>> 0;
}

/** `0x` and lower-case digits, as iptables prints marks. */
export function hex(bits: number): string {
  return `0x${(bits >>> 0).toString(16)}`;
}
