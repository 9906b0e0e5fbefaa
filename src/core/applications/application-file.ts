/**
 * Application files: `NAME.app`, one for each application, written like signature files: a keyword and a
 * value on a line, `#` before comments.
 *
 * ```
 * name    youtube
 * title   YouTube
 * groups  video streaming
 * host    youtube.com googlevideo.com ytimg.com youtu.be
 * ndpi    YouTube
 * ```
 * `groups`, `host`, `alpn` and `ndpi` may stand more than once. `alpn` is for a name that only the programs
 * of this application offer by ALPN.
 */
import { type Diagnostic, Layer7Error, type Location } from '../errors.ts';
import {
  fault,
  type Line,
  linesOf,
  SIGNATURE_LIMITS,
  unknownWord,
  wordsOf,
} from '../patterns/signature-lines.ts';
import type { Application } from './model.ts';

/** Most host suffixes of one application, and letters of one. */
export const APPLICATION_LIMITS = { hosts: 1024, hostLength: 253 } as const;

const KEYWORDS = ['name', 'title', 'groups', 'host', 'alpn', 'ndpi'] as const;
type Keyword = (typeof KEYWORDS)[number];

export interface ParsedApplication {
  readonly application?: Application;
  readonly errors: readonly Diagnostic[];
}

/**
 * Reads one file. What is wrong with it is in `errors`, each with its place; then there is no application.
 * @param path where it came from; its last part must be the declared name and `.app`
 */
export function parseApplicationFile(path: string, text: string): ParsedApplication {
  const errors: Diagnostic[] = [];
  const values = new Map<Keyword, string[]>(KEYWORDS.map((keyword) => [keyword, []]));
  const note = (error: unknown): void => {
    if (!(error instanceof Layer7Error)) throw error;
    errors.push(error.diagnostic);
  };
  try {
    checkLength(path, text);
    for (const line of linesOf(path, text)) {
      try {
        readLine(line, values);
      } catch (error) {
        note(error);
      }
    }
    if (errors.length > 0) return { errors };
    return { application: assemble(path, values), errors };
  } catch (error) {
    note(error);
    return { errors };
  }
}

function checkLength(path: string, text: string): void {
  if (text.length <= SIGNATURE_LIMITS.file) return;
  throw fault(
    'APPLICATION_FILE_LIMIT',
    { file: path },
    'the application file is too large',
    'split it in two',
    {
      given: String(text.length),
      limit: SIGNATURE_LIMITS.file,
    },
  );
}

function readLine(line: Line, values: Map<Keyword, string[]>): void {
  const keyword = KEYWORDS.find((known) => known === line.keyword);
  if (keyword === undefined) {
    throw unknownWord(
      'APPLICATION_KEYWORD',
      'keyword of an application file',
      line.keyword,
      KEYWORDS,
      line.where,
    );
  }
  const list = values.get(keyword) ?? [];
  if (keyword === 'title') {
    list.push(line.value);
    return;
  }
  const words = line.value.split(/\s+/);
  if (keyword !== 'host') list.push(...words);
  else if (words.every(isHost)) list.push(...words.map((word) => word.toLowerCase()));
  else for (const { word, where } of wordsOf(line)) checkHost(word, where);
}

function isHost(word: string): boolean {
  return word.length <= APPLICATION_LIMITS.hostLength && /^[a-z0-9_-]+(\.[a-z0-9_-]+)+$/i.test(word);
}

function checkHost(word: string, where: Location): void {
  if (isHost(word)) return;
  throw fault(
    'APPLICATION_HOST',
    where,
    `"${word}" is no host suffix`,
    'write a name of two parts or more, such as example.com, without a dot or star before it',
    { given: word },
  );
}

function assemble(path: string, values: ReadonlyMap<Keyword, readonly string[]>): Application {
  const [name, ...more] = values.get('name') ?? [];
  const hosts = values.get('host') ?? [];
  const file = path.slice(path.lastIndexOf('/') + 1);
  if (name === undefined || more.length > 0 || `${name}.app` !== file) {
    throw fault(
      'APPLICATION_NAME',
      { file: path, line: 1, column: 1 },
      'the file must declare one name, and it must be the name of the file',
      `write "name ${file.replace(/\.app$/, '')}" once`,
      name === undefined ? {} : { given: name },
    );
  }
  const alpn = values.get('alpn') ?? [];
  if (hosts.length + alpn.length === 0 || hosts.length > APPLICATION_LIMITS.hosts) {
    throw fault(
      'APPLICATION_HOSTS',
      { file: path, line: 1, column: 1 },
      hosts.length === 0 ? 'the application has no host' : 'the application has too many hosts',
      'add lines such as "host example.com"',
      { given: String(hosts.length), limit: APPLICATION_LIMITS.hosts },
    );
  }
  return {
    name,
    title: values.get('title')?.at(-1) ?? name,
    groups: values.get('groups') ?? [],
    hosts,
    alpn,
    aliases: { ndpi: values.get('ndpi') ?? [] },
    file: path,
  };
}
