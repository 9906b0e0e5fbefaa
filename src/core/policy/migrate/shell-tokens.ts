/**
 * A shell script as words and signs, each with its line. Words are as they were written, quotes and all: what
 * they stand for is known only when the variables are (`shell-words.ts`). A comment ends with its line, a quoted
 * string where its quote does, however many lines that takes. Comments, redirections and here-documents change
 * nothing about what commands ask for, and are left out.
 */

export interface Token {
  /** A sign is `;`, `&`, `|`, `&&`, `||`, `;;`, `(`, `)` or a line break. */
  readonly isSign: boolean;
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

export interface Tokens {
  readonly tokens: readonly Token[];
  /** What begins on this line has no end: nothing from there on is read. */
  readonly unclosed?: { readonly line: number; readonly text: string };
}

/** Quotes and substitutions within each other. */
const DEEPEST = 50;

const UNCLOSED = -1;

/** Where the text behind a closing sign goes on, `at` being behind the opening one. */
function closing(text: string, from: number, close: '"' | ')' | '}' | '`', depth: number): number {
  if (depth > DEEPEST) return UNCLOSED;
  let at = from;
  let open = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (char === '\\') at += 2;
    else if (char === close && open === 0) return at + 1;
    else if (close === '`') at += 1;
    else {
      if (close === ')' && char === '(') open += 1;
      if (close === ')' && char === ')') open -= 1;
      if (close === ')' && char === '#' && /[\s;(]/.test(text[at - 1]!)) {
        const end = text.indexOf('\n', at);
        at = end < 0 ? text.length : end;
        continue;
      }
      const behind = char === "'" && close === '"' ? at + 1 : part(text, at, depth + 1);
      if (behind === UNCLOSED) return UNCLOSED;
      at = behind;
    }
  }
  return UNCLOSED;
}

/** Where the text goes on behind one part of a word: a character, or a quoted or substituted text. */
function part(text: string, at: number, depth: number): number {
  const char = text[at];
  if (char === '\\') return at + 2;
  if (char === "'") {
    const end = text.indexOf("'", at + 1);
    return end < 0 ? UNCLOSED : end + 1;
  }
  if (char === '"' || char === '`') return closing(text, at + 1, char, depth);
  if (char === '$' && text[at + 1] === '(') return closing(text, at + 2, ')', depth);
  if (char === '$' && text[at + 1] === '{') return closing(text, at + 2, '}', depth);
  if (char === '$' && text[at + 1] === "'") {
    const end = /(?:[^\\']|\\.)*'/sy;
    end.lastIndex = at + 2;
    return end.test(text) ? end.lastIndex : UNCLOSED;
  }
  return at + 1;
}

const ENDS_WORD = /[\s;&|<>()]/;

/** Where a word that begins at `from` ends. */
function wordEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    if (text[at] === '(' && /^[A-Za-z_]\w*\+?=$/.test(text.slice(Math.max(from, at - 80), at)))
      at = closing(text, at + 1, ')', 0);
    else if (ENDS_WORD.test(text[at]!)) return at;
    else at = part(text, at, 0);
    if (at === UNCLOSED) return UNCLOSED;
  }
  return Math.min(at, text.length);
}

/** Reads a script. Never throws. */
export function tokensOf(source: string): Tokens {
  const text = source.replaceAll('\r\n', '\n');
  const tokens: Token[] = [];
  let line = 1;
  let at = 0;
  const go = (to: number): void => {
    for (let next = text.indexOf('\n', at); next >= 0 && next < to; next = text.indexOf('\n', next + 1))
      line += 1;
    at = to;
  };
  const add = (end: number, isSign: boolean): void => {
    tokens.push({ isSign, text: text.slice(at, end), line });
    go(end);
  };
  /** The command that it stands in is not known either. */
  const unclosed = (): Tokens => {
    const end = text.indexOf('\n', at);
    let begun = line;
    const words = [text.slice(at, end < 0 ? undefined : end)];
    for (let last = tokens.at(-1); last?.isSign === false; last = tokens.at(-1)) {
      begun = last.line;
      words.unshift(last.text);
      tokens.pop();
    }
    return { tokens, unclosed: { line: begun, text: words.join(' ') } };
  };
  /** Texts that stand behind the line at hand. */
  let documents: { readonly delimiter: string; readonly strips: boolean }[] = [];
  /** What the next word is for. */
  let role: 'word' | 'file' | 'document' | 'stripped' = 'word';
  while (at < text.length) {
    const char = text[at]!;
    const before = tokens.at(-1);
    if (char === '\n') {
      tokens.push({ isSign: true, text: '\n', line });
      go(at + 1);
      role = 'word';
      for (const { delimiter, strips } of documents) {
        let found = false;
        while (at < text.length && !found) {
          const end = text.indexOf('\n', at);
          const one = text.slice(at, end < 0 ? text.length : end);
          found = (strips ? one.replace(/^\t+/, '') : one) === delimiter;
          go(end < 0 ? text.length : end + 1);
        }
      }
      documents = [];
    } else if (/\s/.test(char)) at += 1;
    else if (char === '\\' && text[at + 1] === '\n') go(at + 2);
    else if (char === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (
      text.startsWith('((', at) &&
      (before === undefined || before.isSign || before.text === 'for')
    ) {
      const end = closing(text, at + 1, ')', 0);
      if (end === UNCLOSED) return unclosed();
      add(end, false);
    } else if ((char === '<' || char === '>') && text[at + 1] === '(') {
      const end = closing(text, at + 2, ')', 0);
      if (end === UNCLOSED) return unclosed();
      if (role === 'word') add(end, false);
      else go(end);
      role = 'word';
    } else if (char === '<' || char === '>' || text.startsWith('&>', at)) {
      const sign = /^(?:&>>?|<<<|<<-?|>>|>\||<>|[<>]&?)/.exec(text.slice(at, at + 3))![0];
      role = sign === '<<' ? 'document' : sign === '<<-' ? 'stripped' : 'file';
      at += sign.length;
    } else if (/[;&|()]/.test(char)) {
      const sign = /^(?:&&|\|\||;;&|;;|;&|\|&|.)/.exec(text.slice(at, at + 3))![0];
      add(at + sign.length, true);
      role = 'word';
    } else {
      const end = wordEnd(text, at);
      if (end === UNCLOSED) return unclosed();
      const word = text.slice(at, end);
      const isNumber = /^\d+$/.test(word) && /[<>]/.test(text[end] ?? '');
      if (role === 'document' || role === 'stripped')
        documents.push({ delimiter: word.replace(/['"\\]/g, ''), strips: role === 'stripped' });
      if (role !== 'word') {
        go(end);
        role = 'word';
      } else if (isNumber) go(end);
      else if (word === '[[') {
        add(end, false);
        const test = /[\s\S]*?\s\]\](?=[\s;&|)]|$)/y;
        test.lastIndex = at;
        if (!test.test(text)) return unclosed();
        add(test.lastIndex, false);
      } else add(end, false);
    }
  }
  return { tokens };
}
