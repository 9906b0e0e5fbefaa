/**
 * Comma-separated values (RFC 4180): lines end in CR LF, and a cell with a comma, a quote or an end of line
 * stands in quotes. Names may come from files and from the network, so a text that a spreadsheet would take
 * for a formula gets an apostrophe in front. Numbers are left as they are.
 */

/** What a spreadsheet takes for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;

function cellText(cell: string | number): string {
  if (typeof cell === 'number') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Lines of cells as text. */
export function csvText(lines: readonly (readonly (string | number)[])[]): string {
  return lines.map((line) => `${line.map(cellText).join(',')}\r\n`).join('');
}
