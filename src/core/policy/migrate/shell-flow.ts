/** Where a command of a script stands: under which circumstances it runs, and what ends the list that it is in. */
import type { Node } from './shell-tree.ts';

/** Under which circumstances a list runs. */
export interface Where {
  readonly doubts: readonly string[];
  /** Why it does not run at all. */
  readonly idle?: string;
  readonly inFunction?: true;
  readonly inLoop?: true;
}

/** What ends a list before its end, for sure. */
export interface Stop {
  readonly kind: 'exit' | 'return' | 'break' | 'continue';
  readonly line: number;
  /** Loops that it ends. */
  readonly loops: number;
}

/** What is said of what stands behind such an end. */
export const STOPS: Readonly<Record<string, string>> = {
  exit: 'the script ends before it',
  return: 'the function ends before it',
  break: 'the loop ends before it',
  continue: 'the loop goes on before it',
};

/** A function, which runs where it is called. */
export interface Called {
  readonly node: Extract<Node, { kind: 'function' }>;
  readonly doubts: readonly string[];
  /** What it was called with; empty where it never was. */
  readonly given: Set<string>;
}

/** Functions within functions. */
export const DEEPEST_CALL = 16;

/** The doubt about a value that may not have been set. */
export const underCondition = (name: string): string =>
  `"$${name}" is set under a condition: this value is taken`;
