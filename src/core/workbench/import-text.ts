/** What was taken over, for people and for programs. */
import type { Diagnostic } from '../errors.ts';
import { faultLines } from './fault-text.ts';
import type { ImportedPattern, ImportReport } from './import.ts';
import { plural, type Section, wrapped } from './layout.ts';

const INDENT = '  ';

/** Kinds of notes, the worst first. */
const KINDS = [
  ['dead', 'Dead: nothing matches them'],
  ['shadowed', 'Shadowed: they never name, in this order of precedence'],
  ['lossy', 'Lossy: the dialect read something else than what is written'],
  ['suspicious', 'Suspicious'],
] as const;

function noteSections(patterns: readonly ImportedPattern[]): Section[] {
  return KINDS.flatMap(([kind, title]) => {
    const lines = patterns.flatMap(({ name, notes }) =>
      notes
        .filter((note) => note.startsWith(kind))
        .flatMap((note) => wrapped(`${name}${note.slice(kind.length)}`, INDENT)),
    );
    return lines.length === 0 ? [] : [{ title, lines }];
  });
}

function summary({ patterns, lint }: ImportReport, folder: string): Section {
  const written = patterns.filter(({ file }) => file !== null);
  const refused = patterns.length - written.length;
  const lines: string[] = [];
  if (refused > 0) lines.push(...wrapped(`${plural(refused, 'pattern')} not taken over, see below.`, INDENT));
  if (lint.faults.length > 0) {
    lines.push(...wrapped(`Partial: ${plural(lint.faults.length, 'fault')}, see below.`, INDENT));
  }
  const proof = written.some(({ isPlain }) => isPlain)
    ? 'Each says the same as its original on data without NUL bytes; compared on the automata.'
    : 'Each says the same as its original, compared on the automata.';
  if (written.length > 0) lines.push(...wrapped(proof, INDENT));
  return { title: `${plural(written.length, 'signature')} written to ${folder}`, lines };
}

/** The report in sections of 80 columns. `folder` is where the files went. */
export function importSections(report: ImportReport, folder: string): Section[] {
  const { patterns, lint } = report;
  const list = (title: string, rows: readonly string[]): Section[] =>
    rows.length === 0 ? [] : [{ title, lines: rows.flatMap((row) => wrapped(row, INDENT)) }];
  const refused = patterns.filter((pattern) => pattern.refused !== null);
  const renamed = patterns.filter(({ name, originalName }) => name !== originalName);
  return [
    summary(report, folder),
    ...(lint.faults.length === 0
      ? []
      : [{ title: 'Could not be used', lines: lint.faults.flatMap(faultLines) }]),
    ...list(
      'Not taken over',
      refused.map(({ name, refused: why }) => `${name}: ${why}`),
    ),
    ...list(
      'Renamed',
      renamed.map(({ name, originalName }) => `${originalName} is ${name} now`),
    ),
    ...noteSections(patterns),
  ];
}

export interface ImportJson {
  readonly folder: string;
  readonly partial: boolean;
  readonly faults: readonly Diagnostic[];
  readonly patterns: readonly {
    readonly name: string;
    readonly originalName: string;
    readonly file: string | null;
    readonly refused: string | null;
    readonly notes: readonly string[];
    readonly sameWithoutNulOnly: boolean;
  }[];
}

export function importJson({ patterns, lint }: ImportReport, folder: string): ImportJson {
  return {
    folder,
    partial: lint.faults.length > 0,
    faults: lint.faults,
    patterns: patterns.map(({ name, originalName, file, refused, notes, isPlain }) => ({
      name,
      originalName,
      file: file?.path ?? null,
      refused,
      notes,
      sameWithoutNulOnly: isPlain,
    })),
  };
}
