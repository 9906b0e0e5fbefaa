/** Variables of a script as it is read: those with a value that is known, and which words of commands set some. */
import type { Token } from './shell-tokens.ts';
import type { Variable } from './shell-words.ts';

/** `NAME=…`, `NAME+=…` and `NAME[0]=…` as a word is written. */
export const ASSIGNMENT = /^([A-Za-z_]\w*)(\[[^\]]*\])?(\+?)=([\s\S]*)$/;

/** Commands whose words are names that get other values. */
export const SETTING: ReadonlySet<string> = new Set([
  ...['read', 'unset', 'getopts', 'mapfile', 'readarray', 'let', 'printf', 'for', 'select'],
  ...['export', 'readonly', 'local', 'declare', 'typeset'],
]);

const PLAIN = /^[A-Za-z_]\w*$/;
const WITHIN = /(?:\+\+|--)?([A-Za-z_]\w*)\s*(?::?=(?!=)|\+\+|--|[-+*/%&|^]=|<<=|>>=)/g;

/** Names that a command may set, from its words as they are written: rather one too many. */
export function namesSet(words: readonly string[]): readonly string[] {
  const names: string[] = [];
  const isSetting = words.some((word) => SETTING.has(word));
  for (const written of words) {
    const word = written.replace(/^(["'])(\w+)\1$/, '$2');
    const assigned = ASSIGNMENT.exec(word);
    if (assigned !== null) names.push(assigned[1]!);
    if (isSetting && PLAIN.test(word)) names.push(word);
    if (isSetting || /^\(\(|\$\(\(|\$\{\w+:?=/.test(word))
      for (const [, name] of word.matchAll(WITHIN)) names.push(name!);
  }
  return names;
}

/** Names that a script sets, each with the place of the token that does. */
export function settersOf(tokens: readonly Token[]): readonly (readonly [at: number, name: string])[] {
  const found: (readonly [number, string])[] = [];
  let words: string[] = [];
  for (const [at, token] of [...tokens, { isSign: true, text: '' }].entries()) {
    if (!token.isSign) words.push(token.text);
    else {
      for (const name of namesSet(words)) found.push([at - 1, name]);
      words = [];
    }
  }
  return found;
}

/** The values at hand. What changed since some moment can be taken back. */
export class VariableStore {
  readonly #values = new Map<string, Variable>();
  readonly #log: (readonly [name: string, before: Variable | undefined])[] = [];

  get(name: string): Variable | undefined {
    return this.#values.get(name);
  }

  /** Gives a value; without one it is not known from here on. */
  set(name: string, value: Variable | undefined): void {
    this.#log.push([name, this.#values.get(name)]);
    if (value === undefined) this.#values.delete(name);
    else this.#values.set(name, value);
  }

  /** All values may be others from here on. */
  doubt(reason: string): void {
    for (const [name, { value }] of [...this.#values]) this.set(name, { value, doubt: reason });
  }

  /** This moment, for the two below. */
  now(): number {
    return this.#log.length;
  }

  /** Values are again what they were. */
  back(moment: number): void {
    for (let at = this.#log.length - 1; at >= moment; at--) {
      const [name, before] = this.#log[at]!;
      if (before === undefined) this.#values.delete(name);
      else this.#values.set(name, before);
    }
    this.#log.length = moment;
  }

  /** Names that got other values since. */
  changed(moment: number): ReadonlySet<string> {
    return new Set(this.#log.slice(moment).map(([name]) => name));
  }
}
