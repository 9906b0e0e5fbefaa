/**
 * Words and signs of a script as its structure: which commands stand in which loop, condition or function. What
 * the shell would not take is kept as a fault of its own where it stands, so nothing of a script is dropped.
 */
import type { Token, Tokens } from './shell-tokens.ts';

export type Node =
  | { readonly kind: 'command'; readonly line: number; readonly words: readonly string[] }
  | {
      readonly kind: 'for';
      readonly line: number;
      readonly text: string;
      readonly variable: string;
      /** As written; absent where they are those of the command line, or no words. */
      readonly values?: readonly string[];
      readonly body: List;
    }
  /** Of the lists behind the first, none may run. */
  | {
      readonly kind: 'condition';
      readonly name: string;
      readonly first: List;
      readonly others: readonly List[];
      readonly span: Span;
      readonly repeats: boolean;
    }
  | { readonly kind: 'function'; readonly name: string; readonly body: List; readonly span: Span }
  | { readonly kind: 'group' | 'subshell'; readonly body: List }
  /** What is not read; of the lists, nothing runs. */
  | {
      readonly kind: 'fault';
      readonly line: number;
      readonly text: string;
      readonly reason: string;
      readonly lists: readonly List[];
    };

/** First token, and the one behind the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Step {
  /** What it stands behind in a list: it runs only if that did, or did not, succeed. */
  readonly behind?: '&&' | '||';
  /** Several are the parts of a pipe. */
  readonly parts: readonly Node[];
  readonly inBackground: boolean;
}

export type List = readonly Step[];

/** Blocks within blocks. */
const DEEPEST = 60;

const CLOSERS = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}']);
const NOTHING: ReadonlySet<string> = new Set();

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The whole script; what closes nothing is a fault. */
  script(): List {
    const steps: Step[] = [];
    while (this.#at < this.#tokens.length) {
      steps.push(...this.#list(NOTHING));
      const stray = this.#tokens[this.#at];
      if (stray === undefined) break;
      this.#at += 1;
      steps.push(single(fault(stray, `"${stray.text}" closes nothing here`)));
    }
    return steps;
  }

  #word(): string | undefined {
    const token = this.#tokens[this.#at];
    return token === undefined || token.isSign ? undefined : token.text;
  }

  #sign(): string | undefined {
    const token = this.#tokens[this.#at];
    return token?.isSign === true ? token.text : undefined;
  }

  #skipBreaks(): void {
    while (this.#sign() === '\n') this.#at += 1;
  }

  /** Commands up to one of the words or signs, which is not taken, or one that closes something else. */
  #list(until: ReadonlySet<string>): List {
    const steps: Step[] = [];
    let behind: '&&' | '||' | undefined;
    for (;;) {
      const token = this.#tokens[this.#at];
      if (token === undefined || until.has(token.text)) return steps;
      if (token.isSign) {
        if (token.text === ')' || /^;;|^;&/.test(token.text)) return steps;
        if (token.text !== '(') {
          this.#at += 1;
          continue;
        }
      } else if (CLOSERS.has(token.text)) return steps;
      const parts = [this.#node()];
      while (this.#sign() === '|' || this.#sign() === '|&') {
        this.#at += 1;
        this.#skipBreaks();
        const next = this.#tokens[this.#at];
        if (next === undefined || (next.isSign && next.text !== '(') || CLOSERS.has(next.text)) break;
        parts.push(this.#node());
      }
      const end = this.#sign();
      const next = this.#word();
      if (next !== undefined && !CLOSERS.has(next) && parts.at(-1)!.kind !== 'fault') {
        const reason = 'a new command begins without a ";" before it';
        parts.push(fault(this.#tokens[this.#at]!, reason));
      }
      steps.push({ ...(behind === undefined ? {} : { behind }), parts, inBackground: end === '&' });
      behind = end === '&&' || end === '||' ? end : undefined;
      if (behind !== undefined) {
        this.#at += 1;
        this.#skipBreaks();
      }
    }
  }

  #node(): Node {
    const begun = this.#tokens[this.#at]!;
    this.#depth += 1;
    try {
      if (this.#depth > DEEPEST) {
        this.#at = this.#tokens.length;
        return fault(begun, 'it is too deep in other blocks: nothing from here on is read');
      }
      return this.#compound(begun) ?? this.#command(begun);
    } finally {
      this.#depth -= 1;
    }
  }

  #compound(begun: Token): Node | undefined {
    if (begun.isSign) {
      this.#at += 1;
      const body = this.#list(new Set([')']));
      return this.#closed(begun, ')', [body], () => ({ kind: 'subshell', body }));
    }
    switch (begun.text) {
      case 'if':
        return this.#if(begun);
      case 'while':
      case 'until':
        return this.#while(begun);
      case 'for':
      case 'select':
        return this.#for(begun);
      case 'case':
        return this.#case(begun);
      case '{': {
        this.#at += 1;
        const body = this.#list(new Set(['}']));
        return this.#closed(begun, '}', [body], () => ({ kind: 'group', body }));
      }
      case '!':
      case 'time': {
        this.#at += 1;
        const next = this.#tokens[this.#at];
        if (next === undefined || (next.isSign && next.text !== '(') || CLOSERS.has(next.text))
          return { kind: 'command', line: begun.line, words: [begun.text] };
        return this.#node();
      }
      case 'function':
        return this.#function(begun, 1);
    }
    const [open, close] = [this.#tokens[this.#at + 1], this.#tokens[this.#at + 2]];
    const isFunction =
      open?.isSign === true && open.text === '(' && close?.isSign === true && close.text === ')';
    return isFunction ? this.#function(begun, 0) : undefined;
  }

  /** The node, if the word or sign that ends it is here; all in it is a fault otherwise. */
  #closed(begun: Token, word: string, lists: readonly List[], made: (to: number) => Node): Node {
    if (this.#tokens[this.#at]?.text === word) {
      this.#at += 1;
      return made(this.#at);
    }
    return fault(begun, `"${begun.text}" is not closed by "${word}": the shell stops here`, lists);
  }

  #if(begun: Token): Node {
    const from = this.#at;
    this.#at += 1;
    const first = this.#list(new Set(['then']));
    const others: List[] = [];
    while (['then', 'else', 'elif'].includes(this.#word() ?? '')) {
      this.#at += 1;
      others.push(this.#list(new Set(['then', 'else', 'elif', 'fi'])));
    }
    return this.#closed(begun, 'fi', [first, ...others], (to) => ({
      kind: 'condition',
      name: '"if"',
      first,
      others,
      span: { from, to },
      repeats: false,
    }));
  }

  #while(begun: Token): Node {
    const from = this.#at;
    this.#at += 1;
    const first = this.#list(new Set(['do']));
    if (this.#word() !== 'do') return this.#closed(begun, 'do', [first], () => fault(begun, ''));
    this.#at += 1;
    const body = this.#list(new Set(['done']));
    return this.#closed(begun, 'done', [first, body], (to) => ({
      kind: 'condition',
      name: `"${begun.text}"`,
      first,
      others: [body],
      span: { from, to },
      repeats: true,
    }));
  }

  #for(begun: Token): Node {
    this.#at += 1;
    const variable = this.#word() ?? '';
    const isPlain = /^[A-Za-z_]\w*$/.test(variable);
    if (variable !== '') this.#at += 1;
    this.#skipBreaks();
    let values: string[] | undefined;
    if (isPlain && this.#word() === 'in') {
      this.#at += 1;
      values = [];
      for (let word = this.#word(); word !== undefined; word = this.#word()) {
        values.push(word);
        this.#at += 1;
      }
    }
    while (this.#sign() === ';' || this.#sign() === '\n') this.#at += 1;
    const text = [begun.text, variable, ...(values === undefined ? [] : ['in', ...values])].join(' ');
    if (this.#word() !== 'do') return this.#closed(begun, 'do', [], () => fault(begun, ''));
    this.#at += 1;
    const body = this.#list(new Set(['done']));
    const isKnown = begun.text === 'for' && isPlain && values !== undefined;
    return this.#closed(begun, 'done', [body], () => ({
      kind: 'for',
      line: begun.line,
      text,
      variable: isPlain ? variable : '',
      ...(isKnown ? { values: values! } : {}),
      body,
    }));
  }

  #case(begun: Token): Node {
    const from = this.#at;
    this.#at += 2;
    this.#skipBreaks();
    const others: List[] = [];
    if (this.#word() !== 'in') return this.#closed(begun, 'in', [], () => fault(begun, ''));
    this.#at += 1;
    for (;;) {
      while (/^(?:\n|;;&?|;&|;)$/.test(this.#sign() ?? '')) this.#at += 1;
      if (this.#word() === 'esac' || this.#tokens[this.#at] === undefined) break;
      // The patterns: words up to the bracket.
      while (this.#tokens[this.#at] !== undefined && this.#sign() !== ')' && this.#sign() !== '\n')
        this.#at += 1;
      if (this.#sign() !== ')') break;
      this.#at += 1;
      others.push(this.#list(new Set(['esac'])));
      if (this.#sign() === ')' || (this.#word() !== 'esac' && CLOSERS.has(this.#word() ?? ''))) break;
    }
    return this.#closed(begun, 'esac', others, (to) => ({
      kind: 'condition',
      name: '"case"',
      first: [],
      others,
      span: { from, to },
      repeats: false,
    }));
  }

  #function(begun: Token, before: number): Node {
    const from = this.#at;
    this.#at += before;
    const name = this.#word() ?? '';
    this.#at += 1;
    if (this.#sign() === '(') this.#at += 2;
    this.#skipBreaks();
    const next = this.#tokens[this.#at];
    if (next === undefined || (next.isSign && next.text !== '(') || CLOSERS.has(next.text))
      return fault(begun, `the function ${name} has no commands`);
    const body = [single(this.#node())];
    return { kind: 'function', name, body, span: { from, to: this.#at } };
  }

  #command(begun: Token): Node {
    const words: string[] = [];
    for (let word = this.#word(); word !== undefined; word = this.#word()) {
      words.push(word);
      this.#at += 1;
    }
    if (this.#sign() !== '(') return { kind: 'command', line: begun.line, words };
    this.#at += 1;
    return fault({ ...begun, text: `${words.join(' ')} (` }, 'a bracket is not expected here');
  }
}

const single = (node: Node): Step => ({ parts: [node], inBackground: false });

const fault = ({ line, text }: Token, reason: string, lists: readonly List[] = []): Node => ({
  kind: 'fault',
  line,
  text,
  reason: `the shell cannot read this: ${reason}`,
  lists,
});

/** The structure of a script. Never throws. */
export function treeOf({ tokens, unclosed }: Tokens): List {
  const list = new Parser(tokens).script();
  if (unclosed === undefined) return list;
  const { line, text } = unclosed;
  const reason = 'a quote or a bracket that begins here is not closed: nothing from here on is read';
  return [...list, single(fault({ isSign: false, line, text }, reason))];
}
