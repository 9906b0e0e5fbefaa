/** The commands of a script as they are found, up to a limit. */
import { LONGEST_WORD } from './shell-words.ts';

/** One command with the line that it is on. */
export interface ShellCommand {
  /** 1-based. */
  readonly line: number;
  /** As it was read; as it was written where its words are not known. */
  readonly text: string;
  /** Absent where they are known only when the script runs. */
  readonly words?: readonly string[];
  /** Why it may not run, or not with these words. */
  readonly doubts: readonly string[];
  /** Why it never runs, or is told elsewhere. */
  readonly idle?: string;
  /** What could not be followed here. */
  readonly problem?: string;
}

export const SCRIPT_LIMITS = {
  characters: 1 << 20,
  commands: 10_000,
  word: LONGEST_WORD,
  steps: 50_000,
} as const;

const oneLine = (text: string): string => text.replace(/\s*\n\s*/g, ' ').trim();

export class CommandList {
  readonly all: ShellCommand[] = [];
  /** Nothing is taken any more. */
  isFull = false;
  #steps = 0;

  push(
    line: number,
    text: string,
    words: readonly string[] | undefined,
    doubts: readonly string[],
    idle: string | undefined,
  ): void {
    if (this.isFull) return;
    const { commands } = SCRIPT_LIMITS;
    if (this.all.length >= commands) {
      this.problem(line, text, `there are more than ${commands} commands: none from here on is read`);
      this.isFull = true;
      return;
    }
    this.all.push({
      line,
      text: oneLine(text),
      ...(words === undefined ? {} : { words }),
      doubts: [...new Set(doubts)],
      ...(idle === undefined ? {} : { idle }),
    });
  }

  /** Takes something that could not be followed. */
  problem(line: number, text: string, problem: string): void {
    if (this.isFull) return;
    this.all.push({ line, text: oneLine(text), doubts: [], problem });
    this.isFull = this.all.length > SCRIPT_LIMITS.commands;
  }

  /** Counts what is done; false when that is too much. */
  goesOn(line: number, text: string): boolean {
    if (this.isFull) return false;
    this.#steps += 1;
    if (this.#steps <= SCRIPT_LIMITS.steps) return true;
    this.problem(line, text, 'the loops of the script are too long: nothing from here on is read');
    this.isFull = true;
    return false;
  }
}
