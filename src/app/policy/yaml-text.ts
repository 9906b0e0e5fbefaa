/**
 * The text of a policy file as YAML: its values, and where each of them stands. What is wrong is told in the
 * words of whoever wrote the file, not in the parser's.
 *
 * Keys that stand twice are looked for here: the parser compares each key with all before it.
 */
import {
  type Document,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Diagnostic, Location } from '../../core/errors.ts';
import type { Path } from '../../core/policy/raw-policy.ts';

/** Times that an alias may be used: YAML can write a very large value in very few lines. */
const MOST_ALIASES = 100;

/** What to do about a text that is no YAML, by the parser's code. */
const ADVICE: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces in place of tabs',
  other: 'check indentation, quotes and brackets on this line and the one before it',
};

/** A file that is YAML. */
export interface YamlText {
  readonly document: Document.Parsed;
  readonly value: unknown;
  /** Line and column of what a path leads to, or of its key. */
  readonly placeOf: (path: Path, atKey: boolean) => Location;
}

/** Reads the text of `file`; gives its values, or at most `most` faults, all of the same kind. */
export function readYaml(text: string, file: string, most: number): YamlText | readonly Diagnostic[] {
  // A byte order mark is no character of the first line.
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text;
  const lines = new LineCounter();
  const fault = (message: string, rest: Partial<Diagnostic>, at?: number): Diagnostic => {
    const { line, col } = at === undefined ? { line: undefined, col: undefined } : lines.linePos(at);
    const where = line === undefined ? { file } : { file, line, column: col };
    return { code: 'POLICY_YAML', kind: 'input', message, where, ...rest };
  };
  try {
    const document = parseDocument(plain, {
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'error',
      uniqueKeys: false,
    });
    const { errors } = document;
    const deep = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
    if (deep !== undefined) {
      const next = 'a policy has no more than five levels: close brackets where they end';
      return [fault('values are nested too deep here', { next }, deep.pos[0])];
    }
    const open = openQuote(document, plain.length);
    if (open !== undefined) {
      return [fault('this is no YAML: a quote begins here and never ends', { next: 'close it' }, open)];
    }
    if (errors.length > 0) {
      return errors.slice(0, most).map(({ code, message, pos }) => {
        if (code === 'MULTIPLE_DOCS') {
          const next = 'remove the line "---", or make two files';
          return fault('a second document begins here, and a file holds one policy', { next }, pos[0]);
        }
        const said = `this is no YAML: ${message[0]?.toLowerCase()}${message.slice(1)}`;
        return fault(said, { next: ADVICE[code] ?? ADVICE.other! }, pos[0]);
      });
    }
    const twice = keysTwice(document).slice(0, most);
    if (twice.length > 0) {
      return twice.map(({ name, at }) =>
        fault(
          `this is no YAML: the key "${name}" stands here already`,
          { given: name, next: 'keep one of the two' },
          at,
        ),
      );
    }
    const value: unknown = document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {};
    const placeOf = (path: Path, atKey: boolean): Location => {
      const { line, col } = lines.linePos(offsetOf(document, path, atKey));
      return { file, line, column: col };
    };
    return { document, value, placeOf };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    const next = `write values out in place of aliases; at most ${MOST_ALIASES} are followed`;
    return [fault('the file is too deep or has too many aliases', { cause, next })];
  }
}

/** Where the quote begins that the end of the text ends. */
function openQuote(document: Document.Parsed, end: number): number | undefined {
  if (
    !document.errors.some(({ code, message }) => code === 'MISSING_CHAR' && / closing .quote$/.test(message))
  ) {
    return undefined;
  }
  let found: number | undefined;
  visit(document, {
    Scalar: (_, { type, range }) => {
      if (type?.startsWith('QUOTE') && range?.[1] === end) found = range[0];
    },
  });
  return found;
}

interface KeyTwice {
  readonly name: string;
  readonly at: number;
}

/** Keys that their map has already. */
function keysTwice(document: Document.Parsed): readonly KeyTwice[] {
  const twice: KeyTwice[] = [];
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) twice.push({ name: String(key.value), at: key.range?.[0] ?? 0 });
        seen.add(key.value);
      }
    },
  });
  return twice.sort((a, b) => a.at - b.at);
}

const pairOf = (map: YAMLMap, name: string | number | undefined): Pair | undefined =>
  map.items.find(({ key }) => isScalar(key) && String(key.value) === String(name));

/** Where in the text a value or its key begins; that of the nearest value around it when it is not there. */
function offsetOf(document: Document.Parsed, path: Path, atKey: boolean): number {
  for (let length = path.length; length >= 0; length--) {
    const around = length === 0 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    if (length > 0 && isMap(around)) {
      const pair = pairOf(around, path[length - 1]);
      const node = (atKey && length === path.length ? pair?.key : (pair?.value ?? pair?.key)) as
        | Node
        | undefined;
      if (node?.range) return node.range[0];
    }
    const node =
      length === 0 ? document.contents : (document.getIn(path.slice(0, length), true) as Node | undefined);
    if (node?.range) return node.range[0];
  }
  return 0;
}

/** A number as it is written; undefined where the path leads to none. A large one is not what it became. */
export function numberAsWritten({ document }: YamlText, path: Path): string | undefined {
  const node = document.getIn(path, true) as Scalar | undefined;
  return isScalar(node) && typeof node.value === 'number' ? node.source : undefined;
}

/** A value in braces that was cut by a comma: in `{ time: sat,sun }` the second word is a key. */
export interface CutValue {
  /** The key whose value it is. */
  readonly key: string;
  /** All of its pieces. */
  readonly words: readonly string[];
  /** Whether the asked key is the first one that the comma made. */
  readonly isFirst: boolean;
}

/** The value that the key at the end of `path` is a piece of; undefined when it is a key of its own. */
export function cutValueAt({ document }: YamlText, path: Path): CutValue | undefined {
  const map = document.getIn(path.slice(0, -1), true);
  if (!isMap(map) || map.flow !== true) return undefined;
  // With a colon behind it, the value is a node, if an empty one.
  const isPiece = (pair: Pair | undefined): boolean => pair?.value === null;
  const at = map.items.indexOf(pairOf(map, path.at(-1))!);
  if (!isPiece(map.items[at])) return undefined;
  let first = at;
  while (first > 0 && isPiece(map.items[first - 1])) first -= 1;
  const whole = map.items[first - 1];
  if (whole === undefined || !isScalar(whole.key) || !isScalar(whole.value)) return undefined;
  let last = at;
  while (isPiece(map.items[last + 1])) last += 1;
  const pieces = map.items.slice(first, last + 1).map(({ key }) => key);
  const words = [whole.value, ...pieces].map((one) => (isScalar(one) ? String(one.value) : ''));
  return { key: String(whole.key.value), words, isFirst: at === first };
}
