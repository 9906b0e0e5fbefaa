/**
 * The text of a policy file → a policy, or what is wrong with it, each fault with line and column. Four
 * sieves, one after the other: YAML, the schema, the words, the references. What falls through one is told
 * together; the next is tried only when the one before found nothing, and the answer says so.
 */
import type { Diagnostic } from '../../core/errors.ts';
import { type KnownNames, MOST_FAULTS } from '../../core/policy/fault-list.ts';
import { interpretPolicy } from '../../core/policy/interpret.ts';
import type { Policy } from '../../core/policy/model.ts';
import type { PolicyFault } from '../../core/policy/raw-policy.ts';
import { POLICY_SCHEMA, shapeOf } from './schema.ts';
import { shapeFaults } from './shape-faults.ts';
import { cutValueAt, numberAsWritten, readYaml, type YamlText } from './yaml-text.ts';

export interface ReadPolicy {
  /** Absent when there is an error. */
  readonly policy?: Policy;
  readonly errors: readonly Diagnostic[];
  /** True when the errors kept others from being looked for. */
  readonly partial: boolean;
}

/** Longest text that is read, in characters. */
export const POLICY_TEXT_LIMIT = 1 << 20;

/** What is said of a text that is longer than is read, in whatever unit it was measured. */
export function tooLong(file: string, given: string, limit: number): Diagnostic {
  return {
    code: 'POLICY_LIMIT',
    kind: 'input',
    message: 'the file is too long',
    where: { file },
    given,
    limit,
    next: 'write prefixes in place of single addresses, and groups in place of names',
  };
}

/** Reads the text of the policy `file`. Never throws for what the text says. */
export function readPolicy(text: string, file: string, known: KnownNames): ReadPolicy {
  if (text.length > POLICY_TEXT_LIMIT) {
    return { errors: [tooLong(file, `${text.length} characters`, POLICY_TEXT_LIMIT)], partial: true };
  }
  const yaml = readYaml(text, file, MOST_FAULTS);
  if (!('value' in yaml)) return { errors: yaml, partial: true };
  const tell = (faults: readonly PolicyFault[], partial: boolean): ReadPolicy => ({
    partial: partial || faults.length > MOST_FAULTS,
    errors: faults
      .slice(0, MOST_FAULTS)
      .flatMap((fault) => plainFault(yaml, fault))
      .map(
        ({ path, atKey, ...fault }): Diagnostic => ({
          kind: 'input',
          where: yaml.placeOf(path, atKey === true),
          ...fault,
        }),
      )
      .sort(
        (a, b) =>
          (a.where?.line ?? 0) - (b.where?.line ?? 0) || (a.where?.column ?? 0) - (b.where?.column ?? 0),
      ),
  });
  const shaped = POLICY_SCHEMA.safeParse(yaml.value);
  if (!shaped.success) {
    return tell(
      shaped.error.issues.flatMap((issue) => shapeFaults(issue, yaml.value, [])),
      true,
    );
  }
  const { policy, faults, partial } = interpretPolicy(
    shapeOf(shaped.data),
    known,
    (path) => yaml.placeOf(path, false).line ?? 1,
  );
  return policy === undefined ? tell(faults, partial) : { policy, errors: [], partial };
}

/** A fault with what the text says besides; none where another one says it all. */
function plainFault(yaml: YamlText, fault: PolicyFault): readonly PolicyFault[] {
  const { code, path, atKey, given } = fault;
  const cut = code === 'POLICY_KEY' ? cutValueAt(yaml, path) : undefined;
  if (cut !== undefined) {
    if (!cut.isFirst) return [];
    const { key, words } = cut;
    const whole = key === 'time' ? `"${words.join(',')}"` : `[${words.join(', ')}]`;
    const message = `in braces a comma ends a value, here that of "${key}"`;
    return [{ ...fault, message, given: words.join(','), next: `write it as ${key}: ${whole}` }];
  }
  const written = given === undefined || atKey === true ? undefined : numberAsWritten(yaml, path);
  return [written === undefined ? fault : { ...fault, given: written }];
}
