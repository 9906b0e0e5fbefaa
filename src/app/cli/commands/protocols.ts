/** `layer7 protocols`: the library with the ids and the labels that its names have. */

import type { Application } from '../../../core/applications/model.ts';
import type { Protocol } from '../../../core/patterns/model.ts';
import { WIDTH } from '../../../core/workbench/layout.ts';
import { labelNumber } from '../../../linux/netfilter/labels.ts';
import { UNSET_ID } from '../../../linux/netfilter/mark-field.ts';
import { readIds } from '../../daemon/folders.ts';
import type { Ids } from '../../daemon/ids.ts';
import { stateDirOf } from '../../daemon/places.ts';
import { loadApplications } from '../../library/applications.ts';
import { loadLibrary } from '../../library/prepare.ts';
import type { Handler } from '../command.ts';
import { reportFaults } from '../faults.ts';
import { type Column, printRecords } from '../output.ts';
import type { protocols as command } from '../table/rule-commands.ts';

interface Row {
  readonly kind: 'protocol' | 'application';
  readonly name: string;
  readonly id: number | null;
  /** Number of the connection label. */
  readonly label: number | null;
  readonly title: string;
  readonly groups: readonly string[];
  readonly aliases: Protocol['aliases'];
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'ID', cell: ({ id }) => id ?? '', align: 'right' },
  { title: 'LABEL', cell: ({ label }) => label ?? '', align: 'right' },
  { title: 'KIND', cell: ({ kind }) => kind },
  { title: 'TITLE', cell: ({ title }) => title, flexible: true },
  { title: 'GROUPS', cell: ({ groups }) => groups.join(' '), flexible: true },
];

function rowsOf(protocols: readonly Protocol[], applications: readonly Application[], ids: Ids): Row[] {
  const common = ({ name, title, groups }: Protocol | Application) => {
    const id = ids.get(name) ?? null;
    return { name, id, label: labelNumber(name, id ?? UNSET_ID) ?? null, title, groups };
  };
  const rows: Row[] = [
    ...protocols.map((one) => ({ kind: 'protocol' as const, ...common(one), aliases: one.aliases })),
    ...applications.map((one) => ({
      kind: 'application' as const,
      ...common(one),
      aliases: { ndpi: one.aliases.ndpi, wireshark: [], iana: [] },
    })),
  ];
  return rows.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export const protocols: Handler<typeof command.options> = async ({ options, context }) => {
  const library = loadLibrary({ folder: options.l7dir, order: undefined, variant: 'kernel' });
  const { applications, errors } =
    options.l7dir === undefined ? loadApplications() : { applications: [], errors: [] };
  const ids: Ids = readIds(stateDirOf(options['run-dir'], options['state-dir']));
  const fitted = { ...context, columns: context.columns ?? WIDTH };
  await printRecords(fitted, options.format, COLUMNS, rowsOf(library.protocols, applications, ids));
  return reportFaults(context, [...library.errors, ...errors], library.warnings);
};
