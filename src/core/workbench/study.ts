/**
 * A library made ready to be asked about: every expression with its syntax tree, its automaton and its
 * language, and the program that the whole library compiles to. All questions of the workbench start here.
 *
 * A broken expression costs only itself: it is in `faults`, and the study of the others is complete.
 */

import { type Language, languageOf } from '../automata/compare.ts';
import { compileExpression } from '../automata/compile-expression.ts';
import type { Dfa } from '../automata/dfa.ts';
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
  /** Expressions that could be compiled, in order of precedence. */
  readonly pieces: readonly Piece[];
  /** The whole library as the classifier runs it; null when the set as a whole is refused. */
  readonly program: Program | null;
  /** What is wrong with single expressions, or with the set as a whole. */
  readonly faults: readonly Diagnostic[];
}

/** Labels of a protocol's expressions. */
function labelOf(protocol: Protocol, index: number): string {
  return protocol.evidence.length === 1 ? protocol.name : `${protocol.name}#${index + 1}`;
}

/** Studies `protocols`, which are in order of precedence. */
export function studyLibrary(protocols: readonly Protocol[]): Study {
  const faults: Diagnostic[] = [];
  let compiled: CompiledProgram | undefined;
  try {
    compiled = compileProgram(protocols);
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
        const dfa = compileExpression(evidence.expression);
        pieces.push({
          number: own,
          label: labelOf(protocol, index),
          protocol,
          evidence,
          syntax: parseExpression(evidence.expression),
          dfa,
          language: languageOf(dfa),
        });
      } catch (error) {
        const fault = diagnosticOf(error);
        // The compiler of the set has met most of these before.
        if (!faults.some((known) => isSameFault(known, fault))) faults.push(fault);
      }
    });
  }
  return { protocols, pieces, program: compiled?.program ?? null, faults };
}

function isSameFault(left: Diagnostic, right: Diagnostic): boolean {
  return left.code === right.code && formatLocation(left.where) === formatLocation(right.where);
}

function diagnosticOf(error: unknown): Diagnostic {
  if (error instanceof Layer7Error) return error.diagnostic;
  throw error;
}
