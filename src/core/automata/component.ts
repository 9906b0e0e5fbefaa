/**
 * The parts that groups are made of: small machines that report one piece of evidence. An expression gives
 * one for each bundle of its alternatives (`regex/alternatives.ts`).
 *
 * A machine reports at every byte with which a match ends, except that evidence which decides alone need be
 * reported only once: the connection has its name then. So where a match must begin at the start of the
 * data, the machine dies with its first report. Where it may begin anywhere the search goes on instead: a
 * machine that remembered its report would double every group it is in.
 */
import type { Expression } from '../patterns/model.ts';
import { bundles, isAnchored } from '../regex/alternatives.ts';
import type { ExpressionLimits } from '../regex/limits.ts';
import { parseExpression } from '../regex/parse.ts';
import { atExpression } from '../regex/reader.ts';
import type { Syntax } from '../regex/syntax.ts';
import { classesFrom } from './byte-classes.ts';
import {
  determinize,
  MATCHES_AT_END,
  MATCHES_HERE,
  type Matcher,
  QUIET,
  type Search,
} from './determinize.ts';
import { DEAD, MATCHED } from './dfa.ts';
import { minimize } from './minimize.ts';
import { buildNfa, type Nfa } from './nfa.ts';
import { canDie, type Reporter } from './reporter.ts';
import { NOTHING, type Reports } from './reports.ts';

export interface Component {
  readonly machine: Reporter;
  /** It may have something to report however much data has gone by: it costs a step per byte for ever. */
  readonly persists: boolean;
  /** The expression matches before any byte has come; the machine says so with the first. */
  readonly matchesEmpty: boolean;
}

/** Into how many bundles of each kind an expression with many alternatives is put. */
const BUNDLES = 8;

/** The machine of an expression that matches the empty string at the start: any byte that it sees matches. */
function matchingAtOnce(search: Search, dropsNul: boolean): Matcher {
  const classes = classesFrom((byte) => (dropsNul && byte === 0 ? 0 : 1));
  const { count } = classes;
  const [start, matched] = [1, 2];
  const transitions = new Int32Array(3 * count);
  transitions.fill(matched, start * count, (start + 1) * count);
  if (search === 'every') transitions.fill(matched, matched * count, (matched + 1) * count);
  if (dropsNul) {
    transitions[start * count] = start;
    transitions[matched * count] = start;
  }
  return { states: 3, start, classes, transitions, outputs: [QUIET, QUIET, MATCHES_HERE] };
}

function matchesEmpty({ outputs, start }: Matcher): boolean {
  return outputs[start] === MATCHES_HERE;
}

/** The machine that reports the matches of `nfa`: all of them, or only the first. */
function reportingMatcher(nfa: Nfa, search: Search, matcher: Matcher): Matcher {
  if (matchesEmpty(matcher)) return matchingAtOnce(search, nfa.dropsNul);
  if (search === 'every') return matcher;
  const { count } = matcher.classes;
  const transitions = matcher.transitions.slice();
  transitions.fill(DEAD, MATCHED * count, (MATCHED + 1) * count);
  return { ...matcher, transitions };
}

/**
 * The components of an expression that has been read, reporting `evidence`.
 *
 * @throws Layer7Error when it is too large.
 */
export function componentsOf(
  syntax: Syntax,
  evidence: number,
  decides: boolean,
  reports: Reports,
  limits: ExpressionLimits,
): readonly Component[] {
  const numbers = [NOTHING, NOTHING, NOTHING];
  numbers[MATCHES_HERE] = reports.add([evidence], []);
  numbers[MATCHES_AT_END] = reports.add([], [evidence]);
  return bundles(syntax.root, BUNDLES).flatMap((root) => {
    const nfa = buildNfa({ ...syntax, root }, limits);
    const search = decides && isAnchored(root) ? 'once' : 'every';
    const found = determinize(nfa, search, limits);
    const matcher = reportingMatcher(nfa, search, found);
    const outputs = matcher.outputs.map((output) => numbers[output]!);
    const machine = minimize({ ...matcher, outputs }, [DEAD]);
    // Some alternatives can never match: `a$b`.
    return machine.start === DEAD
      ? []
      : [{ machine, persists: !canDie(machine), matchesEmpty: matchesEmpty(found) }];
  });
}

/**
 * The same of an expression that has not been read, and whether NUL bytes do not exist for it. Whatever takes
 * an expression apart so can use what any other does.
 *
 * @throws Layer7Error with the place when it cannot be read or is too large.
 */
export function componentsOfExpression(
  expression: Expression,
  evidence: number,
  decides: boolean,
  reports: Reports,
  limits: ExpressionLimits,
): { readonly components: readonly Component[]; readonly dropsNul: boolean } {
  return atExpression(expression, () => {
    const syntax = parseExpression(expression, limits);
    const components = componentsOf(syntax, evidence, decides, reports, limits);
    return { components, dropsNul: syntax.dropsNul };
  });
}
