/**
 * The report of `lint` for people: what is wrong first, what it costs last, each section only when it has
 * something to say.
 */
import { decidesAlone } from '../automata/compile.ts';
import { formatLocation } from '../errors.ts';
import { printableText, quotedBytes } from './bytes-text.ts';
import type { Loss } from './dialect-loss.ts';
import { faultLines } from './fault-text.ts';
import {
  type Cell,
  countText,
  percentText,
  plural,
  type Section,
  shortened,
  sizeText,
  tableText,
  wrapped,
} from './layout.ts';
import type { LibraryCost } from './library-cost.ts';
import type { GateFailure, LintReport, PatternReport } from './lint.ts';
import type { Pair } from './pairs.ts';
import { RANDOM_LENGTHS, worstOvermatch } from './pattern-facts.ts';
import type { Piece } from './study.ts';

const INDENT = '  ';
/** Probability from which on an expression is listed as matching random data. */
const NOTABLE = 1e-6;
/** Rows of a table that is sorted by weight, unless everything is asked for. */
const ROWS = 12;

/** What of a report is written out. */
export interface LintTextOptions {
  /** Every row of every table, and every pair that overlaps. */
  readonly everything?: boolean;
}

function table(
  titles: readonly string[],
  rows: readonly (readonly Cell[])[],
  right: readonly number[] = [],
): string[] {
  return tableText(
    titles.map((title, index) => ({ title, align: right.includes(index) ? 'right' : 'left' })),
    rows,
    INDENT,
  );
}

function summary(report: LintReport): Section {
  const { study, pairs, compared, disjoint, faults } = report;
  const count = (...relations: readonly string[]): number =>
    pairs.filter(({ relation }) => relations.includes(relation)).length;
  const title = `${plural(study.protocols.length, 'protocol')}, ${plural(study.pieces.length, 'expression')}`;
  const lines = wrapped(
    `Pairs compared: ${countText(compared)}; disjoint ${countText(disjoint)}, overlapping ${countText(count('overlaps'))}, one inside the other ${countText(count('inside', 'contains'))}, equal ${countText(count('equal'))}.`,
    INDENT,
  );
  if (faults.length > 0) {
    lines.push(
      ...wrapped(
        `Partial: ${plural(faults.length, 'fault')} below; what could be read was looked at.`,
        INDENT,
      ),
    );
  }
  return { title, lines };
}

function payload(bytes: Uint8Array | null): Cell {
  return bytes === null ? '' : (width) => quotedBytes(bytes, width);
}

function containments({ pairs }: LintReport, everything: boolean): Section[] {
  const shadowed = pairs.filter((pair) => pair.shadowed !== null);
  const inside = pairs.filter(
    ({ relation, shadowed: loser }) => loser === null && (relation === 'inside' || relation === 'contains'),
  );
  // An outer expression that names only under conditions takes nothing from the inner one.
  const shown = inside.filter((pair) => everything || decidesAlone(outerOf(pair).evidence));
  const sections: Section[] = [];
  if (shadowed.length > 0) {
    sections.push({
      title: 'Shadowed: whatever they match, one of higher precedence matches too, so they never name',
      lines: table(
        ['NEVER NAMES', 'SHADOWED BY', 'BOTH MATCH', 'NAMED'],
        shadowed.map((pair) => {
          const winner = pair.shadowed === pair.first ? pair.second : pair.first;
          return [pair.shadowed!.label, winner.label, payload(pair.both), pair.winner ?? '-'];
        }),
      ),
    });
  }
  if (inside.length > 0) {
    const lines = table(
      ['INSIDE', 'OF', 'OUTER ONLY', 'BOTH: NAMED'],
      shown.map((pair) => {
        const outer = outerOf(pair);
        const inner = outer === pair.first ? pair.second : pair.first;
        const only = outer === pair.first ? pair.onlyFirst : pair.onlySecond;
        const note = pair.common === 'flow' ? '' : ' (first packet only)';
        return [inner.label, outer.label, payload(only), (pair.winner ?? '-') + note];
      }),
    );
    const hidden = inside.length - shown.length;
    if (hidden > 0) {
      const more = `${countText(hidden)} more are inside an expression that names only under conditions or with support.`;
      lines.push(...wrapped(more, INDENT));
    }
    sections.push({
      title: 'Inside another, yet able to name',
      lines: shown.length > 0 ? lines : lines.slice(1),
    });
  }
  return sections;
}

/** The piece of a pair that contains the other. */
function outerOf({ first, second, relation }: Pair): Piece {
  return relation === 'inside' ? second : first;
}

/** Expressions that no single other contains, and that never name all the same. */
function buried({ patterns, pairs }: LintReport): Section[] {
  const shadowed = new Set(pairs.map((pair) => pair.shadowed));
  const labels = patterns
    .filter(({ piece, reach }) => reach === 'buried' && !shadowed.has(piece))
    .map(({ piece }) => piece.label);
  if (labels.length === 0) return [];
  return [{ title: 'Shadowed by several others together', lines: wrapped(labels.join(', '), INDENT) }];
}

function overlaps(pairs: readonly Pair[]): Section[] {
  const rows = pairs.filter(({ relation }) => relation === 'overlaps');
  if (rows.length === 0) return [];
  return [
    {
      title: 'Overlapping: shortest payload that both match',
      lines: table(
        ['FIRST', 'SECOND', 'BOTH MATCH', 'NAMED'],
        rows.map((pair) => [pair.first.label, pair.second.label, payload(pair.both), pair.winner ?? '-']),
      ),
    },
  ];
}

function extremes(patterns: readonly PatternReport[]): Section[] {
  const list = (title: string, holds: (report: PatternReport) => boolean): Section[] => {
    const labels = patterns.filter(holds).map(({ piece }) => piece.label);
    return labels.length === 0 ? [] : [{ title, lines: wrapped(labels.join(', '), INDENT) }];
  };
  return [
    ...list('Match nothing: no payload at all', ({ shortest }) => shortest === null),
    ...list('Match everything: any payload at all', ({ matchesEverything }) => matchesEverything),
    ...list(
      'Fit empty data as well, which is never looked at',
      ({ matchesEmpty, matchesEverything }) => matchesEmpty && !matchesEverything,
    ),
  ];
}

function redundancies(patterns: readonly PatternReport[], everything: boolean): Section[] {
  const rows: Cell[][] = [];
  const notes: string[] = [];
  const unfinished: string[] = [];
  for (const { piece, redundancy } of patterns) {
    const { expression } = piece.evidence;
    const shown = everything ? redundancy.found : redundancy.found.slice(0, 3);
    for (const { at, kind } of shown) {
      const column = (expression.where?.column ?? 1) + at.start;
      const part = expression.text.slice(at.start, at.end);
      rows.push([piece.label, String(column), kind, (width) => shortened(part, width)]);
    }
    const more = redundancy.found.length - shown.length;
    if (more > 0) notes.push(`and ${more} more of ${piece.label}.`);
    if (!redundancy.isComplete) unfinished.push(piece.label);
  }
  if (unfinished.length > 0) notes.push(`Too large to try every part: ${unfinished.join(', ')}.`);
  if (rows.length === 0 && notes.length === 0) return [];
  const lines = rows.length === 0 ? [] : table(['', 'COLUMN', 'KIND', 'PART'], rows, [1]);
  lines.push(...notes.flatMap((note) => wrapped(note, INDENT)));
  return [{ title: 'Parts that never matter: without them the same payloads match', lines }];
}

function lossLines(label: string, losses: readonly Loss[]): string[] {
  const lines: string[] = [];
  const kinds = new Map<string, Loss[]>();
  for (const loss of losses) kinds.set(loss.kind, [...(kinds.get(loss.kind) ?? []), loss]);
  for (const [first, ...others] of kinds.values()) {
    const { where, given, message } = first!;
    const place = `column ${where.column ?? 1}`;
    const more = others.length === 0 ? '' : ` (and ${others.length} more like it)`;
    const text = shortened(printableText(given), 24);
    lines.push(...wrapped(`${label}, ${place}: ${text} ${message}${more}`, INDENT));
  }
  return lines;
}

function losses(report: LintReport): Section[] {
  const lines = report.patterns.flatMap((pattern) => lossLines(pattern.piece.label, pattern.losses));
  for (const loss of report.refusedLosses) lines.push(...lossLines(formatLocation(loss.where), [loss]));
  return lines.length === 0 ? [] : [{ title: 'What the dialect makes of the text', lines }];
}

function overmatch(patterns: readonly PatternReport[], everything: boolean): Section[] {
  const rows = patterns
    .filter((pattern) => worstOvermatch(pattern) >= NOTABLE)
    .toSorted((a, b) => worstOvermatch(b) - worstOvermatch(a));
  if (rows.length === 0) return [];
  const shown = everything ? rows : rows.slice(0, ROWS);
  const lines = table(
    ['', ...RANDOM_LENGTHS.map((length) => `${length} BYTES`), 'PRINTABLE'],
    shown.map(({ piece, overmatch: rates, isUpperBound }) => [
      piece.label,
      ...rates.map(({ bytes }) => (isUpperBound ? '≤' : '') + percentText(bytes)),
      percentText(rates.at(-1)!.printable),
    ]),
    [1, 2, 3, 4, 5],
  );
  if (rows.length > shown.length) lines.push(`${INDENT}and ${rows.length - shown.length} more`);
  return [
    {
      title: `Random data matches: exact probability, for bytes and for ${RANDOM_LENGTHS.at(-1)} printable characters`,
      lines,
    },
  ];
}

function costs(cost: LibraryCost | null, patterns: readonly PatternReport[], everything: boolean): Section[] {
  const sections: Section[] = [];
  const largest = patterns.toSorted((a, b) => b.cost.tableBytes - a.cost.tableBytes);
  if (largest.length > 0) {
    sections.push({
      title: 'Cost of each expression by itself, the largest first',
      lines: table(
        ['', 'STATES', 'CLASSES', 'TABLE', 'UNDECIDED FOR AT MOST'],
        largest
          .slice(0, everything ? undefined : ROWS)
          .map(({ piece, cost: { states, classes, tableBytes, undecidedBytes } }) => [
            piece.label,
            countText(states),
            countText(classes),
            sizeText(tableBytes),
            undecidedBytes === null ? 'the budget' : plural(undecidedBytes, 'byte'),
          ]),
        [1, 2, 3],
      ),
    });
  }
  if (cost !== null) {
    const { groups, bytes, steps, flowBytes } = cost;
    const lines = table(
      ['LOOKS AT', 'STATES', 'CLASSES', 'TABLE'],
      groups.map((group) => [
        `${group.transport} ${group.view}${group.dropsNul ? ', without NUL' : ''}`,
        countText(group.states),
        countText(group.classes),
        sizeText(group.bytes),
      ]),
      [1, 2, 3],
    );
    lines.push(
      ...wrapped(
        `Table steps for a byte while nothing is decided, at most: TCP ${steps.tcpClient} from the client, ${steps.tcpServer} from the server; UDP ${steps.udpClient} and ${steps.udpServer}. ${plural(flowBytes, 'byte')} of state for a connection.`,
        INDENT,
      ),
    );
    sections.push({
      title: `The library as it is loaded: ${plural(groups.length, 'group')}, ${sizeText(bytes)}`,
      lines,
    });
  }
  return sections;
}

function gates(failures: readonly GateFailure[]): Section[] {
  if (failures.length === 0) return [];
  const say = ({ gate, label, given, limit }: GateFailure): string => {
    if (gate === 'no-shadow') return `${label} is shadowed by ${given}`;
    if (gate === 'max-bytes') return `the tables take ${given} bytes, more than ${limit}`;
    return `${label} matches random data with probability ${percentText(Number(given))}, more than ${percentText(Number(limit))}`;
  };
  return [
    {
      title: 'Limits that are not kept',
      lines: failures.flatMap((failure) => wrapped(`--${failure.gate}: ${say(failure)}`, INDENT)),
    },
  ];
}

/** The report in sections of 80 columns. */
export function lintSections(
  report: LintReport,
  failures: readonly GateFailure[] = [],
  { everything = false }: LintTextOptions = {},
): Section[] {
  const { patterns, pairs, faults, cost } = report;
  return [
    summary(report),
    ...(faults.length === 0 ? [] : [{ title: 'Could not be used', lines: faults.flatMap(faultLines) }]),
    ...containments(report, everything),
    ...buried(report),
    ...(everything ? overlaps(pairs) : []),
    ...extremes(patterns),
    ...redundancies(patterns, everything),
    ...losses(report),
    ...overmatch(patterns, everything),
    ...costs(cost, patterns, everything),
    ...gates(failures),
  ];
}
