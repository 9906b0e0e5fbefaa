/**
 * The words of a line of shell: quotes, variables that are known, comments, and the signs between commands.
 * Redirections are left out, as they change nothing about what a command asks for.
 */

/** A word, or a sign that ends a command: `;`, `&`, `|`, `&&`, `||`. */
export interface Word {
  readonly text: string;
  readonly isEnd: boolean;
}

/** A variable with a value that stands in the script. */
export interface Variable {
  readonly value: string;
  /** It was set where the script may not come by. */
  readonly isUncertain: boolean;
}

export interface Words {
  readonly words: readonly Word[];
  /** Variables in it that may have another value. */
  readonly uncertain: readonly string[];
  /** Delimiter of a here-document that begins on the next line. */
  readonly hereDocument?: string;
}

export const LONGEST_WORD = 4096;

/** Words of a line; undefined where the shell would run something to know them. */
export function wordsOf(text: string, variables: ReadonlyMap<string, Variable>): Words | undefined {
  const words: Word[] = [];
  const uncertain = new Set<string>();
  let hereDocument: string | undefined;
  let word: string | undefined;
  /** What the word at hand is for: a command, or a redirection before it. */
  let role: 'word' | 'file' | 'delimiter' = 'word';
  const flush = (): void => {
    if (word === undefined) return;
    if (role === 'delimiter') hereDocument ??= word;
    // An unquoted variable with several words is several words.
    else if (role === 'word')
      for (const part of word.split('\0')) if (part !== '') words.push({ text: part, isEnd: false });
    word = undefined;
    role = 'word';
  };
  const expand = (at: number, quoted: boolean): number | undefined => {
    const found = /^\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/.exec(
      text.slice(at, at + 80),
    );
    if (found === null) return undefined;
    const name = found[1] ?? found[2]!;
    const variable = variables.get(name);
    if (variable === undefined) return undefined;
    if (variable.isUncertain) uncertain.add(name);
    word = (word ?? '') + (quoted ? variable.value : variable.value.replace(/\s+/g, '\0'));
    return at + found[0].length;
  };
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (char === '`' || text.startsWith('$(', at)) return undefined;
    if (char === "'" || char === '"') {
      word ??= '';
      at += 1;
      while (at < text.length && text[at] !== char) {
        if (char === '"' && text[at] === '\\') {
          word += text[at + 1] ?? '';
          at += 2;
        } else if (char === '"' && text[at] === '$') {
          const next = expand(at, true);
          if (next === undefined) return undefined;
          at = next;
        } else if (char === '"' && text[at] === '`') return undefined;
        else {
          word += text[at];
          at += 1;
        }
      }
      at += 1;
    } else if (char === '$') {
      const next = expand(at, false);
      if (next === undefined) return undefined;
      at = next;
    } else if (char === '\\') {
      word = (word ?? '') + (text[at + 1] ?? '');
      at += 2;
    } else if (/\s/.test(char)) {
      flush();
      at += 1;
    } else if (char === '#' && word === undefined) {
      break;
    } else if (char === '<' || char === '>' || /^&>/.test(text.slice(at, at + 2))) {
      if (role === 'word' && /^\d+$/.test(word ?? '')) word = undefined;
      flush();
      const sign = /^(?:&>>?|<<<|<<-?|>>|>\||[<>]&?)/.exec(text.slice(at, at + 3))![0];
      role = /^<<-?$/.test(sign) ? 'delimiter' : 'file';
      at += sign.length;
      while (text[at] === ' ' || text[at] === '\t') at += 1;
    } else if (char === ';' || char === '&' || char === '|') {
      flush();
      role = 'word';
      const sign = /^(?:&&|\|\||;;|.)/s.exec(text.slice(at, at + 2))![0];
      words.push({ text: sign, isEnd: true });
      at += sign.length;
    } else {
      word = (word ?? '') + char;
      at += 1;
    }
    if ((word?.length ?? 0) > LONGEST_WORD) return undefined;
  }
  flush();
  return { words, uncertain: [...uncertain], ...(hereDocument === undefined ? {} : { hereDocument }) };
}
