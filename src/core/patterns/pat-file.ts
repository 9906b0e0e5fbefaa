/**
 * Pattern files of l7-filter: `NAME.pat`. Lines that start with `#` and lines of white space are comments.
 * The first other line is the protocol's name and must equal the file's name, the second is the expression
 * to the end of the line, and what follows are `attribute=value` lines of the userspace variant. Comment
 * lines carry metadata: the title (the first comment), `Pattern attributes:` (or `Pattern quality:` in old
 * files) and `Protocol groups:`.
 *
 * The text is one character per byte of the file (latin1), so that bytes ≥ 0x80 in an expression stay what
 * they are. The expression itself is not read here; the dialects in `regex/` do that.
 */
import type { Diagnostic } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import type { Evidence, Expression, Protocol, Quality, RegexFlag } from './model.ts';
import { isProtocolName, nameOfPath, type ParsedFile } from './parsed-file.ts';

/** Which of l7-filter's two programs the file is read for; they differ in dialect. */
export type Variant = 'kernel' | 'userspace';

/** Largest pattern file that is read; l7-filter's own are below 5 KB. */
export const PAT_FILE_LIMIT = 65_536;

const QUALITIES: readonly Quality[] = ['great', 'good', 'ok', 'marginal', 'poor'];
const ATTRIBUTES = [
  ...['veryfast', 'fast', 'notsofast', 'slow'],
  ...['undermatch', 'overmatch', 'superset', 'subset'],
];
const FLAGS: readonly RegexFlag[] = [
  'REG_EXTENDED',
  'REG_ICASE',
  'REG_NOSUB',
  'REG_NEWLINE',
  'REG_NOTBOL',
  'REG_NOTEOL',
];

/** Names that the files of l7-filter only reserve: what a connection is called that has no name. */
const PLACEHOLDERS = ['unknown', 'unset'];

/** What the comment lines said. */
interface Metadata {
  title: string;
  quality?: Quality;
  attributes: readonly string[];
  groups: readonly string[];
}

/**
 * Reads one `.pat` file.
 * @param path where it came from, for messages; its last part gives the name that the file must declare
 * @param text the file, one character per byte
 */
export function parsePatFile(path: string, text: string, variant: Variant = 'kernel'): ParsedFile {
  const errors: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const expected = nameOfPath(path, '.pat');
  const failed = (): ParsedFile => ({ placeholder: false, errors, warnings });
  if (text.length > PAT_FILE_LIMIT) {
    errors.push({
      code: 'PATTERN_FILE_LIMIT',
      kind: 'input',
      message: 'the pattern file is too large',
      where: { file: path },
      given: String(text.length),
      limit: PAT_FILE_LIMIT,
      next: 'keep one name and one expression in the file',
    });
    return failed();
  }

  const metadata: Metadata = { title: '', attributes: [], groups: [] };
  let name: string | undefined;
  let nameLine = 1;
  let kernel: Expression | undefined;
  let userspaceText: Expression | undefined;
  let flags: readonly RegexFlag[] | undefined;

  let number = 0;
  for (const raw of text.split('\n')) {
    number++;
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const where = { file: path, line: number, column: 1 };
    if (line.startsWith('#')) {
      readComment(line.slice(1).trim(), metadata, where, warnings);
    } else if (line.trim() === '') {
      // A blank line is a comment.
    } else if (name === undefined) {
      name = line.split(/\s/, 1)[0]!;
      nameLine = number;
    } else if (kernel === undefined) {
      kernel = { text: line, dialect: 'kernel', where };
    } else {
      const equals = line.indexOf('=');
      const attribute = equals < 0 ? line : line.slice(0, equals);
      const value = line.slice(equals + 1);
      const valueAt = { ...where, column: equals + 2 };
      if (equals >= 0 && attribute === 'userspace pattern') {
        userspaceText = { text: value, dialect: 'userspace', where: valueAt };
      } else if (equals >= 0 && attribute === 'userspace flags') {
        flags = readFlags(value, valueAt, warnings);
      } else {
        warnings.push({
          code: 'PATTERN_ATTRIBUTE_UNKNOWN',
          kind: 'input',
          message: `"${attribute.trim()}" is no attribute of a pattern file; the line is ignored`,
          where,
          given: line,
          next: 'known are "userspace pattern=" and "userspace flags="; comments begin with #',
        });
      }
    }
  }

  if (name === undefined) {
    errors.push({
      code: 'PATTERN_NAME_MISSING',
      kind: 'input',
      message: 'the pattern file declares no name',
      where: { file: path, line: number, column: 1 },
      next: `write "${expected}" on a line of its own, and the expression on the next`,
    });
    return failed();
  }
  if (name !== expected || !isProtocolName(name)) {
    errors.push({
      code: 'PATTERN_NAME_MISMATCH',
      kind: 'input',
      message: `the first line that is no comment must be the file's own name, "${expected}"`,
      where: { file: path, line: nameLine, column: 1 },
      given: name,
      next: 'rename the file or change the line; names are letters, digits and . _ + -, at most 63',
    });
  }
  if (kernel === undefined) {
    errors.push({
      code: 'PATTERN_EXPRESSION_MISSING',
      kind: 'input',
      message: 'the pattern file has a name and no expression',
      where: { file: path, line: nameLine + 1, column: 1 },
      next: 'write the expression on the line after the name',
    });
  }
  if (errors.length > 0) return failed();
  if (PLACEHOLDERS.includes(name)) return { placeholder: true, errors, warnings };

  const expression = variant === 'kernel' ? kernel! : userspaceExpression(userspaceText ?? kernel!, flags);
  return { protocol: protocolOf(name, path, metadata, expression), placeholder: false, errors, warnings };
}

function userspaceExpression(from: Expression, flags: readonly RegexFlag[] | undefined): Expression {
  return { ...from, dialect: 'userspace', ...(flags === undefined ? {} : { flags }) };
}

function protocolOf(name: string, file: string, metadata: Metadata, expression: Expression): Protocol {
  const evidence: Evidence = {
    protocol: name,
    transport: 'either',
    view: 'both',
    expression,
    conditions: [],
    strength: 'strong',
    support: [],
  };
  return {
    name,
    title: metadata.title === '' ? name : metadata.title,
    reference: '',
    groups: metadata.groups,
    ports: [],
    aliases: { ndpi: [], wireshark: [], iana: [] },
    ...(metadata.quality === undefined ? {} : { quality: metadata.quality }),
    attributes: metadata.attributes,
    file,
    evidence: [evidence],
  };
}

/** Reads one comment: the first with text is the title, the others may carry metadata. */
function readComment(
  comment: string,
  metadata: Metadata,
  where: NonNullable<Diagnostic['where']>,
  warnings: Diagnostic[],
): void {
  const tagged = /^(pattern attributes|pattern quality|protocol groups):(.*)$/i.exec(comment);
  if (tagged === null) {
    if (metadata.title === '') metadata.title = comment;
    return;
  }
  const words = tagged[2]!.trim().split(/\s+/).filter(Boolean);
  if (tagged[1]!.toLowerCase() === 'protocol groups') {
    metadata.groups = words;
    return;
  }
  const attributes: string[] = [];
  for (const word of words) {
    const quality = QUALITIES.find((known) => known === word);
    if (quality !== undefined && metadata.quality === undefined) metadata.quality = quality;
    else if (ATTRIBUTES.includes(word)) attributes.push(word);
    else {
      const near = didYouMean(word, [...QUALITIES, ...ATTRIBUTES]);
      warnings.push({
        code: 'PATTERN_METADATA_UNKNOWN',
        kind: 'input',
        message: `"${word}" is no word of a pattern's attributes; it is ignored`,
        where,
        given: word,
        next: near ?? `known are ${QUALITIES.join(', ')}, ${ATTRIBUTES.join(', ')}`,
      });
    }
  }
  metadata.attributes = attributes;
}

/** The flags of the userspace variant, as `regcomp`(3) and `regexec`(3) name them. */
function readFlags(
  value: string,
  where: NonNullable<Diagnostic['where']>,
  warnings: Diagnostic[],
): readonly RegexFlag[] {
  const flags: RegexFlag[] = [];
  for (const word of value.split(/[\s|]+/).filter(Boolean)) {
    const flag = FLAGS.find((known) => known === word);
    if (flag !== undefined) flags.push(flag);
    else {
      warnings.push({
        code: 'PATTERN_FLAG_UNKNOWN',
        kind: 'input',
        message: `"${word}" is no flag of the userspace variant; it is ignored`,
        where,
        given: word,
        next: `known are ${FLAGS.join(', ')}`,
      });
    }
  }
  return flags;
}
