/**
 * `layer7 protocols`: names with their ids and labels. Those of the running daemon, which are what rules can
 * ask for; without one, or with --l7dir, all of a library.
 */

import type { Application } from '../../../core/applications/model.ts';
import type { Diagnostic } from '../../../core/errors.ts';
import type { Protocol } from '../../../core/patterns/model.ts';
import { WIDTH } from '../../../core/workbench/layout.ts';
import { labelNumber } from '../../../linux/netfilter/labels.ts';
import { UNSET_ID } from '../../../linux/netfilter/mark-field.ts';
import { readIds, readProtocols } from '../../daemon/folders.ts';
import type { Ids } from '../../daemon/ids.ts';
import { stateDirOf } from '../../daemon/places.ts';
import type { ProtocolsFile } from '../../daemon/protocols-file.ts';
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

interface Listing {
  readonly rows: readonly Row[];
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

/** What a library offers, whether or not a daemon has used it. */
function offered(folder: string | undefined, ids: Ids): Listing {
  const library = loadLibrary({ folder, order: undefined, variant: 'kernel' });
  const { applications, errors } =
    folder === undefined ? loadApplications() : { applications: [], errors: [] };
  const rows = rowsOf(library.protocols, applications, ids);
  return { rows, errors: [...library.errors, ...errors], warnings: library.warnings };
}

/** What a daemon looks for: its own names and ids, with what its library says of them. */
function lookedFor({ l7dir, ids, applications, groups }: ProtocolsFile): Listing {
  const known = new Map(offered(l7dir, ids).rows.map((row) => [row.name, row]));
  const bare = (name: string): Row => ({
    kind: applications.has(name) ? 'application' : 'protocol',
    name,
    id: ids.get(name) ?? null,
    label: labelNumber(name, ids.get(name) ?? UNSET_ID) ?? null,
    title: '',
    groups: [...groups].filter(([, members]) => members.includes(name)).map(([group]) => group),
    aliases: { ndpi: [], wireshark: [], iana: [] },
  });
  const rows = [...ids.keys()].sort().map((name) => known.get(name) ?? bare(name));
  return { rows, errors: [], warnings: [] };
}

export const protocols: Handler<typeof command.options> = async ({ options, context }) => {
  const { l7dir, 'run-dir': runDir, 'state-dir': stateDir } = options;
  const daemon = l7dir === undefined ? readProtocols(runDir) : undefined;
  const { rows, errors, warnings } =
    daemon === undefined ? offered(l7dir, readIds(stateDirOf(runDir, stateDir))) : lookedFor(daemon);
  const fitted = { ...context, columns: context.columns ?? WIDTH };
  await printRecords(fitted, options.format, COLUMNS, rows);
  return reportFaults(context, errors, warnings);
};
