/**
 * Signature files, the library's own format: one protocol in one file, `NAME.sig`. A line is a keyword and
 * its value; indentation is free, lines that begin with `#` are comments. Lines about the protocol come
 * first, then one block for each piece of evidence:
 *
 * ```
 * name       ntp
 * title      Network Time Protocol
 * reference  RFC 5905 section 7.3
 * groups     time
 * ports      udp/123
 * ndpi       NTP
 *
 * evidence udp packet weak
 *   expression ^[\x0b\x13\x1b\x23]
 *   where length == 48
 *   needs port second-packet
 * ```
 *
 * The idea is that reading is a table lookup: each keyword has one reader. Conditions have a grammar of
 * their own (`condition-text.ts`); expressions are only carried, the signature dialect of `regex/` reads
 * them. All faults of a file are reported, each with its place. `docs/signatures.md` is the manual.
 */
import { type Diagnostic, Layer7Error, type Location } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import { MADE_GROUPS, SIGNATURE_GROUPS } from './groups.ts';
import type { Protocol, Quality, UsualPort } from './model.ts';
import { isProtocolName, NAME_LIMIT, nameOfPath, type ParsedFile } from './parsed-file.ts';
import {
  BLOCK_KEYWORDS,
  type Block,
  beginBlock,
  checkBlock,
  evidenceOf,
  readBlockLine,
} from './signature-block.ts';
import { fault, type Line, linesOf, SIGNATURE_LIMITS, unknownWord, wordsOf } from './signature-lines.ts';

const QUALITIES: readonly string[] = ['great', 'good', 'ok', 'marginal', 'poor'];

/** Keywords that say something of the protocol, each at most once. */
const ABOUT = [
  'name',
  'title',
  'reference',
  'groups',
  'ports',
  'quality',
  'ndpi',
  'wireshark',
  'iana',
] as const;
type About = (typeof ABOUT)[number];
const KEYWORDS: readonly string[] = [...ABOUT, 'evidence', ...BLOCK_KEYWORDS];
const REQUIRED: readonly About[] = ['name', 'title', 'reference', 'groups'];

/**
 * Reads one signature file.
 * @param path where it came from, for messages; its last part gives the name that the file must declare
 */
export function parseSignatureFile(path: string, text: string): ParsedFile {
  const errors: Diagnostic[] = [];
  const about = new Map<string, Line>();
  const blocks: Block[] = [];
  if (text.length > SIGNATURE_LIMITS.file) {
    errors.push({
      code: 'SIGNATURE_LIMIT',
      kind: 'input',
      message: 'the signature file is too large',
      where: { file: path },
      given: String(text.length),
      limit: SIGNATURE_LIMITS.file,
      next: 'a signature holds one protocol; leave comments to the documentation',
    });
    return { placeholder: false, errors, warnings: [] };
  }
  for (const line of linesOf(path, text)) {
    try {
      readLine(line, about, blocks);
    } catch (error) {
      if (!(error instanceof Layer7Error)) throw error;
      errors.push(error.diagnostic);
    }
  }
  errors.push(...missing(path, about, blocks));
  let protocol: Protocol | undefined;
  try {
    protocol = protocolOf(path, about, blocks);
  } catch (error) {
    if (!(error instanceof Layer7Error)) throw error;
    errors.push(error.diagnostic);
  }
  if (errors.length > 0 || protocol === undefined) return { placeholder: false, errors, warnings: [] };
  return { protocol, placeholder: false, errors, warnings: [...strangeGroups(about)] };
}

function readLine(line: Line, about: Map<string, Line>, blocks: Block[]): void {
  const { keyword, value } = line;
  if (value.length > SIGNATURE_LIMITS.line) {
    throw fault('SIGNATURE_LIMIT', line.where, 'the line is too long', 'split the expression', {
      given: String(value.length),
      limit: SIGNATURE_LIMITS.line,
    });
  }
  if (!KEYWORDS.includes(keyword)) {
    throw unknownWord('SIGNATURE_KEYWORD', 'keyword of a signature', keyword, KEYWORDS, line.where);
  }
  if (value === '') {
    throw fault('SIGNATURE_VALUE', line.valueAt, `"${keyword}" needs a value`, 'write it on the same line');
  }
  const block = blocks.at(-1);
  if (keyword === 'evidence') {
    blocks.push(beginBlock(line));
  } else if (BLOCK_KEYWORDS.includes(keyword)) {
    if (block === undefined) {
      throw fault(
        'SIGNATURE_ORDER',
        line.where,
        `"${keyword}" stands outside of a block`,
        'begin a block first, like "evidence tcp client"',
      );
    }
    readBlockLine(line, block);
  } else if (block !== undefined) {
    throw fault(
      'SIGNATURE_ORDER',
      line.where,
      `"${keyword}" stands behind the first evidence`,
      'move it to the top of the file',
    );
  } else if (about.has(keyword)) {
    const first = about.get(keyword)!.where.line;
    throw fault(
      'SIGNATURE_TWICE',
      line.where,
      `"${keyword}" was given on line ${first}`,
      'keep one of the two',
    );
  } else {
    about.set(keyword, line);
  }
}

function* missing(
  path: string,
  about: ReadonlyMap<string, Line>,
  blocks: readonly Block[],
): Generator<Diagnostic> {
  const top = { file: path, line: 1, column: 1 };
  for (const keyword of REQUIRED) {
    if (about.has(keyword)) continue;
    yield fault('SIGNATURE_MISSING', top, `"${keyword}" is missing`, `write a line "${keyword} …"`)
      .diagnostic;
  }
  if (blocks.length === 0) {
    yield fault(
      'SIGNATURE_MISSING',
      top,
      'there is no evidence',
      'write a block that begins with "evidence tcp client"',
    ).diagnostic;
  }
  let expressions = 0;
  for (const block of blocks) {
    expressions += block.expressions.length;
    yield* checkBlock(block, about.has('ports'));
  }
  if (expressions > SIGNATURE_LIMITS.expressions) {
    yield fault('SIGNATURE_LIMIT', top, 'the file has too many expressions', 'join some of them with "|"', {
      given: String(expressions),
      limit: SIGNATURE_LIMITS.expressions,
    }).diagnostic;
  }
}

/** A group that is no one else's: rules on groups may miss the protocol, which works all the same. */
function* strangeGroups(about: ReadonlyMap<string, Line>): Generator<Diagnostic> {
  const line = about.get('groups');
  if (line === undefined) return;
  for (const { word, where } of wordsOf(line)) {
    if (SIGNATURE_GROUPS.includes(word) || MADE_GROUPS.includes(word)) continue;
    const near = didYouMean(word, SIGNATURE_GROUPS) ?? `known are ${SIGNATURE_GROUPS.join(', ')}`;
    const message = `"${word}" is no group of the manual: rules on other groups do not reach this protocol`;
    yield fault('SIGNATURE_GROUP', where, message, near, { given: word }).diagnostic;
  }
}

function protocolOf(
  path: string,
  about: ReadonlyMap<string, Line>,
  blocks: readonly Block[],
): Protocol | undefined {
  const nameLine = about.get('name');
  if (nameLine === undefined) return undefined;
  const name = nameLine.value;
  const expected = nameOfPath(path, '.sig');
  if (name !== expected || !isProtocolName(name)) {
    throw fault(
      'SIGNATURE_NAME',
      nameLine.valueAt,
      `the name must be the file's own, "${expected}"`,
      `rename the file or change the line; names are letters, digits and . _ + -, at most ${NAME_LIMIT}`,
      { given: name },
    );
  }
  const words = (keyword: About): readonly string[] => {
    const line = about.get(keyword);
    return line === undefined ? [] : [...wordsOf(line)].map(({ word }) => word);
  };
  const quality = about.get('quality');
  if (quality !== undefined && !QUALITIES.includes(quality.value)) {
    throw unknownWord('SIGNATURE_QUALITY', 'quality', quality.value, QUALITIES, quality.valueAt);
  }
  const ports = about.get('ports');
  return {
    name,
    title: about.get('title')?.value ?? name,
    reference: about.get('reference')?.value ?? '',
    groups: words('groups'),
    ports: ports === undefined ? [] : [...wordsOf(ports)].map(readPort),
    aliases: { ndpi: words('ndpi'), wireshark: words('wireshark'), iana: words('iana') },
    ...(quality === undefined ? {} : { quality: quality.value as Quality }),
    attributes: [],
    file: path,
    evidence: blocks.flatMap((block) => evidenceOf(name, block)),
  };
}

function readPort({ word, where }: { readonly word: string; readonly where: Location }): UsualPort {
  const parts = /^(tcp|udp)\/([0-9]{1,5})$/.exec(word);
  const port = Number(parts?.[2]);
  if (parts === null || port < 1 || port > 65_535) {
    throw fault('SIGNATURE_PORT', where, `"${word}" is no port`, 'ports are written like tcp/80 udp/53', {
      given: word,
    });
  }
  return { transport: parts[1] as 'tcp' | 'udp', port };
}
