/**
 * Data on standard output, in three shapes: a table for people, one JSON document, or one JSON line per
 * record. Rows are plain records; a column says how one of their fields is shown to people, and JSON takes
 * the record as it is. What is one thing, not a list, is one document in JSON, and one line in JSON lines.
 *
 * Text may come from the wire, from files or from their names, so what is for people goes through `write`, which
 * lets no control character through, and JSON has them escaped.
 */
import { printable, printableLines } from '../../core/printable.ts';
import { type Section, sectionsText } from '../../core/workbench/layout.ts';
import type { Context } from './command.ts';

export const FORMATS = ['table', 'json', 'jsonl'] as const;
export type Format = (typeof FORMATS)[number];
/** The formats for programs. */
export type ProgramFormat = Exclude<Format, 'table'>;

export interface Column<R> {
  readonly title: string;
  readonly cell: (row: R) => string | number | undefined;
  readonly align?: 'left' | 'right';
  /** May be cut to make the table fit the terminal. */
  readonly flexible?: boolean;
}

/** Characters that are written at a time. */
const BLOCK = 65_536;

const BOLD = '\u001b[1m';
const PLAIN = '\u001b[0m';

/** What this program puts into text where there is colour: bold, inverse, and back. */
const STYLE = /(\u001b\[[017]m)/;

/** `text` without control characters but ends of lines, tabs and, where there is colour, our own styles. */
export function forTerminal(text: string, color: boolean): string {
  if (!color) return printableLines(text);
  return text
    .split(STYLE)
    .map((part, index) => (index % 2 === 0 ? printableLines(part) : part))
    .join('');
}

/** Writes text for people, and waits as `writeData` does. */
export function write(context: Context, text: string): Promise<void> {
  return writeData(context, forTerminal(text, context.color));
}

/** Writes text for programs as it is, and waits until the reader keeps up; one that went away gives its error. */
export function writeData(context: Context, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    context.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Text for programs in large pieces, for output of many lines. The reader's pace holds the writer back where it waits. */
export class TextBlocks {
  readonly #context: Context;
  #text = '';

  constructor(context: Context) {
    this.#context = context;
  }

  /** Resolves when there is room for more. */
  add(text: string): Promise<void> | undefined {
    this.#text += text;
    return this.#text.length < BLOCK ? undefined : this.end();
  }

  /** Writes what is left. */
  end(): Promise<void> {
    const text = this.#text;
    this.#text = '';
    return text === '' ? Promise.resolve() : writeData(this.#context, text);
  }
}

/** A table as text, one line per row, without trailing white space. */
export function renderTable<R>(
  columns: readonly Column<R>[],
  rows: readonly R[],
  fit?: number,
  color = false,
): string {
  const cells = rows.map((row) => columns.map((column) => printable(String(column.cell(row) ?? ''))));
  const widths = columns.map((column, index) =>
    Math.max(column.title.length, ...cells.map((line) => line[index].length)),
  );
  shrink(columns, widths, fit);
  const render = (line: readonly string[]): string =>
    line
      .map((cell, index) => {
        const text = cell.length > widths[index] ? `${cell.slice(0, widths[index] - 1)}…` : cell;
        return columns[index].align === 'right' ? text.padStart(widths[index]) : text.padEnd(widths[index]);
      })
      .join('  ')
      .trimEnd();
  const head = render(columns.map((column) => column.title));
  return [color ? `${BOLD}${head}${PLAIN}` : head, ...cells.map(render)].map((line) => `${line}\n`).join('');
}

/** Takes width from the widest flexible column until the whole fits, but never below 8. */
function shrink<R>(columns: readonly Column<R>[], widths: number[], fit: number | undefined): void {
  if (fit === undefined) return;
  let excess = widths.reduce((sum, width) => sum + width + 2, -2) - fit;
  while (excess > 0) {
    let widest = -1;
    for (const [index, column] of columns.entries()) {
      if (column.flexible && widths[index] > 8 && (widest < 0 || widths[index] > widths[widest]))
        widest = index;
    }
    if (widest < 0) return;
    widths[widest]--;
    excess--;
  }
}

/** Prints records in the chosen format. `toJson` gives what a program gets; by default the record itself. */
export async function printRecords<R>(
  context: Context,
  format: Format,
  columns: readonly Column<R>[],
  rows: readonly R[],
  toJson: (row: R) => unknown = (row) => row,
): Promise<void> {
  if (format === 'table') {
    await write(context, renderTable(columns, rows, context.columns, context.color));
  } else if (format === 'json') {
    await writeJson(context, format, rows.map(toJson));
  } else {
    for (const row of rows) await writeJson(context, format, toJson(row));
  }
}

/** JSON whose every control character is escaped, also those beyond ASCII, which JSON itself lets stand. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent).replace(
    /[\u007f-\u009f]/g,
    (character) => `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}

/** Writes one document: indented, or as one line. */
export async function writeJson(context: Context, format: ProgramFormat, document: unknown): Promise<void> {
  await writeData(context, `${jsonText(document, format === 'json' ? 2 : undefined)}\n`);
}

/** Writes sections for people. */
export async function writeSections(context: Context, sections: readonly Section[]): Promise<void> {
  await write(context, sectionsText(sections, context.color));
}
