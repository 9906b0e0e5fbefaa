/**
 * The field of the mark that carries the names of a connection. Its mask stands for the same bits in two
 * places: in the connection mark, where the names stay for the life of the connection, and in the packet
 * mark, where they only travel from the daemon to the first rule. One more bit of the packet mark, `seen`,
 * says "this packet comes back from the daemon".
 *
 *     31            27    25                    16 15                               0
 *    ┌──┬────────┬───────┬────────────────────────┬──────────────────────────────────┐
 *    │S │ others │carrier│        name            │             others               │   mask 0x0fff0000
 *    └──┴────────┴───────┴────────────────────────┴──────────────────────────────────┘
 *
 * Three protocols carry applications: TLS, QUIC and HTTP. The upper two bits tell which of them a connection
 * speaks (`CARRIERS`, from 1; 0 for every other protocol), the lower ones the id of its name: of the
 * application, and where there is none, of the protocol. So each name is one comparison (`matchOf`), and
 * YouTube over QUIC is found by `youtube` and by `quic`.
 *
 * Ids: 0 unset, 1 unknown, 2 and up names, of protocols and applications alike. Six are set aside: those
 * whose bits but the upper two say 0 or 1. With them a connection is noted whose protocol is known already,
 * while the name in its first bytes is still being read (`pendingMark`); for rules it is unset, and should
 * the rest of its first bytes never come, the kernel makes it its protocol.
 *
 * All arithmetic is on unsigned 32-bit numbers (`>>> 0`).
 */

import { Layer7Error } from '../../core/errors.ts';
import { didYouMean } from '../../core/nearest.ts';

/** Protocols whose connections can have an application as well; the first has number 1. */
export const CARRIERS = ['tls', 'quic', 'http'] as const;

/** What a rule asks for that wants none of them. */
export const NO_CARRIER = 'no carrier';

/** Bits of the marks that are ours; every number is unsigned. */
export interface MarkField {
  /** Contiguous bits that hold the names, in the connection mark and in the packet mark. */
  readonly mask: number;
  /** Number of bits below the mask. */
  readonly shift: number;
  /** Number of bits in the mask. */
  readonly width: number;
  /** The upper two bits of the mask: the carrier. */
  readonly carrierMask: number;
  /** The others: the id. */
  readonly nameMask: number;
  /** Number of bits in `nameMask`. */
  readonly nameWidth: number;
  /** The upper two bits of `nameMask`, which alone tell the carrier of a name that is still being read. */
  readonly pendingMask: number;
  /** Highest id that fits. */
  readonly highestId: number;
  /** The one bit of the packet mark that is set on the way back from the daemon. */
  readonly seen: number;
  /** Everything that may be set in a packet mark for a moment: `mask | seen`. */
  readonly packetBits: number;
}

/** A comparison: the bits under `mask` have this value. */
export interface FieldMatch {
  readonly value: number;
  readonly mask: number;
}

/** What a mark says in numbers. */
export interface FieldValue {
  /** 0 none, else 1 + index in CARRIERS. */
  readonly carrier: number;
  /** Id of the name; 0 with a carrier while the name is still being read. */
  readonly nameId: number;
}

/** What a mark says in words. */
export interface MarkNames {
  /** The protocol, `unset` or `unknown`. */
  readonly l7: string;
  readonly app?: string;
}

export const DEFAULT_MARK_MASK = 0x0fff0000;
export const DEFAULT_SEEN_BIT = 0x80000000;

/** Id of a connection that is still being looked at. */
export const UNSET_ID = 0;
/** Id of a connection on which layer7 gave up. */
export const UNKNOWN_ID = 1;
/** Smallest id of a name. */
export const FIRST_NAME_ID = 2;

const ALL_BITS = 0xffffffff;
const CARRIER_BITS = 2;
/** With four bits there are eight names; with fewer the ids set aside would leave hardly any. */
const LEAST_NAME_BITS = 4;
const LEAST_BITS = CARRIER_BITS + LEAST_NAME_BITS;
/** Counters are kept for every value of the field. */
const MOST_BITS = 16;

function refuse(message: string, given: number, next: string): never {
  throw new Layer7Error({ code: 'MARK_MASK_INVALID', kind: 'usage', message, given: hex(given), next });
}

/**
 * The field that a mask describes.
 *
 * @throws Layer7Error `MARK_MASK_INVALID` when the mask has a gap, is too narrow (fewer than six bits: two
 *   for the carrier, four for names), too wide (more than 16), or shares a bit with `seen`, or `seen` is not
 *   exactly one bit.
 */
export function markField(mask = DEFAULT_MARK_MASK, seen = DEFAULT_SEEN_BIT): MarkField {
  const inRange = Number.isInteger(mask) && mask > 0 && mask <= ALL_BITS;
  if (!inRange) refuse('the mark mask is not a 32-bit number above zero', mask, 'use 0x0fff0000');
  const shift = 31 - Math.clz32(mask & -mask);
  const values = mask / 2 ** shift + 1;
  const width = Math.log2(values);
  if (!Number.isInteger(width)) {
    refuse('the mark mask has a gap: its bits must be contiguous', mask, 'use a mask such as 0x0fff0000');
  }
  if (width < LEAST_BITS) {
    refuse('the mark mask has no room for names', mask, `use at least ${LEAST_BITS} bits`);
  }
  if (width > MOST_BITS) {
    refuse('the mark mask takes more bits than names need', mask, `use at most ${MOST_BITS} bits`);
  }
  if (!Number.isInteger(seen) || seen <= 0 || seen > ALL_BITS || (seen & (seen - 1)) !== 0) {
    refuse('the seen mark must be exactly one bit', seen, 'use 0x80000000');
  }
  if ((mask & seen) !== 0) {
    refuse('the seen bit lies inside the mark mask', seen, 'choose a bit outside of the mask');
  }
  const nameWidth = width - CARRIER_BITS;
  const highestId = 2 ** nameWidth - 1;
  const nameMask = (highestId << shift) >>> 0;
  return {
    mask,
    shift,
    width,
    carrierMask: (mask & ~nameMask) >>> 0,
    nameMask,
    nameWidth,
    pendingMask: (3 << (shift + nameWidth - 2)) >>> 0,
    highestId,
    seen,
    packetBits: (mask | seen) >>> 0,
  };
}

/** Whether a name can have this id: it fits, and is none of those set aside. */
export function isNameId(field: MarkField, id: number): boolean {
  if (!Number.isInteger(id) || id < FIRST_NAME_ID || id > field.highestId) return false;
  return (id & ~(field.pendingMask >>> field.shift)) > UNKNOWN_ID;
}

/** How many names have room in the field. */
export function nameRoom(field: MarkField): number {
  return field.highestId + 1 - 2 * 4;
}

/** Number of the carrier of that name; 0 when it is no carrier. */
export function carrierOf(name: string): number {
  return (CARRIERS as readonly string[]).indexOf(name) + 1;
}

/**
 * The mark value of an id, already in place, with the number of the carrier if there is one.
 *
 * @throws Layer7Error `MARK_FIELD_FULL` when the field has no such id.
 */
export function markOf(field: MarkField, id: number, carrier = 0): number {
  if (id !== UNSET_ID && id !== UNKNOWN_ID && !isNameId(field, id)) {
    throw new Layer7Error({
      code: 'MARK_FIELD_FULL',
      kind: 'environment',
      message: `the mark mask ${hex(field.mask)} has no room for id ${id}`,
      limit: field.highestId,
      next: 'start with a wider --mark-mask, or with fewer names',
    });
  }
  return ((carrier << (field.shift + field.nameWidth)) | (id << field.shift)) >>> 0;
}

/** The mark value of a connection of that carrier whose name is still being read. */
export function pendingMark(field: MarkField, carrier: number): number {
  return (carrier << (field.shift + field.nameWidth - 2)) >>> 0;
}

/** Whether a comparison of these bits of the connection mark can be one of ours (`matchOf`). */
export function isFieldMask(field: MarkField, mask: number): boolean {
  return [field.mask, unsetMask(field), field.nameMask, field.carrierMask].includes(mask);
}

/** A name that is still being read counts as unset. */
function unsetMask(field: MarkField): number {
  return (field.mask & ~field.pendingMask) >>> 0;
}

/** What a mark says. */
export function decode(field: MarkField, mark: number): FieldValue {
  const nameId = (mark & field.nameMask) >>> field.shift;
  const carrier = (mark & field.carrierMask) >>> (field.shift + field.nameWidth);
  const pending = (mark & field.pendingMask) >>> (field.shift + field.nameWidth - 2);
  const isState = (nameId & ~(field.pendingMask >>> field.shift)) <= UNKNOWN_ID;
  if (!isState) return { carrier, nameId };
  if (carrier !== 0 || pending !== 0) return { carrier: carrier === 0 ? pending : carrier, nameId: UNSET_ID };
  return { carrier, nameId };
}

/**
 * What a mark says in words. `names` are those of ids; an id that is not among them is shown as `id N`.
 */
export function namesOf(field: MarkField, names: ReadonlyMap<number, string>, mark: number): MarkNames {
  const { carrier, nameId } = decode(field, mark);
  const named = (id: number): string => names.get(id) ?? `id ${id}`;
  if (carrier === 0) {
    if (nameId === UNSET_ID) return { l7: 'unset' };
    return { l7: nameId === UNKNOWN_ID ? 'unknown' : named(nameId) };
  }
  const l7 = CARRIERS[carrier - 1]!;
  if (nameId === UNSET_ID || names.get(nameId) === l7) return { l7 };
  return { l7, app: named(nameId) };
}

/**
 * How a rule asks for a name: `unset`, `unknown`, a protocol's or an application's.
 *
 * @param ids every name with its id; `unset` and `unknown` need not be among them
 * @throws Layer7Error `PROTOCOL_UNKNOWN` with the nearest names.
 */
export function matchOf(field: MarkField, ids: ReadonlyMap<string, number>, name: string): FieldMatch {
  if (name === 'unset') return { value: 0, mask: unsetMask(field) };
  if (name === 'unknown') return { value: markOf(field, UNKNOWN_ID), mask: field.mask };
  const id = ids.get(name);
  if (id === undefined) {
    throw new Layer7Error({
      code: 'PROTOCOL_UNKNOWN',
      kind: 'usage',
      message: `there is no protocol or application called ${name}`,
      given: name,
      next: didYouMean(name, ids.keys()) ?? 'see "layer7 protocols" for the names',
    });
  }
  const carrier = carrierOf(name);
  if (carrier !== 0) return { value: markOf(field, UNSET_ID, carrier), mask: field.carrierMask };
  return { value: markOf(field, id), mask: field.nameMask };
}

/**
 * The name that a rule asks for; undefined when the comparison is none of ours. The way back of `matchOf`,
 * and the whole field as well, which says a name and its carrier: `tls+youtube`.
 */
export function nameOfMatch(
  field: MarkField,
  names: ReadonlyMap<number, string>,
  { value, mask }: FieldMatch,
): string | undefined {
  switch (mask) {
    case field.carrierMask:
      return CARRIERS[decode(field, value).carrier - 1] ?? NO_CARRIER;
    case field.nameMask: {
      const id = (value & mask) >>> field.shift;
      return id === UNSET_ID ? 'unset' : (names.get(id) ?? `id ${id}`);
    }
    case unsetMask(field):
      return value === 0 ? 'unset' : undefined;
    case field.mask: {
      if (decode(field, value).nameId === UNSET_ID) return 'unset';
      const { l7, app } = namesOf(field, names, value);
      return app === undefined ? l7 : `${l7}+${app}`;
    }
    default:
      return undefined;
  }
}

/** `0x` and lower-case digits, as iptables prints marks. */
export function hex(bits: number): string {
  return `0x${(bits >>> 0).toString(16)}`;
}
