/**
 * The configuration of l7-filter's userspace variant: lines `protocol mark`, comments with `#`. It chooses
 * the protocols and their order of precedence, and its marks become the protocols' ids here: the numbers
 * under the field's mask of names.
 *
 * In that program 0 meant untouched, 1 no match yet and 2 given up, so its marks begin at 3. Ours begin at
 * 2, and 2 is taken as given.
 */
import { Layer7Error } from '../../core/errors.ts';
import { FIRST_NAME_ID, isNameId, type MarkField } from '../../linux/netfilter/mark-field.ts';

export interface ConfEntry {
  readonly name: string;
  readonly id: number;
}

/** Most lines with an entry that a file may have: as many as there can be ids. */
export const MAX_CONF_ENTRIES = 65_534;

const MOST_MARK = 0xffffffff;

/**
 * Reads the text of a configuration whose marks are to be ids in `field`; without one, any mark will do.
 * Throws `Layer7Error` of kind `input` with file, line and column.
 */
export function parseConf(text: string, file: string, field?: MarkField): ConfEntry[] {
  const entries: ConfEntry[] = [];
  const byName = new Map<string, number>();
  const byId = new Map<number, string>();
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/#.*/, '').trimEnd();
    const match = /^\s*(?:(\S+)(?:\s+(\S+)(?:\s+(\S.*))?)?)?$/.exec(line);
    const [, name, mark, rest] = match ?? [];
    if (name === undefined) continue;
    const fail = (code: string, message: string, at: string | undefined, next: string): never => {
      const column = at === undefined ? line.length + 1 : line.lastIndexOf(at) + 1;
      const given = at ?? raw.trim();
      throw new Layer7Error({
        code,
        kind: 'input',
        message,
        where: { file, line: index + 1, column },
        given,
        next,
      });
    };
    if (mark === undefined) {
      fail('CONF_SYNTAX', 'A mark is missing after the protocol', undefined, 'write "protocol mark"');
    }
    if (rest !== undefined) {
      fail(
        'CONF_SYNTAX',
        'there is something after the mark',
        rest,
        'write "protocol mark" and nothing else',
      );
    }
    const id = /^(?:\d+|0[xX][0-9a-fA-F]+)$/.test(mark) ? Number(mark) : Number.NaN;
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
    if (byName.has(name)) {
      fail('CONF_TWICE', `"${name}" stands here twice`, name, `remove this line or line ${byName.get(name)}`);
    }
    const other = byId.get(id);
    if (other !== undefined) {
      fail(
        'CONF_MARK_TWICE',
        `"${other}" has this mark already`,
        mark,
        'give each protocol a mark of its own',
      );
    }
    if (entries.length === MAX_CONF_ENTRIES) {
      fail('CONF_LIMIT', 'there are too many lines', name, `keep at most ${MAX_CONF_ENTRIES}`);
    }
    byName.set(name, index + 1);
    byId.set(id, name);
    entries.push({ name, id });
  }
  return entries;
}
