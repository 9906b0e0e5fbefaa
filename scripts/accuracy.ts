/**
 * Makes `docs/accuracy.md`: runs the library, and l7-filter's patterns, over the labelled captures and counts
 * how often they are right. `--check` writes nothing and fails when the rates fall below what is promised.
 *
 * `--shared DIR` (or LAYER7_SHARED) holds `corpus/labels.jsonl`, `corpus/pcap/` and `oracle/l7-protocols/`.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadApplications, prepareApplications } from '../src/app/library/applications.ts';
import { loadLibrary, prepareLibrary } from '../src/app/library/prepare.ts';
import { DEFAULT_BUDGET } from '../src/core/classify/budget.ts';
import type { FlowReport } from '../src/core/classify/flow-report.ts';
import { replayFile } from '../src/linux/planes/replay.ts';
import { L7_FILTER_LABELS } from './accuracy/l7-filter.ts';
import { type Aliases, type Judged, judge, keyOf, readLabels, type Verdicts } from './accuracy/labels.ts';
import { pageOf } from './accuracy/page.ts';
import { ratesOf } from './accuracy/tally.ts';

const ROOT = resolve(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs/accuracy.md');

/** Values of numpackets that are compared. */
const PACKETS = [4, 6, 8, 10, 12, 16];

/** What is promised. */
const FLOORS = { right: 0.98, macro: 0.95 } as const;
const CEILINGS = { wrong: 0.003, opaqueNamed: 0.05 } as const;

const { values } = parseArgs({
  options: { shared: { type: 'string' }, check: { type: 'boolean', default: false } },
});
const shared = resolve(values.shared ?? process.env.LAYER7_SHARED ?? join(ROOT, '../shared'));

/** Runs a folder of patterns, or the shipped library, over all captures. */
function verdictsOf(folder: string | undefined, packets: number): Verdicts {
  const { program } = prepareLibrary({ folder, order: undefined, variant: 'kernel' }, undefined);
  const applications = folder === undefined ? prepareApplications(undefined).applications : undefined;
  const captures = join(shared, 'corpus/pcap');
  const verdicts = new Map<string, FlowReport>();
  for (const name of readdirSync(captures).sort()) {
    const path = join(captures, name);
    replayFile(path, program, {
      budget: { packets },
      children: folder === undefined,
      reassemble: folder === undefined,
      ...(applications === undefined ? {} : { applications }),
      onFlow: (flow) => {
        const key = keyOf(basename(path), flow);
        if (!verdicts.has(key)) verdicts.set(key, flow);
      },
    });
  }
  return verdicts;
}

const labels = readLabels(shared);
const { protocols } = loadLibrary({ folder: undefined, order: undefined, variant: 'kernel' });
const { applications } = loadApplications();
const aliases: Aliases = new Map([...protocols, ...applications].map((one) => [one.name, one.aliases.ndpi]));
const theirs: Aliases = new Map([...aliases, ...Object.entries(L7_FILTER_LABELS)]);
const patterns = join(shared, 'oracle/l7-protocols');

const judgeAll = (verdicts: Verdicts, names: Aliases): readonly Judged[] =>
  labels.map((label) => judge(label, verdicts, names));

const budgets = new Map(
  PACKETS.map((packets) => [packets, judgeAll(verdictsOf(undefined, packets), aliases)]),
);
const ours = budgets.get(DEFAULT_BUDGET.packets)!;
const page = pageOf({
  protocols: protocols.length,
  applications: applications.length,
  ours,
  l7filter: judgeAll(verdictsOf(patterns, DEFAULT_BUDGET.packets), theirs),
  patterns: prepareLibrary({ folder: patterns, order: undefined, variant: 'kernel' }, undefined).program
    .protocols.length,
  budgets,
});
const rates = ratesOf(ours);
const broken = [
  ...page.unexplained.map((line) => `no note in scripts/accuracy/notes.ts: ${line}`),
  ...Object.entries(FLOORS).flatMap(([name, floor]) =>
    rates[name as keyof typeof FLOORS] >= floor ? [] : [`${name} is below ${floor}`],
  ),
  ...Object.entries(CEILINGS).flatMap(([name, ceiling]) =>
    rates[name as keyof typeof CEILINGS] <= ceiling ? [] : [`${name} is above ${ceiling}`],
  ),
];
if (!values.check) writeFileSync(PAGE, page.text);
for (const line of broken) process.stderr.write(`${line}\n`);
if (broken.length > 0) process.exitCode = 1;
process.stdout.write(`${JSON.stringify(rates)}\n`);
