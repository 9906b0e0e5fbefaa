/**
 * A shell script as the commands in it, as far as they can be told without running it: words and quotes,
 * comments, lines that go on, variables that were given plain values, and `for` over plain words. What stands
 * under a condition, in a function or behind `&&` is read as if it ran, and carries the doubt. A command whose
 * words nobody can know is a command all the same: nothing of a script is dropped here.
 */
import { LONGEST_WORD, type Variable, type Word, wordsOf } from './shell-words.ts';

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
  /** What could not be followed here. */
  readonly problem?: string;
}

export const SCRIPT_LIMITS = {
  characters: 1 << 20,
  commands: 10_000,
  word: LONGEST_WORD,
  steps: 50_000,
} as const;

const OPENING = new Set(['if', 'while', 'until', 'case']);
const CLOSING = new Set(['fi', 'done', 'esac', '}']);
/** Words that a command may stand behind. */
const BEFORE = new Set(['then', 'else', 'elif', 'do', '{', 'if', 'while', 'until', '!']);
const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s;
const FUNCTION = /^\s*(?:function\s+)?([A-Za-z_][\w-]*)\s*\(\s*\)\s*(.*)$/s;

/** `for NAME in WORDS; do …`, the rest on the same line or on the next. */
const FOR = /^\s*for\s+([A-Za-z_][A-Za-z0-9_]*)\s+in\s+([^;]*?)\s*(?:;\s*(?:do\b(.*))?)?$/s;

/** Lines with those that end in a backslash joined to the next. */
function* joinedLines(text: string): Generator<readonly [line: number, text: string]> {
  let begun = 0;
  let held = '';
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.replace(/\r$/, '');
    if (held === '') begun = index + 1;
    if (/(?:^|[^\\])(?:\\\\)*\\$/.test(line)) {
      held += `${line.slice(0, -1)} `;
      continue;
    }
    yield [begun, held + line];
    held = '';
  }
  if (held !== '') yield [begun, held];
}

interface Loop {
  readonly variable: string;
  readonly values: readonly string[];
  readonly body: (readonly [line: number, text: string])[];
  /** Loops inside, which end before it does. */
  depth: number;
}

/** Reads a script line by line. */
class Reader {
  readonly commands: ShellCommand[] = [];
  readonly #variables = new Map<string, Variable>();
  /** Conditions and functions that are open. */
  readonly #open: string[] = [];
  #loop: Loop | undefined;
  #hereDocument: string | undefined;
  #isFull = false;
  #steps = 0;
  /** A function has begun, and its brace is on the next line. */
  #awaitsBrace = false;

  push(line: number, text: string, words?: readonly string[], doubts: readonly string[] = []): void {
    if (this.commands.length < SCRIPT_LIMITS.commands) {
      this.commands.push({ line, text, ...(words === undefined ? {} : { words }), doubts });
    } else if (!this.#isFull) {
      this.#isFull = true;
      const problem = `there are more than ${SCRIPT_LIMITS.commands} commands: none from here on is read`;
      this.commands.push({ line, text, doubts: [], problem });
    }
  }

  problem(line: number, text: string, problem: string): void {
    if (!this.#isFull) this.commands.push({ line, text, doubts: [], problem });
  }

  line(line: number, source: string): void {
    if (this.#hereDocument !== undefined) {
      if (source.trim() === this.#hereDocument) this.#hereDocument = undefined;
      return;
    }
    const loop = this.#loop;
    if (loop === undefined) {
      this.#take(line, source);
      return;
    }
    if (/^\s*(?:for|while|until)\b/.test(source) && !/\bdone\b/.test(source)) loop.depth += 1;
    if (!/^\s*done\b/.test(source)) {
      if (!/^\s*do\s*$/.test(source) || loop.depth > 0) {
        loop.body.push([line, loop.depth > 0 ? source : source.replace(/^\s*do\s+/, '')]);
      }
    } else if (loop.depth > 0) {
      loop.depth -= 1;
      loop.body.push([line, source]);
    } else this.#close();
  }

  /** The script is over. */
  end(): void {
    if (this.#loop !== undefined) this.#close();
  }

  #close(): void {
    const done = this.#loop;
    this.#loop = undefined;
    for (const value of done?.values ?? []) {
      this.#variables.set(done!.variable, { value, isUncertain: false });
      for (const [line, source] of done!.body) this.#again(line, source);
      // A loop inside that is not closed ends with this one.
      if (this.#loop !== undefined) this.#close();
    }
  }

  /** A line of a loop, once more. */
  #again(line: number, source: string): void {
    if (this.#isFull) return;
    this.#steps += 1;
    if (this.#steps > SCRIPT_LIMITS.steps) {
      this.problem(line, source.trim(), 'the loops of the script are too long: nothing from here on is read');
      this.#isFull = true;
      return;
    }
    this.line(line, source);
  }

  #take(line: number, source: string): void {
    const opens = FOR.exec(source);
    const begins = opens === null ? FUNCTION.exec(source) : null;
    if (begins !== null) {
      this.#open.push(`the function ${begins[1]}`);
      this.#awaitsBrace = !begins[2]!.startsWith('{');
      const rest = begins[2]!.replace(/^\{/, '');
      if (rest.trim() !== '') this.#take(line, rest);
      return;
    }
    const read = wordsOf(opens === null ? source : opens[2]!, this.#variables);
    if (read === undefined) {
      this.#unknown(line, source.trim());
      return;
    }
    this.#hereDocument = read.hereDocument;
    if (opens === null) {
      const uncertain = read.uncertain.map(
        (name) => `"$${name}" is set under a condition: this value is taken`,
      );
      this.#run(line, read.words, uncertain);
      return;
    }
    this.#loop = { variable: opens[1]!, values: read.words.map(({ text }) => text), body: [], depth: 0 };
    const inside = opens[3]?.trim() ?? '';
    const closed = /^(.*?);?\s*done\s*;?$/s.exec(inside);
    if (closed === null && inside !== '') this.#loop.body.push([line, inside]);
    if (closed === null) return;
    if (closed[1]!.trim() !== '') this.#loop.body.push([line, closed[1]!]);
    this.#close();
  }

  /** A line whose words are known only when it runs. What it sets is not known from here on either. */
  #unknown(line: number, source: string): void {
    for (const [, name] of source.matchAll(/(?:^|[\s;])([A-Za-z_][A-Za-z0-9_]*)=/g))
      this.#variables.delete(name!);
    const first = /^\S+/.exec(source)?.[0] ?? '';
    if (OPENING.has(first) && !/;\s*(?:fi|done)\b|\besac\b/.test(source)) this.#open.push(`"${first}"`);
    if (CLOSING.has(first)) this.#open.pop();
    this.push(line, source);
  }

  #run(line: number, words: readonly Word[], uncertain: readonly string[]): void {
    let command: string[] = [];
    let before = '';
    for (const { text, isEnd } of [...words, { text: '', isEnd: true }]) {
      if (!isEnd) {
        command.push(text);
        continue;
      }
      if (command.length > 0) this.#command(line, command, before, uncertain);
      before = text;
      command = [];
    }
  }

  #command(line: number, all: readonly string[], before: string, uncertain: readonly string[]): void {
    let words = all;
    for (;;) {
      const [first = '', ...rest] = words;
      if (CLOSING.has(first)) {
        this.#open.pop();
        words = rest;
      } else if (first === 'case') {
        this.#open.push('"case"');
        const at = rest.indexOf('in');
        words = at < 0 ? [] : rest.slice(at + 1);
      } else if (this.#open.at(-1) === '"case"' && /^[^(]*\)$/.test(first)) words = rest;
      else if (BEFORE.has(first)) {
        if (OPENING.has(first) || (first === '{' && !this.#awaitsBrace)) this.#open.push(`"${first}"`);
        if (first === '{') this.#awaitsBrace = false;
        words = rest;
      } else break;
    }
    if (words.length === 0) return;
    const doubts = [...uncertain];
    if (this.#open.length > 0)
      doubts.push(`it stands in ${this.#open.at(-1)}: it is read as if it always ran`);
    if (before === '&&' || before === '||')
      doubts.push(`it stands behind "${before}": it is read as if it always ran`);
    const values = words[0] === 'export' ? words.slice(1) : words;
    if (values.length > 0 && values.every((word) => ASSIGNMENT.test(word))) {
      for (const word of values) {
        const [, name, value] = ASSIGNMENT.exec(word)!;
        this.#variables.set(name!, { value: value!, isUncertain: doubts.length > 0 });
      }
      return;
    }
    this.push(line, words.join(' '), words, doubts);
  }
}

/** The commands of a script. Never throws; what is too long is cut, and that is told as a command. */
export function readScript(text: string): readonly ShellCommand[] {
  const reader = new Reader();
  for (const [line, source] of joinedLines(text.slice(0, SCRIPT_LIMITS.characters)))
    reader.line(line, source);
  reader.end();
  if (text.length > SCRIPT_LIMITS.characters) {
    reader.problem(text.split('\n').length, '(the end)', 'the script is too long: its end was not read');
  }
  return reader.commands;
}
