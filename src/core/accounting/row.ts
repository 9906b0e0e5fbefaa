/**
 * A row of the accounts with names for everything, and sums of rows by what is asked for. The same rows come
 * from the running daemon and from the database.
 */
import type { Measures } from './account-book.ts';

/** Whose traffic it was and what kind. Empty text: there is none, or it is not known. */
export interface AccountKey {
  /** A protocol, `unset`, `unknown`, or `seen-too-late`. */
  readonly protocol: string;
  readonly application: string;
  /** First group of the application, else of the protocol. */
  readonly group: string;
  /** Address of the inner end, or `others`. */
  readonly host: string;
  /** Interface through which the host is reached. */
  readonly hostLink: string;
  /** Interface through which the other end is reached; `local` is this machine. */
  readonly link: string;
  /** Class of the policy in force. */
  readonly class: string;
}

export interface AccountRow extends AccountKey, Measures {}

/** What the connections that were there before layer7 looked are called, as long as they have no name. */
export const SEEN_TOO_LATE = 'seen-too-late';

/** What rows can be told apart by. `direction` splits each into what the host sent and what it got. */
export const DIMENSIONS = [
  'protocol',
  'application',
  'group',
  'host',
  'host-link',
  'link',
  'class',
  'direction',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** The sum of the rows that agree in the dimensions asked for. */
export interface Sum extends Measures {
  /** One text for each dimension, in the order asked for. */
  readonly keys: readonly string[];
}

/** Bytes both ways. */
export function bytesOf({ upBytes, downBytes }: Measures): number {
  return upBytes + downBytes;
}

/** Packets both ways. */
export function packetsOf({ upPackets, downPackets }: Measures): number {
  return upPackets + downPackets;
}

/** `a` and `b` together. */
export function addMeasures(a: Measures, b: Measures): Measures {
  return {
    connections: a.connections + b.connections,
    upPackets: a.upPackets + b.upPackets,
    upBytes: a.upBytes + b.upBytes,
    downPackets: a.downPackets + b.downPackets,
    downBytes: a.downBytes + b.downBytes,
  };
}

export const NOTHING: Measures = { connections: 0, upPackets: 0, upBytes: 0, downPackets: 0, downBytes: 0 };

/** Sums by the dimensions, the most bytes first, then by their texts. */
export function sumBy(rows: Iterable<AccountRow>, dimensions: readonly Dimension[]): Sum[] {
  const sums = new Map<string, Sum>();
  const add = (keys: readonly string[], measures: Measures): void => {
    const key = JSON.stringify(keys);
    const before = sums.get(key);
    sums.set(key, { keys, ...addMeasures(before ?? NOTHING, measures) });
  };
  for (const row of rows) {
    if (!dimensions.includes('direction')) {
      add(
        dimensions.map((dimension) => textOf(row, dimension, '')),
        row,
      );
      continue;
    }
    for (const direction of ['up', 'down'] as const) {
      const half = directionOf(row, direction);
      if (packetsOf(half) === 0) continue;
      add(
        dimensions.map((dimension) => textOf(row, dimension, direction)),
        half,
      );
    }
  }
  return [...sums.values()].sort(byBytes);
}

/** The most bytes first, then the most connections, then by text. */
export function byBytes(a: Sum, b: Sum): number {
  return (
    bytesOf(b) - bytesOf(a) ||
    b.connections - a.connections ||
    (a.keys.join('\0') < b.keys.join('\0') ? -1 : 1)
  );
}

function textOf(row: AccountKey, dimension: Dimension, direction: string): string {
  if (dimension === 'direction') return direction;
  return dimension === 'host-link' ? row.hostLink : row[dimension];
}

/** The part of one direction; connections belong to both, so the numbers of two directions do not add up. */
export function directionOf(row: Measures, direction: 'up' | 'down'): Measures {
  const { connections, upPackets, upBytes, downPackets, downBytes } = row;
  return direction === 'up'
    ? { ...NOTHING, connections, upPackets, upBytes }
    : { ...NOTHING, connections, downPackets, downBytes };
}
