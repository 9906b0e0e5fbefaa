/**
 * The text of a policy file → a policy, or what is wrong with it, each fault with line and column. Four
 * sieves, one after the other: YAML, the schema, the words, the references. What falls through one is told
 * together; the next is tried only when the one before found nothing, and the answer says so.
 */
import { type Document, isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Diagnostic } from '../../core/errors.ts';
import { didYouMean } from '../../core/nearest.ts';
import type { KnownNames } from '../../core/policy/fault-list.ts';
import { interpretPolicy } from '../../core/policy/interpret.ts';
import type { Policy } from '../../core/policy/model.ts';
import type { Path, PolicyFault } from '../../core/policy/raw-policy.ts';
import { keysAt, POLICY_SCHEMA, shapeOf } from './schema.ts';

export interface ReadPolicy {
  /** Absent when there is an error. */
  readonly policy?: Policy;
  readonly errors: readonly Diagnostic[];
  /** True when the errors kept others from being looked for. */
  readonly partial: boolean;
}

/** Longest text that is read, in characters. */
export const POLICY_TEXT_LIMIT = 1 << 20;
/** Times that an alias may be used: YAML can write a very large value in very few lines. */
const MOST_ALIASES = 100;
/** Faults that are told. */
const MOST_FAULTS = 100;

/** What to do about a text that is no YAML, by the parser's code. */
const YAML_ADVICE: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'indent with spaces in place of tabs',
  DUPLICATE_KEY: 'keep one of the two',
  other: 'check indentation, quotes and brackets on this line and the one before it',
};

/** Reads the text of the policy `file`. Never throws for what the text says. */
export function readPolicy(text: string, file: string, known: KnownNames): ReadPolicy {
  const fail = (code: string, message: string, rest: Partial<Diagnostic> = {}): ReadPolicy => ({
    errors: [{ code, kind: 'input', message, where: { file }, ...rest }],
    partial: true,
  });
  if (text.length > POLICY_TEXT_LIMIT) {
    const size = `${text.length} characters`;
    return fail('POLICY_LIMIT', 'the file is too long', {
      given: size,
      limit: POLICY_TEXT_LIMIT,
      next: 'write prefixes in place of single addresses, and groups in place of names',
    });
  }
  const lines = new LineCounter();
  let document: Document.Parsed;
  let value: unknown;
  try {
    document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
    if (document.errors.length > 0) {
      const errors = document.errors.slice(0, MOST_FAULTS).map(({ code, message, pos }): Diagnostic => {
        const { line, col } = lines.linePos(pos[0]);
        const said = `this is no YAML: ${message[0]?.toLowerCase()}${message.slice(1)}`;
        const next = YAML_ADVICE[code] ?? YAML_ADVICE.other!;
        return {
          code: 'POLICY_YAML',
          kind: 'input',
          message: said,
          where: { file, line, column: col },
          next,
        };
      });
      return { errors, partial: true };
    }
    value = document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {};
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return fail('POLICY_YAML', 'the file is too deep or has too many aliases', {
      cause,
      next: `write values out in place of aliases; at most ${MOST_ALIASES} are followed`,
    });
  }
  const placeOf = (path: Path, atKey: boolean): Diagnostic['where'] => {
    const { line, col } = lines.linePos(offsetOf(document, path, atKey));
    return { file, line, column: col };
  };
  const tell = (faults: readonly PolicyFault[], partial: boolean): ReadPolicy => ({
    partial: partial || faults.length > MOST_FAULTS,
    errors: faults
      .slice(0, MOST_FAULTS)
      .map(
        ({ path, atKey, ...fault }): Diagnostic => ({
          kind: 'input',
          where: placeOf(path, atKey === true)!,
          ...fault,
        }),
      )
      .sort(
        (a, b) =>
          (a.where?.line ?? 0) - (b.where?.line ?? 0) || (a.where?.column ?? 0) - (b.where?.column ?? 0),
      ),
  });
  const shaped = POLICY_SCHEMA.safeParse(value);
  if (!shaped.success) {
    const faults = shaped.error.issues.flatMap((issue) => shapeFaults(issue, value, []));
    return tell(faults, true);
  }
  const { policy, faults, partial } = interpretPolicy(
    shapeOf(shaped.data),
    known,
    (path) => placeOf(path, false)?.line ?? 1,
  );
  return policy === undefined ? tell(faults, partial) : { policy, errors: [], partial };
}

/** Where in the text a value or its key begins; that of the nearest value around it when it is not there. */
function offsetOf(document: Document.Parsed, path: Path, atKey: boolean): number {
  for (let length = path.length; length >= 0; length--) {
    const around = length === 0 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    if (length > 0 && isMap(around)) {
      const pair = around.items.find(
        ({ key }) => isScalar(key) && String(key.value) === String(path[length - 1]),
      );
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

type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys and values',
  record: 'keys and values',
};

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}

/** The value that a path leads to. */
function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (at as Record<string | number, unknown> | undefined)?.[key],
    value,
  );
}

/** An issue of the schema in our words. `within` leads to where the issue's own path begins. */
function shapeFaults(issue: Issue, whole: unknown, within: Path): readonly PolicyFault[] {
  const path: Path = [...within, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  const given = valueAt(whole, path);
  const key = path.at(-1);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((name) => {
        const keys = keysAt(path);
        const next = didYouMean(name, keys) ?? `write one of ${keys.join(', ')}`;
        const message = `there is no key "${name}" here`;
        return { code: 'POLICY_KEY', path: [...path, name], atKey: true, message, given: name, next };
      });
    case 'invalid_type': {
      const kind = KINDS[issue.expected] ?? issue.expected;
      if (given === undefined) {
        const message = `"${String(key)}" is missing`;
        return [{ code: 'POLICY_MISSING', path: path.slice(0, -1), message, next: `add it; it is ${kind}` }];
      }
      return [{ code: 'POLICY_SHAPE', path, message: `${kind} is expected here`, given: shown(given) }];
    }
    case 'invalid_value': {
      const choices = issue.values.map(String);
      const next = didYouMean(String(given), choices) ?? `write ${choices.join(' or ')}`;
      const message = `"${String(key)}" is ${choices.join(' or ')}`;
      return [{ code: 'POLICY_SHAPE', path, message, given: shown(given), next }];
    }
    case 'too_small':
    case 'too_big': {
      const limit = Number(issue.code === 'too_small' ? issue.minimum : issue.maximum);
      const what = issue.code === 'too_small' ? 'below' : 'above';
      const message = `"${String(key)}" is ${what} its limit`;
      return [{ code: 'POLICY_LIMIT', path, message, given: shown(given), limit }];
    }
    case 'invalid_union':
      return unionFaults(issue.errors, given, whole, path);
    default:
      return [{ code: 'POLICY_SHAPE', path, message: issue.message, given: shown(given) }];
  }
}

/** Where one of several shapes was wanted: the faults of the one that the value was meant for. */
function unionFaults(
  branches: readonly (readonly Issue[])[],
  given: unknown,
  whole: unknown,
  path: Path,
): readonly PolicyFault[] {
  if (typeof given === 'object' && given !== null) {
    const deepest = branches.find((issues) =>
      issues.every((one) => one.path.length > 0 || one.code === 'unrecognized_keys'),
    );
    if (deepest !== undefined) return deepest.flatMap((issue) => shapeFaults(issue, whole, path));
  }
  const message = Array.isArray(given)
    ? 'a text or a number is expected here'
    : 'a text, a number or a list of them is expected here';
  return [{ code: 'POLICY_SHAPE', path, message, given: shown(given) }];
}
