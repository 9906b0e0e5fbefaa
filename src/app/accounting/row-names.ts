/** Numbers of a book's rows become names: the one place that knows what a value of the mark field says. */
import type { BookRow } from '../../core/accounting/account-book.ts';
import { type AccountRow, SEEN_TOO_LATE } from '../../core/accounting/row.ts';

/** What a value of the mark field stands for. */
export interface FieldName {
  /** A protocol, `unset` or `unknown`. */
  readonly protocol: string;
  readonly application?: string;
}

export interface RowNames {
  /** The name that stands for "seen too late". */
  readonly late: number;
  readonly nameOf: (field: number) => FieldName;
  /** Groups of each protocol and application, the first of which counts. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** By number; the first is empty. */
  readonly links: readonly string[];
  readonly classes: readonly string[];
}

/** The row with names. */
export function accountRow(row: BookRow, names: RowNames): AccountRow {
  const { protocol, application = '' } =
    row.name === names.late ? { protocol: SEEN_TOO_LATE } : names.nameOf(row.name);
  return {
    protocol,
    application,
    group: names.groups.get(application)?.[0] ?? names.groups.get(protocol)?.[0] ?? '',
    host: row.host,
    hostLink: names.links[row.hostLink] ?? '',
    link: names.links[row.link] ?? '',
    class: names.classes[row.class] ?? '',
    connections: row.connections,
    upPackets: row.upPackets,
    upBytes: row.upBytes,
    downPackets: row.downPackets,
    downBytes: row.downBytes,
  };
}
