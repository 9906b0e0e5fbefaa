/** What a word of a script stands for, with its quotes taken off and the variables in it that are known. */

/** A variable with a value that stands in the script. */
export interface Variable {
  readonly value: string;
  /** Why it may have another value when the script runs. */
  readonly doubt?: string;
}

export type Variables = (name: string) => Variable | undefined;

export interface Expansion {
  /** Unquoted variables with several words are several words, and none when they are empty. */
  readonly words: readonly string[];
  readonly doubts: readonly string[];
}

export const LONGEST_WORD = 4096;

const NAME = /\$(?:\{([A-Za-z_]\w*|\d)\}|([A-Za-z_]\w*|\d))/y;

/**
 * The words of a written word; undefined where the shell would have to run to know them. `given` are those that a
 * function is called with.
 */
export function expanded(
  text: string,
  variables: Variables,
  given?: readonly string[],
): Expansion | undefined {
  if (text === '"$@"') return given === undefined ? undefined : { words: given, doubts: [] };
  const words: string[] = [];
  const doubts = new Set<string>();
  let word: string | undefined;
  let at = 0;
  /** Puts the value of the variable that stands here; undefined where it has none. */
  const variable = (): string | undefined => {
    NAME.lastIndex = at;
    const found = NAME.exec(text);
    const known = found === null ? undefined : variables(found[1] ?? found[2]!);
    if (known === undefined) return undefined;
    if (known.doubt !== undefined) doubts.add(known.doubt);
    at = NAME.lastIndex;
    return known.value;
  };
  while (at < text.length) {
    const char = text[at]!;
    if (char === '`') return undefined;
    if (char === "'") {
      const end = text.indexOf("'", at + 1);
      word = (word ?? '') + text.slice(at + 1, end < 0 ? undefined : end);
      at = end < 0 ? text.length : end + 1;
    } else if (char === '"') {
      word ??= '';
      at += 1;
      while (at < text.length && text[at] !== '"') {
        const inside = text[at]!;
        if (inside === '`') return undefined;
        if (inside === '$') {
          const value = variable();
          if (value === undefined) return undefined;
          word += value;
        } else if (inside === '\\' && '$`"\\\n'.includes(text[at + 1] ?? '-')) {
          word += text[at + 1] === '\n' ? '' : text[at + 1]!;
          at += 2;
        } else {
          word += inside;
          at += 1;
        }
      }
      at += 1;
    } else if (char === '$') {
      const value = variable();
      if (value === undefined) return undefined;
      const parts = value.split(/\s+/);
      for (const [index, piece] of parts.entries()) {
        if (index > 0 && word !== undefined) {
          words.push(word);
          word = undefined;
        }
        if (piece !== '') word = (word ?? '') + piece;
      }
    } else if (char === '\\') {
      if (text[at + 1] !== '\n') word = (word ?? '') + (text[at + 1] ?? '');
      at += 2;
    } else {
      word = (word ?? '') + char;
      at += 1;
    }
    if ((word?.length ?? 0) > LONGEST_WORD) return undefined;
  }
  if (word !== undefined) words.push(word);
  return { words, doubts: [...doubts] };
}
