/**
 * Tables ↔ bytes: what lies in the cache on disk and what an eBPF array map will hold. `docs/tables.md` says the
 * same for readers in other languages.
 *
 * ```
 *  0  label        8 bytes  "L7TABLES"
 *  8  version      u32      VERSION
 * 12  length       u32      bytes of the whole, a multiple of 4
 * 16  checksum     u32      of everything from offset 20 on: FNV-1a by 32-bit words
 * 20  groups       u32
 * 24  states       u32      of all groups
 * 28  maps         u32      of all groups
 * 32  cells        u32      entries of `transitions`
 * 36  accepting    u32      entries of `acceptIndex`
 * 40  ending       u32      entries of `endIndex`
 * 44  entries      u32      entries of `acceptLists`
 * 48  sections              the arrays of `Tables` in the order of SECTIONS, each padded to 4 bytes
 * ```
 *
 * All numbers are little-endian. Reading makes views on the bytes and copies nothing, but checks every
 * number that is later used as an index, so that a scan over tables from a damaged file stays in bounds.
 */
import { Layer7Error } from '../errors.ts';
import {
  END_OF_LIST,
  ROW_MAP_SHIFT,
  ROW_OFFSET,
  type Tables,
  TRANSPORT_TCP,
  TRANSPORT_UDP,
  VIEW_PACKET,
} from './tables.ts';

const LABEL = 'L7TABLES';
export const VERSION = 4;
const HEADER = 48;

/** What the length of a section is counted in. */
type Unit = 'groups' | 'states' | 'maps' | 'mapBytes' | 'cells' | 'accepting' | 'ending' | 'entries';

type ArrayName = Exclude<keyof Tables, 'groups'>;

/** Name, unit of length and bytes per element of each section, in order. */
const SECTIONS: readonly (readonly [name: ArrayName, unit: Unit, width: 1 | 2 | 4])[] = [
  ['states', 'groups', 4],
  ['firstEnding', 'groups', 4],
  ['firstAccepting', 'groups', 4],
  ['stateBase', 'groups', 4],
  ['endBase', 'groups', 4],
  ['acceptBase', 'groups', 4],
  ['base', 'groups', 4],
  ['mapBase', 'groups', 4],
  ['start', 'groups', 2],
  ['views', 'groups', 1],
  ['transports', 'groups', 1],
  ['dropsNul', 'groups', 1],
  ['lasting', 'groups', 1],
  ['rows', 'states', 4],
  ['acceptIndex', 'accepting', 4],
  ['endIndex', 'ending', 4],
  ['columns', 'maps', 2],
  ['maps', 'mapBytes', 1],
  ['acceptLists', 'entries', 2],
  ['transitions', 'cells', 2],
];

type Sizes = Readonly<Record<Unit, number>>;

function padded(length: number): number {
  return (length + 3) & ~3;
}

/** Where an array of the tables stands in the bytes. */
export interface PackedSection {
  readonly name: ArrayName;
  readonly offset: number;
  /** Bytes of an element, and how many there are. */
  readonly width: 1 | 2 | 4;
  readonly count: number;
}

function sectionsOf(sizes: Sizes): PackedSection[] {
  let end = HEADER;
  return SECTIONS.map(([name, unit, width]) => {
    const offset = end;
    end += padded(sizes[unit] * width);
    return { name, offset, width, count: sizes[unit] };
  });
}

/** How `tables` lie in the bytes that `pack` makes of them: how many bytes there are, and where what stands. */
export function packedLayout(tables: Tables): {
  readonly version: number;
  readonly bytes: number;
  readonly sections: readonly PackedSection[];
} {
  const sizes = sizesOf(tables);
  return { version: VERSION, bytes: totalLength(sizes), sections: sectionsOf(sizes) };
}

function totalLength(sizes: Sizes): number {
  const { offset, count, width } = sectionsOf(sizes).at(-1)!;
  return offset + padded(count * width);
}

function sizesOf(tables: Tables): Sizes {
  return {
    groups: tables.groups,
    states: tables.rows.length,
    maps: tables.columns.length,
    mapBytes: tables.columns.length * 256,
    cells: tables.transitions.length,
    accepting: tables.acceptIndex.length,
    ending: tables.endIndex.length,
    entries: tables.acceptLists.length,
  };
}

function checksum(bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset + 20, (bytes.byteLength - 20) >> 2);
  let hash = 0x811c9dc5;
  for (let index = 0; index < words.length; index += 1) hash = Math.imul(hash ^ words[index]!, 0x01000193);
  return hash >>> 0;
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function refuse(message: string, next = 'Delete the file; it is made again from the patterns.'): never {
  throw new Layer7Error({ code: 'TABLES_INVALID', kind: 'input', message, next });
}

function checkByteOrder(): void {
  if (!IS_LITTLE_ENDIAN) {
    throw new Layer7Error({
      code: 'TABLES_BYTE_ORDER',
      kind: 'environment',
      message: 'Packed tables are little-endian and this machine is not.',
      next: 'Compile the patterns here instead of loading tables.',
    });
  }
}

/** The tables as bytes, in the layout above. */
export function pack(tables: Tables): Uint8Array {
  checkByteOrder();
  const sizes = sizesOf(tables);
  const bytes = new Uint8Array(totalLength(sizes));
  const header = new DataView(bytes.buffer);
  for (let index = 0; index < LABEL.length; index += 1) bytes[index] = LABEL.charCodeAt(index);
  const { groups, states, maps, cells, accepting, ending, entries } = sizes;
  [VERSION, bytes.length, 0, groups, states, maps, cells, accepting, ending, entries].forEach(
    (value, index) => {
      header.setUint32(8 + index * 4, value, true);
    },
  );
  for (const { name, offset } of sectionsOf(sizes)) {
    const array = tables[name];
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
  }
  header.setUint32(16, checksum(bytes), true);
  return bytes;
}

/** Every number of the tables that is used as an index, checked once. */
function checkBounds(tables: Tables): void {
  const { acceptLists, acceptIndex, endIndex, columns } = tables;
  if (acceptLists.length === 0 || acceptLists[0] !== END_OF_LIST) refuse('The empty accept list is missing.');
  if (acceptLists[acceptLists.length - 1] !== END_OF_LIST) refuse('The last accept list has no end.');
  if ([acceptIndex, endIndex].some((lists) => lists.some((index) => index >= acceptLists.length))) {
    refuse('An accept list lies outside.');
  }
  for (let map = 0; map < columns.length; map += 1) {
    const bytes = tables.maps.subarray(map * 256, (map + 1) * 256);
    if (bytes.some((column) => column >= columns[map]!)) refuse('A byte has no column.');
  }
  for (let g = 0; g < tables.groups; g += 1) checkGroup(tables, g);
}

function checkGroup(tables: Tables, g: number): void {
  const { transitions, columns } = tables;
  const states = tables.states[g]!;
  const stateBase = tables.stateBase[g]!;
  if (tables.views[g]! > VIEW_PACKET) refuse('A group has no such view.');
  if (tables.transports[g]! > (TRANSPORT_TCP | TRANSPORT_UDP)) refuse('A group has no such transport.');
  if (tables.start[g]! >= states || states > 0x10000) refuse('A group begins outside its states.');
  if (stateBase + states > tables.rows.length) refuse('The states of a group lie outside.');
  const [firstEnding, firstAccepting] = [tables.firstEnding[g]!, tables.firstAccepting[g]!];
  if (firstEnding > firstAccepting || firstAccepting > states)
    refuse('The states of a group are out of order.');
  if (tables.endBase[g]! + states - firstEnding > tables.endIndex.length) refuse('Accept lists are missing.');
  if (tables.acceptBase[g]! + states - firstAccepting > tables.acceptIndex.length) {
    refuse('Accept lists are missing.');
  }
  if (tables.mapBase[g]! >= columns.length) refuse('The maps of a group lie outside.');
  for (let state = 0; state < states; state += 1) {
    const row = tables.rows[stateBase + state]!;
    const map = tables.mapBase[g]! + (row >>> ROW_MAP_SHIFT);
    const begin = tables.base[g]! + (row & ROW_OFFSET);
    if (map >= columns.length) refuse('A row has no map.');
    const end = begin + columns[map]!;
    if (end > transitions.length) refuse('A row lies outside.');
    for (let index = begin; index < end; index += 1) {
      if (transitions[index]! >= states) refuse('A transition leads outside its group.');
    }
  }
}

/**
 * The tables in `bytes`, as views on them; only bytes that do not lie on a multiple of four are copied, once.
 *
 * @throws Layer7Error TABLES_INVALID when the bytes are no tables, of another version, cut off or damaged.
 */
export function unpack(bytes: Uint8Array): Tables {
  checkByteOrder();
  if (bytes.length < HEADER) refuse('The tables are cut off.');
  for (let index = 0; index < LABEL.length; index += 1) {
    if (bytes[index] !== LABEL.charCodeAt(index)) refuse('These are no packed tables.');
  }
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  const header = new DataView(aligned.buffer, aligned.byteOffset);
  const field = (index: number): number => header.getUint32(8 + index * 4, true);
  const [version, length, sum] = [field(0), field(1), field(2)];
  if (version !== VERSION) refuse(`The tables are of version ${version}, not ${VERSION}.`);
  const groups = field(3);
  const sizes: Sizes = {
    groups,
    states: field(4),
    maps: field(5),
    mapBytes: field(5) * 256,
    cells: field(6),
    accepting: field(7),
    ending: field(8),
    entries: field(9),
  };
  if (length !== totalLength(sizes)) refuse('The sizes in the tables contradict one another.');
  if (length > aligned.length) refuse('The tables are cut off.');
  const whole = aligned.subarray(0, length);
  if (checksum(whole) !== sum) refuse('The checksum of the tables is wrong.');

  const arrays: Partial<Record<ArrayName, Uint8Array | Uint16Array | Uint32Array>> = {};
  for (const { name, offset, width, count } of sectionsOf(sizes)) {
    const Type = width === 1 ? Uint8Array : width === 2 ? Uint16Array : Uint32Array;
    arrays[name] = new Type(aligned.buffer as ArrayBuffer, aligned.byteOffset + offset, count);
  }
  const tables = { groups, ...arrays } as Tables;
  checkBounds(tables);
  return tables;
}
