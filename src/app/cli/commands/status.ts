/** `layer7 status`: what is on the line, by protocol and by application, and how the daemon does. */

import { wrapped } from '../../../core/workbench/layout.ts';
import { askDaemon } from '../../daemon/control-client.ts';
import type { ProtocolTraffic, StatusReport } from '../../daemon/control-model.ts';
import { humanBytes } from '../../human-bytes.ts';
import type { Handler } from '../command.ts';
import { type Column, renderTable, write, writeJson } from '../output.ts';
import type { status as spec } from '../table/daemon-commands.ts';

const WIDTH = 80;

const columns = (title: string): readonly Column<ProtocolTraffic>[] => [
  { title, cell: (row) => row.name },
  { title: 'CONNECTIONS', cell: (row) => row.live.connections + row.ended.connections, align: 'right' },
  { title: 'LIVE', cell: (row) => row.live.connections, align: 'right' },
  { title: 'PACKETS', cell: (row) => row.live.packets + row.ended.packets, align: 'right' },
  { title: 'BYTES', cell: (row) => humanBytes(row.live.bytes + row.ended.bytes), align: 'right' },
];

/** `portReuses` → `port reuses`. */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** The report as people read it. */
export function renderStatus(report: StatusReport, width: number | undefined, color: boolean): string {
  const { health, budget } = report;
  const counters = Object.entries(health.counters)
    .filter(([, value]) => value > 0)
    .map(([name, value]) => `${inWords(name)} ${name === 'memory' ? humanBytes(value) : value}`);
  const sentences = [
    `layer7 ${report.version}, process ${report.pid}, since ${report.since}`,
    `${report.protocols} protocols from ${report.l7dir ?? 'the shipped signatures'}, ` +
      `${report.applicationNames} applications; ` +
      `numpackets ${budget.numpackets}, maxdatalen ${budget.maxdatalen}`,
    [`workers ${health.workers}`, `restarts ${health.restarts}`, ...counters].join(', '),
    ...(report.accounting
      ? []
      : ['packets and bytes are not counted: net.netfilter.nf_conntrack_acct cannot be switched on']),
  ];
  const lines = sentences.flatMap((sentence) => wrapped(sentence, '', WIDTH));
  const tables = [renderTable(columns('PROTOCOL'), report.traffic, width, color)];
  if (report.applications.length > 0) {
    tables.push(renderTable(columns('APPLICATION'), report.applications, width, color));
  }
  return `${[...tables, lines.join('\n')].join('\n')}\n`;
}

/** The report as records of one line each: a row of a table, and at the end everything else about the daemon. */
export function statusRecords({ traffic, applications, ...daemon }: StatusReport): readonly object[] {
  return [
    ...traffic.map((row) => ({ kind: 'protocol', ...row })),
    ...applications.map((row) => ({ kind: 'application', ...row })),
    { kind: 'daemon', ...daemon },
  ];
}

export const status: Handler<typeof spec.options> = async ({ options, context }) => {
  const report = await askDaemon<StatusReport>(options['run-dir'], 'GET', '/status');
  if (options.format === 'table') await write(context, renderStatus(report, context.columns, context.color));
  else if (options.format === 'json') await writeJson(context, options.format, report);
  else for (const record of statusRecords(report)) await writeJson(context, options.format, record);
  return 0;
};
