/**
 * What the schema says of a value that has not the shape of a policy, in the words of the file: what is
 * expected, what is there, and how it is written right.
 */
import type { z } from 'zod';
import { didYouMean } from '../../core/nearest.ts';
import { MOST_FAULTS } from '../../core/policy/fault-list.ts';
import type { Path, PolicyFault } from '../../core/policy/raw-policy.ts';
import { keysAt } from './schema.ts';

export type Issue = z.core.$ZodIssue;

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys and values',
  record: 'keys and values',
};

const kindOf = (expected: string): string => KINDS[expected] ?? expected;
const expectedHere = (kinds: readonly string[]): string => {
  const all = [...new Set(kinds.map(kindOf))];
  const text = all.length === 1 ? all[0]! : `${all.slice(0, -1).join(', ')} or ${all.at(-1)}`;
  return `${text} ${text === KINDS.object ? 'are' : 'is'} expected here`;
};

/** How one of each is written. */
const EXAMPLES: Readonly<Record<string, string>> = {
  links: '{ wan: eth0, up: 20 mbit }',
  hosts: '{ office: 192.168.1.0/24 }',
  classes: '{ name: web, share: 50% }',
  rules: '{ protocol: http, block: drop }',
};

const LONGEST = 60;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}

/** The value that a path leads to. */
function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (at as Record<string | number, unknown> | undefined)?.[key],
    value,
  );
}

/** How a value is written of which any of some kinds is expected. */
function writeAs(kinds: readonly string[], given: unknown, path: Path): string {
  if (path.length === 0) return 'write "links:", "classes:" and "rules:", each at the beginning of a line';
  if (given === null) return 'give it a value, or leave it out';
  const example = EXAMPLES[String(path[0])];
  const [kind] = kinds;
  if (kinds.length === 1 && kind !== undefined) {
    if (kind === 'boolean') return 'write true or false, without quotes';
    if (kind === 'string' && typeof given === 'number') return `put it in quotes: "${given}"`;
    if (kind === 'number') return 'write a number, without quotes';
    if (kind === 'int') return 'write a whole number, as 1';
    if (kind === 'array' && example !== undefined) return `write a list, as [${example}]`;
    if (kind !== 'string' && example !== undefined) return `write keys and values, as ${example}`;
  }
  if (Array.isArray(given)) return 'write one value, without brackets';
  if (typeof given === 'object') return 'write the value itself, without keys below it';
  return 'write a word or a number; words such as true need quotes';
}

/** An issue of the schema in our words. `within` leads to where the issue's own path begins. */
export function shapeFaults(issue: Issue, whole: unknown, within: Path): readonly PolicyFault[] {
  const path: Path = [...within, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  const value = valueAt(whole, path);
  const given = shown(value);
  const key = path.at(-1);
  switch (issue.code) {
    case 'unrecognized_keys':
      // One more than is told says that there are more.
      return issue.keys.slice(0, MOST_FAULTS + 1).map((name) => {
        const keys = keysAt(path);
        const next = didYouMean(name, keys) ?? `write one of ${keys.join(', ')}`;
        const message = `there is no key "${name}" here`;
        return { code: 'POLICY_KEY', path: [...path, name], atKey: true, message, given: name, next };
      });
    case 'invalid_type': {
      if (value === undefined) {
        const next = `add it; it is ${kindOf(issue.expected)}`;
        return [
          { code: 'POLICY_MISSING', path: path.slice(0, -1), message: `"${String(key)}" is missing`, next },
        ];
      }
      const next = writeAs([issue.expected], value, path);
      return [{ code: 'POLICY_SHAPE', path, message: expectedHere([issue.expected]), given, next }];
    }
    case 'invalid_value': {
      const choices = issue.values.map(String);
      const next = didYouMean(String(value), choices) ?? `write ${choices.join(' or ')}`;
      const message = `"${String(key)}" is ${choices.join(' or ')}`;
      return [{ code: 'POLICY_SHAPE', path, message, given, next }];
    }
    case 'too_small':
    case 'too_big': {
      const isBelow = issue.code === 'too_small';
      const limit = Number(isBelow ? issue.minimum : issue.maximum);
      const ofText = issue.origin === 'string';
      const wrong = ofText
        ? isBelow
          ? 'too short'
          : 'too long'
        : `${isBelow ? 'below' : 'above'} its limit`;
      const next = `write at ${isBelow ? 'least' : 'most'} ${limit}${ofText ? ' characters' : ''}`;
      return [{ code: 'POLICY_LIMIT', path, message: `"${String(key)}" is ${wrong}`, given, limit, next }];
    }
    case 'invalid_union':
      return unionFaults(issue.errors, value, whole, path);
    default:
      return [{ code: 'POLICY_SHAPE', path, message: issue.message, given, next: writeAs([], value, path) }];
  }
}

/** Where one of several shapes was wanted: the faults of the one that the value was meant for. */
function unionFaults(
  branches: readonly (readonly Issue[])[],
  value: unknown,
  whole: unknown,
  path: Path,
): readonly PolicyFault[] {
  if (typeof value === 'object' && value !== null) {
    const deepest = branches.find((issues) =>
      issues.every((one) => one.path.length > 0 || one.code === 'unrecognized_keys'),
    );
    if (deepest !== undefined) return deepest.flatMap((issue) => shapeFaults(issue, whole, path));
  }
  const kinds = branches.flat().flatMap((one) => (one.code === 'invalid_type' ? one.expected : []));
  const next = writeAs(kinds, value, path);
  return [{ code: 'POLICY_SHAPE', path, message: expectedHere(kinds), given: shown(value), next }];
}
