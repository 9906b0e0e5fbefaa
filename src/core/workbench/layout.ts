/**
 * Text of 80 columns for people: paragraphs broken at white space, tables cut to fit, numbers as people
 * write them. Plain text only; colour is added by those who know the terminal.
 */
import { printable } from '../printable.ts';

export const WIDTH = 80;

/** Breaks a text at white space into lines of at most `width`; a longer word gets a line of its own. */
export function wrapped(text: string, indent = '', width = WIDTH): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    if (line !== '' && indent.length + line.length + 1 + word.length > width) {
      lines.push(indent + line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  if (line !== '') lines.push(indent + line);
  return lines;
}

export interface TextColumn {
  readonly title: string;
  readonly align?: 'left' | 'right';
}

/** A cell: a text, or a text made for the columns that the others leave. At most one column has such cells. */
export type Cell = string | ((width: number) => string);

/** Columns below which a text is not cut to make a table fit. */
const LEAST = 12;

/** Takes width from the widest column until the sum of all is at most `room`. */
function shrunk(widths: readonly number[], room: number): number[] {
  const result = [...widths];
  let excess = result.reduce((sum, each) => sum + each, 0) - room;
  while (excess > 0) {
    const widest = result.indexOf(Math.max(...result));
    if (result[widest]! <= LEAST) break;
    result[widest]! -= 1;
    excess -= 1;
  }
  return result;
}

/** A table, two spaces between columns; what does not fit into `width` is cut, longest columns first. */
export function tableText(
  columns: readonly TextColumn[],
  rows: readonly (readonly Cell[])[],
  indent = '',
  width = WIDTH,
): string[] {
  const room = width - indent.length - 2 * (columns.length - 1);
  const natural = columns.map(({ title }, index) =>
    Math.max(
      title.length,
      ...rows.map((row) => (typeof row[index] === 'string' ? (row[index] as string).length : LEAST)),
    ),
  );
  const filled = columns.findIndex((_, index) => rows.some((row) => typeof row[index] === 'function'));
  const widths = shrunk(natural, room);
  if (filled >= 0) {
    const left = room - widths.reduce((sum, each, index) => sum + (index === filled ? 0 : each), 0);
    widths[filled] = Math.max(widths[filled]!, left);
  }
  const texts = rows.map((row) =>
    row.map((cell, index) =>
      shortened(printable(typeof cell === 'string' ? cell : cell(widths[index]!)), widths[index]!),
    ),
  );
  if (filled >= 0) {
    const used = Math.max(columns[filled]!.title.length, ...texts.map((row) => row[filled]!.length));
    widths[filled] = Math.min(widths[filled]!, used);
  }
  const render = (cells: readonly string[]): string =>
    (
      indent +
      cells
        .map((cell, index) =>
          columns[index]!.align === 'right' ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!),
        )
        .join('  ')
    ).trimEnd();
  const titles = columns.map(({ title }, index) => shortened(title, widths[index]!));
  return [render(titles), ...texts.map(render)];
}

/** A probability as per cent: `3.44 %`, `0.0230 %`, `4.2e-11 %`, `0 %`. */
export function percentText(probability: number): string {
  if (probability === 0) return '0 %';
  const percent = probability * 100;
  if (percent < 0.001) return `${percent.toExponential(1)} %`;
  const digits = percent >= 99.995 ? 0 : percent >= 1 ? 2 : 4;
  return `${percent.toFixed(digits)} %`;
}

/** Thousands grouped: `1,234,567`. */
export function countText(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 pattern`, `3 patterns`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** `1.5 MB`, in decimal units. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['KB', 'MB', 'GB'];
  let value = bytes;
  let unit = -1;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value.toFixed(value < 9.95 ? 1 : 0)} ${units[unit]}`;
}

/** A heading and what stands below it. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

const BOLD = '\u001b[1m';
const PLAIN = '\u001b[0m';

/** Sections with an empty line between them; with colour the headings are bold. */
export function sectionsText(sections: readonly Section[], color = false): string {
  return sections
    .map(({ title, lines }) => {
      const head = wrapped(title).map((line) => (color ? `${BOLD}${line}${PLAIN}` : line));
      return [...head, ...lines].map((line) => `${line}\n`).join('');
    })
    .join('\n');
}

/** The beginning of a text that fits into `width` columns, with `…` where the rest is left out. */
export function shortened(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(1, width - 1))}…`;
}
