/** `layer7 lab`: client, router and server in namespaces, real servers, and the names that connections get. */
import { join } from 'node:path';
import { DOES_NOT_HOLD } from '../../../core/errors.ts';
import { runLab, type VisitReport } from '../../lab/run-lab.ts';
import { Log, streamSink } from '../../log.ts';
import { PROJECT_ROOT } from '../../version.ts';
import type { Handler } from '../command.ts';
import { type Column, renderTable, write, writeJson } from '../output.ts';
import type { lab as spec } from '../table/lab-command.ts';
import { renderStatus, statusRecords } from './status.ts';

const COLUMNS: readonly Column<VisitReport>[] = [
  { title: 'SERVICE', cell: ({ service }) => service },
  { title: 'VISIT', cell: ({ title }) => title, flexible: true },
  { title: 'IP', cell: ({ family }) => family, align: 'right' },
  { title: 'NAMED', cell: ({ seen }) => namesSeen(seen), flexible: true },
  {
    title: 'RIGHT',
    cell: ({ right, faults }) => (right ? 'yes' : `NO: ${faults.join('; ')}`),
    flexible: true,
  },
];

function namesSeen(seen: VisitReport['seen']): string {
  return Object.entries(seen)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

export const lab: Handler<typeof spec.options> = async ({ options, args, context }) => {
  const log = new Log(streamSink(context.stderr, options.log));
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    const report = await runLab({
      launcher: join(PROJECT_ROOT, 'layer7'),
      services: args,
      install: options.install,
      ...(options.l7dir === undefined ? {} : { upArguments: ['--l7dir', options.l7dir] }),
      say: (line) => log.info(line),
      signal: interruption.signal,
    });
    if (options.format === 'json') await writeJson(context, options.format, report);
    else if (options.format === 'jsonl') {
      for (const visit of report.visits)
        await writeJson(context, options.format, { kind: 'visit', ...visit });
      for (const record of statusRecords(report.status)) await writeJson(context, options.format, record);
    } else {
      await write(context, `${renderTable(COLUMNS, report.visits, context.columns, context.color)}\n`);
      await write(context, renderStatus(report.status, context.columns, context.color));
    }
    return report.visits.every(({ right }) => right) ? 0 : DOES_NOT_HOLD;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
};
