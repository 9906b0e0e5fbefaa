/**
 * A library made ready to be asked about: every expression with its syntax tree, its automaton and its
 * language, and the program that the whole library compiles to. All questions of the workbench start here.
 *
 * A broken expression costs only itself: it is in `faults`, and the study of the others is complete.
 */

import { type Language, languageOf } from '../automata/compare.ts';
import { compileExpression } from '../automata/compile-expression.ts';
import type { Dfa } from '../automata/dfa.ts';
import { DEFAULT_SET_LIMITS, type SetLimits } from '../automata/limits.ts';
import { type CompiledProgram, compileProgram, type Program } from '../classify/program.ts';
import { type Diagnostic, formatLocation, Layer7Error } from '../errors.ts';
import type { Evidence, Protocol } from '../patterns/model.ts';
import { parseExpression } from '../regex/parse.ts';
import type { Syntax } from '../regex/syntax.ts';

/** One expression of a library. */
export interface Piece {
  /** Rank in the library's precedence: its number as evidence. */
  readonly number: number;
  /** The protocol's name, with `#2`, `#3` … where the protocol has several expressions. */
  readonly label: string;
  readonly protocol: Protocol;
  readonly evidence: Evidence;
  readonly syntax: Syntax;
  readonly dfa: Dfa;
  readonly language: Language;
}

export interface Study {
  /** All protocols given, in order of precedence. */
  readonly protocols: readonly Protocol[];
  /** What it was compiled within. */
  readonly limits: SetLimits;
  /** Expressions that could be compiled, in order of precedence. */
  readonly pieces: readonly Piece[];
  /** The whole library as the classifier runs it; null when the set as a whole is refused. */
  readonly program: Program | null;
  /** What is wrong with single expressions, or with the set as a whole. */
  readonly faults: readonly Diagnostic[];
}

/** What an expression of a protocol is called. */
export function labelOf(protocol: Protocol, index: number): string {
  return protocol.evidence.length === 1 ? protocol.name : `${protocol.name}#${index + 1}`;
}

/** Studies `protocols`, which are in order of precedence. */
export function studyLibrary(protocols: readonly Protocol[], limits: SetLimits = DEFAULT_SET_LIMITS): Study {
  const faults: Diagnostic[] = [];
  let compiled: CompiledProgram | undefined;
  try {
    compiled = compileProgram(protocols, limits);
    faults.push(...compiled.diagnostics);
  } catch (error) {
    // The set as a whole is too large for one program; its expressions can still be studied.
    faults.push(diagnosticOf(error));
  }
  const pieces: Piece[] = [];
  let number = 0;
  for (const protocol of protocols) {
    protocol.evidence.forEach((evidence, index) => {
      const own = number;
      number += 1;
      try {
        const dfa = compileExpression(evidence.expression, limits.expression);
        pieces.push({
          number: own,
          label: labelOf(protocol, index),
          protocol,
          evidence,
          syntax: parseExpression(evidence.expression, limits.expression),
          dfa,
          language: languageOf(dfa),
        });
      } catch (error) {
        const fault = diagnosticOf(error);
        // The compiler of the set has met most of these before.
        if (!faults.some((known) => isSameFault(known, fault))) faults.push(notStudied(fault, compiled));
      }
    });
  }
  return { protocols, limits, pieces, program: compiled?.program ?? null, faults };
}

function isSameFault(left: Diagnostic, right: Diagnostic): boolean {
  const [one, other] = [left.where, right.where];
  const isSameLine = one?.line !== undefined && one.line === other?.line && one.file === other.file;
  return isSameLine || (left.code === right.code && formatLocation(one) === formatLocation(other));
}

/**
 * A program takes an expression apart into alternatives; to be compared, it must be one automaton. So an
 * expression can be too large to be studied and still name connections, which the fault says then.
 */
function notStudied(fault: Diagnostic, compiled: CompiledProgram | undefined): Diagnostic {
  if (compiled === undefined) return fault;
  const but =
    'It names connections all the same, its alternatives apart, but cannot be compared with others.';
  return { ...fault, message: `${fault.message} ${but}` };
}

function diagnosticOf(error: unknown): Diagnostic {
  if (error instanceof Layer7Error) return error.diagnostic;
  throw error;
}
