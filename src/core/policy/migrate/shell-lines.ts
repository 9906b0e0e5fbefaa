/**
 * A shell script as the commands in it, as far as they can be told without running it: words and quotes,
 * comments, lines that go on, variables that were given plain values, and `for` over plain words. Everything
 * else of the shell (conditions, functions, substitutions) is not followed; its lines are reported, and what
 * stands inside is read as if it always ran.
 */

/** One command with the line that it is on. */
export interface ShellCommand {
  /** 1-based. */
  readonly line: number;
  readonly words: readonly string[];
}

export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  /** Lines that mean something that was not followed. */
  readonly unread: readonly { readonly line: number; readonly text: string; readonly reason: string }[];
}

export const SCRIPT_LIMITS = { characters: 1 << 20, commands: 10_000, word: 4096 } as const;

interface Word {
  readonly text: string;
  /** Ends the command: `;`, `&&`, `||`, `|` or the end of the line. */
  readonly isEnd: boolean;
}

const KEYWORDS = new Set([
  'if',
  'then',
  'else',
  'elif',
  'fi',
  'while',
  'until',
  'case',
  'esac',
  'do',
  'done',
  '{',
  '}',
]);
const ASSIGNMENT = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s;

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

/** Words of a line; undefined where the shell would run something to know them. */
function wordsOf(text: string, variables: ReadonlyMap<string, string>): Word[] | undefined {
  const words: Word[] = [];
  let word: string | undefined;
  const flush = (): void => {
    // An unquoted variable with several words is several words.
    if (word !== undefined)
      for (const part of word.split('\0')) if (part !== '') words.push({ text: part, isEnd: false });
    word = undefined;
  };
  const expand = (at: number, quoted: boolean): number | undefined => {
    const found = /^\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))/.exec(
      text.slice(at, at + 80),
    );
    if (found === null) return undefined;
    const value = variables.get(found[1] ?? found[2]!);
    if (value === undefined) return undefined;
    word = (word ?? '') + (quoted ? value : value.replace(/\s+/g, '\0'));
    return at + found[0].length;
  };
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (char === '`' || text.startsWith('$(', at)) return undefined;
    if (char === "'" || char === '"') {
      const from = at + 1;
      word ??= '';
      at = from;
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
    } else if (char === ';' || char === '&' || char === '|') {
      flush();
      words.push({ text: char, isEnd: true });
      at += 1;
    } else {
      word = (word ?? '') + char;
      at += 1;
    }
    if ((word?.length ?? 0) > SCRIPT_LIMITS.word) return undefined;
  }
  flush();
  return words;
}

/** Splits words into commands. */
function split(words: readonly Word[]): string[][] {
  const commands: string[][] = [[]];
  for (const { text, isEnd } of words) {
    if (isEnd) commands.push([]);
    else commands.at(-1)!.push(text);
  }
  return commands.filter((command) => command.length > 0);
}

interface Loop {
  readonly variable: string;
  readonly values: readonly string[];
  readonly body: (readonly [line: number, text: string])[];
}

/** Reads a script. Never throws; what is too long is cut and reported. */
export function readScript(text: string): ShellScript {
  const commands: ShellCommand[] = [];
  const unread: { line: number; text: string; reason: string }[] = [];
  const variables = new Map<string, string>();
  let loop: Loop | undefined;

  const run = (line: number, words: readonly Word[], source: string): void => {
    for (const command of split(words)) {
      const [first = '', ...rest] = command;
      if (commands.length >= SCRIPT_LIMITS.commands) {
        if (commands.length === SCRIPT_LIMITS.commands)
          unread.push({ line, text: source, reason: 'too many commands' });
        return;
      }
      const plain = first === 'export' ? rest : command;
      if (plain.length > 0 && plain.every((word) => ASSIGNMENT.test(word))) {
        for (const word of plain) {
          const [, name, value] = ASSIGNMENT.exec(word)!;
          variables.set(name!, value!);
        }
      } else if (KEYWORDS.has(first)) {
        if (['if', 'elif', 'while', 'until', 'case'].includes(first)) {
          unread.push({
            line,
            text: source,
            reason: `"${first}" is not followed: what is inside is read as if it ran`,
          });
        }
        const inner = ['then', 'else', 'do', '{'].includes(first) ? rest : [];
        if (inner.length > 0) commands.push({ line, words: inner });
      } else {
        commands.push({ line, words: command });
      }
    }
  };

  const take = (line: number, source: string): void => {
    const opens = loop === undefined ? FOR.exec(source) : null;
    const words = wordsOf(opens === null ? source : opens[2]!, variables);
    if (words === undefined) {
      if (/\b(?:ip6?tables|tc)\b|--l7proto|\s-j\s|^\s*for\s/.test(source)) {
        unread.push({ line, text: source.trim(), reason: 'its words are known only when the script runs' });
      }
      return;
    }
    if (opens === null) {
      run(line, words, source.trim());
      return;
    }
    loop = { variable: opens[1]!, values: words.map((word) => word.text), body: [] };
    const inside = opens[3]?.trim() ?? '';
    const closed = /^(.*?);?\s*done\s*;?$/s.exec(inside);
    if (closed === null && inside !== '') loop.body.push([line, inside]);
    if (closed === null) return;
    if (closed[1]!.trim() !== '') loop.body.push([line, closed[1]!]);
    close();
  };

  const close = (): void => {
    const done = loop;
    loop = undefined;
    for (const value of done?.values ?? []) {
      variables.set(done!.variable, value);
      for (const [line, source] of done!.body) take(line, source);
    }
  };

  for (const [line, source] of joinedLines(text.slice(0, SCRIPT_LIMITS.characters))) {
    if (loop !== undefined) {
      if (/^\s*done\b/.test(source)) close();
      else if (!/^\s*do\s*$/.test(source)) loop.body.push([line, source.replace(/^\s*do\s+/, '')]);
    } else take(line, source);
  }
  if (loop !== undefined) close();
  if (text.length > SCRIPT_LIMITS.characters)
    unread.push({ line: 0, text: '', reason: 'the script is too long; its end was not read' });
  return { commands, unread };
}
