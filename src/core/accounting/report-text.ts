/** What the accounts add up to, as a table with bars for people and as CSV for spreadsheets. */

import { printable } from '../printable.ts';
import { tableText } from '../workbench/layout.ts';
import { csvText } from './csv.ts';
import { addMeasures, bytesOf, type Dimension, NOTHING, packetsOf, type Sum } from './row.ts';
import { bar, bytesText, shareText } from './units.ts';

/** What a row is called that has nothing to say in a dimension. */
export const NONE_TEXT = '-';

/**
 * The first `most` sums, and one of all others. The others are called `(N more)` in the first dimension and
 * nothing in the rest.
 */
export function topSums(sums: readonly Sum[], most: number): readonly Sum[] {
  if (sums.length <= most) return sums;
  const rest = sums.slice(most);
  const keys = sums[0]!.keys.map((_, i) => (i === 0 ? `(${rest.length} more)` : ''));
  return [...sums.slice(0, most), { keys, ...rest.reduce(addMeasures, NOTHING) }];
}

/**
 * Whether a row's number of connections says something: told apart by direction, each connection has a part in
 * two rows.
 */
export function countsConnections(dimensions: readonly Dimension[]): boolean {
  return !dimensions.includes('direction');
}

/** The table; shares are of all sums given. */
export function reportTable(
  dimensions: readonly Dimension[],
  sums: readonly Sum[],
  width: number,
): readonly string[] {
  const total = sums.reduce((bytes, sum) => bytes + bytesOf(sum), 0);
  const most = Math.max(1, ...sums.map(bytesOf));
  const counted = countsConnections(dimensions);
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    ...dimensions.map((dimension) => ({ title: dimension.toUpperCase() })),
    ...(counted ? [right('CONNECTIONS')] : []),
    right('PACKETS'),
    right('UP'),
    right('DOWN'),
    right('SHARE'),
  ];
  const rows = sums.map((sum) => [
    ...sum.keys.map((key) => (key === '' ? NONE_TEXT : printable(key))),
    ...(counted ? [String(sum.connections)] : []),
    String(packetsOf(sum)),
    bytesText(sum.upBytes),
    bytesText(sum.downBytes),
    shareText(total === 0 ? 0 : bytesOf(sum) / total),
  ]);
  const lines = tableText(columns, rows, '', width - SHORTEST_BAR - 2);
  const used = Math.max(...lines.map((line) => line.length));
  const room = Math.min(width - used - 2, LONGEST_BAR);
  if (room < SHORTEST_BAR) return lines;
  return lines.map((line, i) => {
    const drawn = i === 0 ? '' : bar(bytesOf(sums[i - 1]!) / most, room);
    return `${line.padEnd(used)}  ${drawn}`.trimEnd();
  });
}

/** Columns of a bar: where there is less room there is none, and a longer one tells no more. */
const SHORTEST_BAR = 6;
const LONGEST_BAR = 30;

/** The same as CSV, numbers in full. */
export function reportCsv(dimensions: readonly Dimension[], sums: readonly Sum[]): string {
  const counted = countsConnections(dimensions);
  const titles = ['up_packets', 'up_bytes', 'down_packets', 'down_bytes', 'bytes'];
  return csvText([
    [...dimensions, ...(counted ? ['connections'] : []), ...titles],
    ...sums.map((sum) => [
      ...sum.keys,
      ...(counted ? [sum.connections] : []),
      sum.upPackets,
      sum.upBytes,
      sum.downPackets,
      sum.downBytes,
      bytesOf(sum),
    ]),
  ]);
}
