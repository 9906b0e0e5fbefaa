/** How a pattern did against random data and captures, for people and for programs. */
import type { Diagnostic } from '../errors.ts';
import { printableText } from './bytes-text.ts';
import { faultLines } from './fault-text.ts';
import type { LabelTally } from './label-tally.ts';
import {
  countText,
  percentText,
  plural,
  type Section,
  shortened,
  tableText,
  WIDTH,
  wrapped,
} from './layout.ts';
import type { Overmatch, PatternFacts } from './pattern-facts.ts';
import { type PayloadJson, payloadJson } from './payload-json.ts';

const INDENT = '  ';
/** Labels without matches that are listed. */
const SHOWN_UNMATCHED = 5;

/** What `layer7 test` found. */
export interface TestReport {
  readonly patterns: readonly PatternFacts[];
  /** Absent when no captures were given. */
  readonly tally?: LabelTally;
  /** Where the labels are from, in words. */
  readonly labelSource?: string;
  readonly captures?: number;
  readonly faults: readonly Diagnostic[];
}

function overmatchSection(patterns: readonly PatternFacts[]): Section {
  const rows = patterns.flatMap(({ piece, overmatch, isUpperBound }) =>
    overmatch.map(({ length, bytes, printable }, index) => [
      index === 0 ? piece.label : '',
      countText(length),
      (isUpperBound ? '≤ ' : '') + percentText(bytes),
      (isUpperBound ? '≤ ' : '') + percentText(printable),
    ]),
  );
  const lines = tableText(
    [
      { title: '' },
      { title: 'BYTES', align: 'right' },
      { title: 'RANDOM', align: 'right' },
      { title: 'PRINTABLE', align: 'right' },
    ],
    rows,
    INDENT,
  );
  if (patterns.some(({ isUpperBound }) => isUpperBound)) {
    lines.push(...wrapped('≤: what it asks besides the expression makes the rate lower still.', INDENT));
  }
  return { title: 'Random data matches: exact probability', lines };
}

function tallySection({ rows, flows, matched, own, ownMatched }: LabelTally, report: TestReport): Section {
  const hits = rows.filter((row) => row.matched > 0);
  const unmatched = rows.filter((row) => row.matched === 0 && !row.isOwn);
  const shown = [...hits, ...rows.filter((row) => row.matched === 0 && row.isOwn)];
  const lines =
    shown.length === 0
      ? []
      : tableText(
          [
            { title: 'LABEL' },
            { title: 'CONNECTIONS', align: 'right' },
            { title: 'MATCHED', align: 'right' },
            { title: '', align: 'right' },
          ],
          shown.map((row) => [
            row.isOwn ? `${row.label} *` : row.label,
            countText(row.flows),
            countText(row.matched),
            percentText(row.matched / row.flows),
          ]),
          INDENT,
        );
  const notes: string[] = [];
  if (own > 0) {
    notes.push(
      `* its own name: ${countText(ownMatched)} of ${countText(own)} found, and ${countText(matched - ownMatched)} of ${countText(flows - own)} others matched.`,
    );
  }
  if (unmatched.length > 0) {
    const names = unmatched.slice(0, SHOWN_UNMATCHED).map(({ label }) => label);
    const more = unmatched.length > names.length ? `, and ${unmatched.length - names.length} more` : '';
    notes.push(`Not matched at all: ${names.join(', ')}${more}.`);
  }
  lines.push(...notes.flatMap((note) => wrapped(note, INDENT)));
  return {
    title: `Matched ${countText(matched)} of ${plural(flows, 'connection')} in ${plural(report.captures ?? 0, 'capture')}; labels: ${report.labelSource ?? ''}`,
    lines,
  };
}

/** The report in sections of 80 columns. */
export function testSections(report: TestReport): Section[] {
  const { patterns, tally, faults } = report;
  const sections: Section[] = patterns.map(({ piece, shortest, cost }) => ({
    title: `${piece.label} (${piece.evidence.expression.dialect} dialect, ${plural(cost.states, 'state')})`,
    lines: [
      INDENT + shortened(printableText(piece.evidence.expression.text), WIDTH - 2),
      ...(shortest === null ? [`${INDENT}Nothing matches it.`] : []),
    ],
  }));
  if (faults.length > 0) sections.push({ title: 'Could not be used', lines: faults.flatMap(faultLines) });
  if (patterns.length > 0) sections.push(overmatchSection(patterns));
  if (tally !== undefined) sections.push(tallySection(tally, report));
  return sections;
}

export interface TestJson {
  readonly patterns: readonly {
    readonly label: string;
    readonly expression: string;
    readonly dialect: string;
    readonly shortest: PayloadJson | null;
    readonly overmatch: readonly Overmatch[];
    readonly overmatchIsUpperBound: boolean;
    readonly states: number;
  }[];
  readonly against: (LabelTally & { readonly labels: string; readonly captures: number }) | null;
  readonly faults: readonly Diagnostic[];
}

export function testJson({ patterns, tally, labelSource, captures, faults }: TestReport): TestJson {
  return {
    patterns: patterns.map(({ piece, shortest, overmatch, isUpperBound, cost }) => ({
      label: piece.label,
      expression: piece.evidence.expression.text,
      dialect: piece.evidence.expression.dialect,
      shortest: payloadJson(shortest),
      overmatch,
      overmatchIsUpperBound: isUpperBound,
      states: cost.states,
    })),
    against: tally === undefined ? null : { labels: labelSource ?? '', captures: captures ?? 0, ...tally },
    faults,
  };
}
