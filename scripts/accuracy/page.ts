/** The page `docs/accuracy.md`, from what was counted: text in, text out. */
import { DEFAULT_BUDGET } from '../../src/core/classify/budget.ts';
import type { Judged, Label } from './labels.ts';
import { DISAGREEMENTS, OPAQUE } from './notes.ts';
import { type Counts, countsByLabel, isRecognised, type Rates, ratesOf } from './tally.ts';

export interface Findings {
  readonly protocols: number;
  readonly applications: number;
  /** With the default budget. */
  readonly ours: readonly Judged[];
  readonly l7filter: readonly Judged[];
  readonly patterns: number;
  /** By numpackets. */
  readonly budgets: ReadonlyMap<number, readonly Judged[]>;
}

export interface Page {
  readonly text: string;
  /** Differences that have no note. */
  readonly unexplained: readonly string[];
}

export function pageOf(findings: Findings): Page {
  const unexplained: string[] = [];
  const sections = [
    head(findings),
    totals(findings),
    budgets(findings),
    disagreements(findings.ours, unexplained),
    opaque(findings.ours, unexplained),
    byLabel(findings),
  ];
  return { text: `${sections.join('\n\n')}\n`, unexplained };
}

function head({ protocols, applications }: Findings): string {
  return `# Accuracy

How often is a name right? This page is made by \`npm run accuracy -- --shared DIR\`, where DIR holds the labelled
captures and l7-filter's patterns; they are not part of the project. It says what ${protocols} protocols and
${applications} applications of the library make of hundreds of captures of real traffic, of which another classifier (nDPI 4.11)
has labelled the flows.

- A flow counts when its label was found in its content. It is _right_ when the protocol or the application that
  we name is what the label says, or what its second label says; _wrong_ when it has another name; else _unnamed_.
- The labels are the best public approximation of the truth, not the truth. Where the bytes prove otherwise, the
  difference stays and is explained below; no signature was bent to a label or to a file.
- _macro_ is the mean over labels, so that a label of one flow weighs as much as one of six hundred.
- _opaque_ are the flows that the labeller could not recognise by content; names that we give to them are looked at
  one by one.`;
}

const percent = (rate: number): string => `${(rate * 100).toFixed(2)} %`;

function rateCells(rates: Rates): string[] {
  const { right, macro, wrong, unnamed, opaqueNamed } = rates;
  return [right, macro, wrong, unnamed, opaqueNamed].map(percent);
}

function totals({ ours, l7filter, patterns }: Findings): string {
  const rates = ratesOf(ours);
  const lost = ours.filter((one) => isRecognised(one) && one.lost).length;
  return `## The whole

${rates.flows} flows of ${rates.labels} labels, and ${rates.opaqueFlows} opaque flows, with the default budget of ${DEFAULT_BUDGET.packets} packets and ${DEFAULT_BUDGET.bytes} bytes.

${table(
  ['library', 'right', 'macro', 'wrong', 'unnamed', 'opaque named'],
  [
    ['signatures and applications', ...rateCells(rates)],
    [`l7-filter's ${patterns} patterns`, ...rateCells(ratesOf(l7filter))],
  ],
)}

Of l7-filter's patterns those count as right whose protocol is the label's, under whatever name; patterns for kinds
of files are counted as wrong where they name a flow, because they did name it.

${lost} labelled flows are among the unnamed because they cannot be joined: the labels write their IPv6 addresses with
\`::\` in place of a single zero group, which RFC 5952 section 4.2.2 forbids, and the join is by text.`;
}

function budgets({ budgets: runs }: Findings): string {
  const rows = [...runs].map(([packets, judged], i, all) => {
    const rates = ratesOf(judged);
    const before = i === 0 ? undefined : ratesOf(all[i - 1]![1]);
    const gain =
      before === undefined
        ? ''
        : `${((rates.right - before.right) * 100).toFixed(2)} points for ${packets - all[i - 1]![0]} packets`;
    return [
      packets === DEFAULT_BUDGET.packets ? `**${packets}**` : String(packets),
      percent(rates.right),
      percent(rates.macro),
      percent(rates.wrong),
      percent(rates.opaqueNamed),
      String(rates.median),
      String(rates.ninth),
      gain,
    ];
  });
  return `## What a packet more is worth

\`numpackets\` says after how many packets of a connection, both directions and empty ones counted, it is given up.
Each packet more keeps connections longer in the queue and without a name for rules to act on; the last columns say
at which packet the name came, for half and for nine of ten of the named flows, and what the step before has gained.

${table(['numpackets', 'right', 'macro', 'wrong', 'opaque named', 'half by', 'nine of ten by', 'gain'], rows)}

The default is l7-filter's ${DEFAULT_BUDGET.packets}. The first three packets of a TCP connection are its handshake. Calls that begin with STUN wait
for what they turn into, up to eight packets; that is what fewer than ten would lose.`;
}

function disagreements(ours: readonly Judged[], unexplained: string[]): string {
  const different = ours.filter((one) => isRecognised(one) && !one.lost && one.outcome !== 'right');
  const groups = Map.groupBy(different, ({ label, names }) =>
    JSON.stringify([label.label, names.at(-1) ?? '', noteOf(label)?.text ?? '']),
  );
  const rows = [...groups]
    .map(([key, flows]) => {
      const [label, said, text] = JSON.parse(key) as [string, string, string];
      const captures = [...new Set(flows.map((flow) => flow.label.capture))].sort();
      if (text === '') {
        const { capture, proto, src, sport, dst, dport } = flows[0]!.label;
        unexplained.push(
          `${capture}: ${proto} ${src} ${sport} ${dst} ${dport} is ${label}, we say ${said || 'nothing'}`,
        );
      }
      return [label, said === '' ? '–' : `\`${said}\``, String(flows.length), captures.join(', '), text];
    })
    .sort((a, b) => (a[0]! < b[0]! ? -1 : 1));
  return `## Where we differ from a label

Every flow that is not right and could be joined.

${table(['label', 'we say', 'flows', 'captures', 'what the bytes show'], rows)}`;
}

function noteOf({ capture, label }: Label): { readonly text: string } | undefined {
  return DISAGREEMENTS.find((note) => note.label === label && note.captures.includes(capture));
}

function opaque(ours: readonly Judged[], unexplained: string[]): string {
  const named = ours.filter((one) => !isRecognised(one) && one.names.length > 0);
  const groups = Map.groupBy(named, ({ names }) => names[0]!);
  const rows = [...groups]
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .map(([name, flows]) => {
      const text = OPAQUE[name];
      const captures = [...new Set(flows.map(({ label }) => label.capture))].sort();
      if (text === undefined) unexplained.push(`opaque flows are named ${name}: ${captures.join(', ')}`);
      return [`\`${name}\``, String(flows.length), captures.join(', '), text ?? ''];
    });
  return `## Names that nobody asked for

${named.length} opaque flows have a name of ours. What it rests on:

${table(['we say', 'flows', 'captures', 'what the bytes show'], rows)}`;
}

function byLabel({ ours, l7filter }: Findings): string {
  const theirs = countsByLabel(l7filter);
  const cells = ({ right, wrong, unnamed }: Counts): string[] => [right, wrong, unnamed].map(String);
  const rows = [...countsByLabel(ours)]
    .sort((a, b) => b[1].flows - a[1].flows || (a[0] < b[0] ? -1 : 1))
    .map(([label, counts]) => [label, String(counts.flows), ...cells(counts), ...cells(theirs.get(label)!)]);
  return `## By label

${table(['label', 'flows', 'right', 'wrong', 'unnamed', 'l7-filter: right', 'wrong', 'unnamed'], rows)}`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = titles.map((title, i) => Math.max(3, title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(titles), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
