/** Limits as a user words them, `states=60000`, into the limits of the compiler. */
import { Layer7Error } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import { LARGEST_LIMITS, type LimitName } from '../regex/limit-names.ts';
import { DEFAULT_SET_LIMITS, type SetLimits } from './limits.ts';

/** All limits that can be set. */
export const LIMIT_NAMES = Object.keys(LARGEST_LIMITS) as readonly LimitName[];

function refuse(message: string, given: string, next: string, limit?: number): Layer7Error {
  const more = limit === undefined ? {} : { limit };
  return new Layer7Error({ code: 'LIMIT_INVALID', kind: 'usage', message, given, next, ...more });
}

function withLimit(limits: SetLimits, name: LimitName, value: number): SetLimits {
  switch (name) {
    case 'groups':
      return { ...limits, groups: value };
    case 'group-states':
      return { ...limits, groupStates: value };
    case 'target-bytes':
      return { ...limits, targetBytes: value };
    case 'table-bytes':
      return { ...limits, tableBytes: value };
    default:
      return { ...limits, expression: { ...limits.expression, [name]: value } };
  }
}

/** What a limit is when nobody sets it. */
export function defaultLimit(name: LimitName): number {
  const { expression, groups, groupStates, targetBytes, tableBytes } = DEFAULT_SET_LIMITS;
  const ofSets = {
    groups,
    'group-states': groupStates,
    'target-bytes': targetBytes,
    'table-bytes': tableBytes,
  };
  return { ...expression, ...ofSets }[name];
}

/**
 * The default limits with those that `words` set; of two words about one limit the last counts.
 * @throws Layer7Error `LIMIT_INVALID` (kind `usage`) that says which names and numbers there are
 */
export function readLimits(words: readonly string[] = []): SetLimits {
  return words.reduce((limits, word) => {
    const [name = '', number] = word.split('=', 2);
    const known = LIMIT_NAMES.find((each) => each === name);
    if (known === undefined) {
      const all = `the limits are ${LIMIT_NAMES.join(', ')}`;
      const near = number === undefined ? undefined : didYouMean(name, LIMIT_NAMES);
      throw refuse(
        number === undefined ? 'a limit is written NAME=NUMBER' : `there is no limit "${name}"`,
        word,
        near === undefined ? all : `${near} ${all}`,
      );
    }
    const most = LARGEST_LIMITS[known];
    const range = `write ${known}=NUMBER with a whole number from 1 to ${most}; without it the limit is ${defaultLimit(known)}`;
    if (!/^[0-9]{1,15}$/.test(number ?? ''))
      throw refuse(`the limit "${known}" takes a whole number`, word, range);
    const value = Number(number);
    if (value < 1) throw refuse(`the limit "${known}" is too small`, word, range, 1);
    if (value > most) throw refuse(`the limit "${known}" is too large`, word, range, most);
    return withLimit(limits, known, value);
  }, DEFAULT_SET_LIMITS);
}
