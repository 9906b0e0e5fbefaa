/** `layer7 rules`: every rule that acts on a name, with the name in the place of the number. */
import { findLayer7Rules, foldGroups, type Layer7Rule } from '../../../linux/netfilter/layer7-rules.ts';
import { markField } from '../../../linux/netfilter/mark-field.ts';
import { openNetfilter } from '../../../linux/netfilter/tools.ts';
import { withReserved } from '../../daemon/announcements.ts';
import { readIds } from '../../daemon/folders.ts';
import { findNames } from '../../daemon/known-names.ts';
import { stateDirOf } from '../../daemon/places.ts';
import type { Handler } from '../command.ts';
import { type Column, humanBytes, printRecords } from '../output.ts';
import type { rules as spec } from '../table/rule-commands.ts';

const COLUMNS: readonly Column<Layer7Rule>[] = [
  {
    title: 'WHERE',
    cell: ({ family, backend, table, chain }) => `${family} ${backend} ${table} ${chain}`,
    flexible: true,
  },
  { title: 'RULE', cell: ({ number }) => number, align: 'right' },
  { title: 'PROTOCOL', cell: ({ protocol, inverted }) => `${inverted ? '! ' : ''}${protocol}` },
  { title: 'TARGET', cell: ({ target }) => (target === '' ? '-' : target), flexible: true },
  { title: 'PACKETS', cell: ({ packets }) => packets, align: 'right' },
  {
    title: 'BYTES',
    cell: ({ bytes }) => (bytes === undefined ? undefined : humanBytes(bytes)),
    align: 'right',
  },
];

export const rules: Handler<typeof spec.options> = async ({ options, context }) => {
  const runDir = options['run-dir'];
  const inUse = findNames(runDir);
  const mark = markField(inUse?.mask);
  // Rules may name protocols whose patterns are gone: the registry still knows them. A daemon that keeps its
  // registry elsewhere says in its run folder which names are in use.
  const everKnown = readIds(stateDirOf(runDir, undefined));
  const ids = withReserved(new Map([...everKnown, ...(inUse?.ids ?? [])]));
  const names = new Map([...ids].map(([name, id]) => [id, name]));
  const found = await findLayer7Rules({ mark, names }, await openNetfilter());
  await printRecords(context, options.format, COLUMNS, foldGroups(found));
  return 0;
};
