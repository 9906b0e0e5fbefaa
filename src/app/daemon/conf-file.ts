/**
 * The configuration of l7-filter's userspace variant: lines `protocol mark`, comments with `#`. It chooses
 * the protocols and their order of precedence, and its marks become the protocols' ids here: the numbers
 * under the field's mask of names. Lines may end as on Windows. A line is understood, or refused with its place.
 *
 * In that program 0 meant untouched, 1 no match yet and 2 given up, so its marks begin at 3. Ours begin at
 * 2, and 2 is taken as given.
 */
import { type Diagnostic, Layer7Error, type Location } from '../../core/errors.ts';
import { FIRST_NAME_ID, isNameId, type MarkField } from '../../linux/netfilter/mark-field.ts';

export interface ConfEntry {
  readonly name: string;
  readonly id: number;
  /** Where the name stands. */
  readonly where?: Location;
}

/** Most lines with an entry that a file may have: as many as there can be ids. */
export const MAX_CONF_ENTRIES = 65_534;

const MOST_MARK = 0xffffffff;

/** Longest piece of a line that an error repeats. */
const SHOWN = 80;

/**
 * Reads the text of a configuration whose marks are to be ids in `field`; without one, any mark will do.
 * Throws `Layer7Error` of kind `input` with file, line and column.
 */
export function parseConf(text: string, file: string, field?: MarkField): ConfEntry[] {
  const entries: ConfEntry[] = [];
  const byName = new Map<string, number>();
  const byId = new Map<number, string>();
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.replace(/#.*$/s, '').trimEnd();
    const words = [...line.matchAll(/\S+/g)];
    const [name, mark, rest] = words;
    if (name === undefined) continue;
    const where = (column: number): Location => ({ file, line: index + 1, column });
    const fail = (code: string, message: string, at: RegExpExecArray | undefined, next: string): never => {
      const given = (at === undefined ? raw.trim() : line.slice(at.index)).slice(0, SHOWN);
      const column = (at === undefined ? line.length : at.index) + 1;
      throw new Layer7Error({ code, kind: 'input', message, where: where(column), given, next });
    };
    if (mark === undefined) {
      return fail('CONF_SYNTAX', 'a mark is missing after the protocol', undefined, 'write "protocol mark"');
    }
    if (rest !== undefined) {
      const next = 'write "protocol mark" and nothing else';
      fail('CONF_SYNTAX', 'there is something after the mark', rest, next);
    }
    const id = /^(?:\d+|0[xX][0-9a-fA-F]+)$/.test(mark[0]) ? Number(mark[0]) : Number.NaN;
    if (field === undefined ? !(id <= MOST_MARK) : !isNameId(field, id)) {
      fail(
        'CONF_MARK',
        'the mark is not usable as an id',
        mark,
        field === undefined
          ? `give a number up to ${MOST_MARK}`
          : `give a number from ${FIRST_NAME_ID} to ${field.highestId}, but none of those set aside`,
      );
    }
    const before = byName.get(name[0]);
    if (before !== undefined) {
      fail('CONF_TWICE', `"${name[0]}" stands here twice`, name, `remove this line or line ${before}`);
    }
    const other = byId.get(id);
    if (other !== undefined) {
      const next = 'give each protocol a mark of its own';
      fail('CONF_MARK_TWICE', `"${other}" has this mark already`, mark, next);
    }
    if (entries.length === MAX_CONF_ENTRIES) {
      fail('CONF_LIMIT', 'there are too many lines', name, `keep at most ${MAX_CONF_ENTRIES}`);
    }
    byName.set(name[0], index + 1);
    byId.set(id, name[0]);
    entries.push({ name: name[0], id, where: where(name.index + 1) });
  }
  return entries;
}

/** A fault of the library with a name that a configuration asks for, at its place there; others as they are. */
export function placeInConf(diagnostic: Diagnostic, entries: readonly ConfEntry[]): Diagnostic {
  if (diagnostic.code !== 'LIBRARY_NAME_UNKNOWN') return diagnostic;
  const where = entries.find(({ name }) => name === diagnostic.given)?.where;
  return where === undefined ? diagnostic : { ...diagnostic, kind: 'input', where };
}
