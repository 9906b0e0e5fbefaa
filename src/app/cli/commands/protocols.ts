/** `layer7 protocols`: the library with the ids that its names have. */

import type { Protocol } from '../../../core/patterns/model.ts';
import { readIds } from '../../daemon/folders.ts';
import type { Ids } from '../../daemon/ids.ts';
import { loadLibrary } from '../../library/prepare.ts';
import type { Handler } from '../command.ts';
import { reportFaults } from '../faults.ts';
import { type Column, printRecords } from '../output.ts';
import type { protocols as command } from '../table/rule-commands.ts';
import { stateDirOf } from '../table/shared-options.ts';

interface Row {
  readonly protocol: Protocol;
  readonly id: number | null;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'NAME', cell: ({ protocol }) => protocol.name },
  { title: 'ID', cell: ({ id }) => id ?? '', align: 'right' },
  { title: 'TITLE', cell: ({ protocol }) => protocol.title, flexible: true },
  { title: 'GROUPS', cell: ({ protocol }) => protocol.groups.join(' '), flexible: true },
];

export const protocols: Handler<typeof command.options> = async ({ options, context }) => {
  const library = loadLibrary({ folder: options.l7dir, order: undefined, variant: 'kernel' });
  const ids: Ids = readIds(stateDirOf(options['run-dir'], options['state-dir']));
  const rows = library.protocols
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map((protocol): Row => ({ protocol, id: ids.get(protocol.name) ?? null }));
  await printRecords(context, options.format, COLUMNS, rows, ({ protocol, id }) => ({
    name: protocol.name,
    id,
    title: protocol.title,
    groups: protocol.groups,
    aliases: protocol.aliases,
  }));
  return reportFaults(context, library.errors, library.warnings);
};
