/** `layer7 report`: sums of the accounts on disk. */
import { resolve } from 'node:path';
import { parseDuration } from '../../../core/accounting/duration.ts';
import { countsConnections, reportCsv, reportTable, topSums } from '../../../core/accounting/report-text.ts';
import {
  addMeasures,
  bytesOf,
  DIMENSIONS,
  type Dimension,
  NOTHING,
  type Sum,
  sumBy,
} from '../../../core/accounting/row.ts';
import { bytesText } from '../../../core/accounting/units.ts';
import { Layer7Error } from '../../../core/errors.ts';
import { didYouMean } from '../../../core/nearest.ts';
import { WIDTH, wrapped } from '../../../core/workbench/layout.ts';
import { accountsPath } from '../../daemon/folders.ts';
import { stateDirOf } from '../../daemon/places.ts';
import { readAccounts, type SpanReport } from '../../store/account-reader.ts';
import type { Handler } from '../command.ts';
import { write, writeData, writeJson } from '../output.ts';
import type { report as spec } from '../table/accounting-commands.ts';

/** The dimensions that words name. Throws `Layer7Error` `DIMENSION_UNKNOWN`. */
function dimensionsOf(words: readonly string[]): readonly Dimension[] {
  return [...new Set(words)].map((word) => {
    const found = DIMENSIONS.find((dimension) => dimension === word);
    if (found !== undefined) return found;
    throw new Layer7Error({
      code: 'DIMENSION_UNKNOWN',
      kind: 'usage',
      message: `traffic cannot be told apart by "${word}"`,
      given: word,
      next: didYouMean(word, DIMENSIONS) ?? `use some of ${DIMENSIONS.join(', ')}`,
    });
  });
}

const isoOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** A sum with its dimensions by name. */
function recordOf(
  dimensions: readonly Dimension[],
  { keys, connections, ...measures }: Sum,
): Record<string, unknown> {
  const named = Object.fromEntries(dimensions.map((dimension, i) => [dimension, keys[i]]));
  const counted = countsConnections(dimensions) ? { connections } : {};
  return { ...named, ...counted, ...measures, bytes: bytesOf({ connections, ...measures }) };
}

/** What stands below the table. */
function footing(read: SpanReport, since: number, sums: readonly Sum[]): string[] {
  const total = sums.reduce(addMeasures, NOTHING);
  const reach =
    read.oldest !== undefined && read.oldest > since
      ? `; the accounts by ${read.grain} begin at ${isoOf(read.oldest)}`
      : '';
  return wrapped(
    `${bytesText(bytesOf(total))} since ${isoOf(read.from)}, ${bytesText(total.upBytes)} up and ${bytesText(total.downBytes)} down, from the accounts by ${read.grain}${reach}`,
    '',
    WIDTH,
  );
}

export const report: Handler<typeof spec.options> = async ({ options, context }) => {
  const dimensions = dimensionsOf(options.by);
  const until = Date.now() / 1000;
  const since = until - parseDuration(options.since);
  const path = accountsPath(resolve(stateDirOf(options['run-dir'], options['state-dir'])));
  const read = readAccounts(path, { since, until, dimensions }, until);
  const all = sumBy(read.rows, dimensions);
  const sums = options.top === undefined ? all : topSums(all, options.top);
  switch (options.format) {
    case 'table': {
      const table = reportTable(dimensions, sums, context.columns ?? WIDTH);
      await write(context, `${[...table, '', ...footing(read, since, sums)].join('\n')}\n`);
      break;
    }
    case 'csv':
      await writeData(context, reportCsv(dimensions, sums));
      break;
    case 'jsonl':
      for (const sum of sums) await writeJson(context, 'jsonl', recordOf(dimensions, sum));
      break;
    case 'json': {
      const rows = sums.map((sum) => recordOf(dimensions, sum));
      const { grain, from, oldest } = read;
      const span = { from: isoOf(from), until: isoOf(until), grain };
      const document = {
        ...span,
        ...(oldest === undefined ? {} : { oldest: isoOf(oldest) }),
        by: dimensions,
        rows,
      };
      await writeJson(context, 'json', document);
    }
  }
  return 0;
};
