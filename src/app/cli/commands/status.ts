/** `layer7 status`: what is on the line, by protocol and by application, and how the daemon does. */

import { wrapped } from '../../../core/workbench/layout.ts';
import { askDaemon } from '../../daemon/control-client.ts';
import type { ProtocolTraffic, StatusReport } from '../../daemon/control-model.ts';
import type { Handler } from '../command.ts';
import { type Column, humanBytes, renderTable, write } from '../output.ts';
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

export const status: Handler<typeof spec.options> = async ({ options, context }) => {
  const report = await askDaemon<StatusReport>(options['run-dir'], 'GET', '/status');
  if (options.format === 'table') await write(context, renderStatus(report, context.columns, context.color));
  else if (options.format === 'json') await write(context, `${JSON.stringify(report, undefined, 2)}\n`);
  else {
    const rows = [
      ...report.traffic.map((row) => ({ kind: 'protocol', ...row })),
      ...report.applications.map((row) => ({ kind: 'application', ...row })),
    ];
    for (const row of rows) await write(context, `${JSON.stringify(row)}\n`);
  }
  return 0;
};
