/**
 * A shell script as the commands that it runs, as far as they can be told without running it: variables that
 * were given plain values are put in, and `for` over known words is followed. What stands under a condition, in
 * a function or behind `&&` is read as if it ran, and carries the doubt. A command whose words nobody can know,
 * or that is never come to, is a command all the same: nothing of a script is dropped here.
 */
import { CommandList, SCRIPT_LIMITS, type ShellCommand } from './shell-commands.ts';
import { tokensOf } from './shell-tokens.ts';
import { type List, type Node, type Span, type Step, treeOf } from './shell-tree.ts';
import { ASSIGNMENT, namesSet, SETTING, settersOf, VariableStore } from './shell-variables.ts';
import { expanded } from './shell-words.ts';

/** Under which circumstances a list runs. */
interface Where {
  readonly doubts: readonly string[];
  /** Why it does not run at all. */
  readonly idle?: string;
  readonly inFunction?: true;
  readonly inLoop?: true;
}

/** What ends a list before its end, for sure. */
interface Stop {
  readonly kind: 'exit' | 'return' | 'break' | 'continue';
  readonly line: number;
  /** Loops that it ends. */
  readonly loops: number;
}

const STOPS: Readonly<Record<string, string>> = {
  exit: 'the script ends before it',
  return: 'the function ends before it',
  break: 'the loop ends before it',
  continue: 'the loop goes on before it',
};

/** Commands that set values and do nothing else. */
const DECLARING = new Set(['export', 'readonly', 'local', 'declare', 'typeset']);

/** More loops than there can be. */
const DEEPEST = 1000;

const underCondition = (name: string): string => `"$${name}" is set under a condition: this value is taken`;

class Runner {
  readonly commands = new CommandList();
  readonly #variables = new VariableStore();
  readonly #setters: readonly (readonly [at: number, name: string])[];
  readonly #functions = new Set<string>();
  /** Names that the function at hand has to itself. */
  #locals: Set<string> | undefined;
  /** A doubt about all that follows: something before it was not understood. */
  #broken: string | undefined;
  /** A doubt about what follows in the loop at hand: it may have been left. */
  #mayBeLeft: string | undefined;

  constructor(setters: readonly (readonly [at: number, name: string])[]) {
    this.#setters = setters;
  }

  #doubts({ doubts }: Where): readonly string[] {
    return [doubts, this.#mayBeLeft ?? [], this.#broken ?? []].flat();
  }

  #push(line: number, text: string, words: readonly string[] | undefined, where: Where): void {
    this.commands.push(line, text, words, this.#doubts(where), where.idle);
  }

  /** Runs a list; returns what ended it for sure. */
  list(list: List, where: Where): Stop | undefined {
    let here = where;
    let stop: Stop | undefined;
    for (const step of list) {
      if (this.commands.isFull) break;
      const found = this.#step(step, here);
      if (found === undefined || stop !== undefined) continue;
      stop = found;
      here = { ...where, idle: `${STOPS[found.kind]}, in line ${found.line}` };
    }
    return stop;
  }

  #step({ behind, parts, inBackground }: Step, where: Where): Stop | undefined {
    const doubt = `it stands behind "${behind}": it is read as if it always ran`;
    const here = behind === undefined ? where : { ...where, doubts: [...where.doubts, doubt] };
    if (parts.length === 1 && !inBackground) {
      const stop = this.#node(parts[0]!, here);
      return behind === undefined ? stop : this.#perhaps(stop);
    }
    // Each runs in a shell of its own: what it sets may be set here, or not.
    const moment = this.#variables.now();
    for (const part of parts) this.#node(part, here);
    for (const name of this.#variables.changed(moment)) this.#variables.set(name, undefined);
    return undefined;
  }

  /** Something that may end the list, or not. */
  #perhaps(stop: Stop | undefined): undefined {
    if (stop?.kind === 'break' || stop?.kind === 'continue')
      this.#mayBeLeft = `line ${stop.line} may leave it out: it is read as if it always ran`;
  }

  #node(node: Node, where: Where): Stop | undefined {
    switch (node.kind) {
      case 'command':
        return this.#command(node.line, node.words, where);
      case 'group':
        return this.list(node.body, where);
      case 'subshell': {
        const moment = this.#variables.now();
        this.list(node.body, where);
        this.#variables.back(moment);
        return undefined;
      }
      case 'for':
        return this.#for(node, where);
      case 'condition': {
        // What a later turn sets is not known in the first.
        if (node.repeats && where.idle === undefined) this.#forget(node.span);
        this.list(node.first, where);
        const doubt = `it stands in ${node.name}: it is read as if it always ran`;
        const inside: Where = { ...where, doubts: [...where.doubts, doubt] };
        const before = this.#mayBeLeft;
        for (const list of node.others)
          this.#perhaps(this.list(list, node.repeats ? { ...inside, inLoop: true } : inside));
        if (node.repeats) this.#mayBeLeft = before;
        return undefined;
      }
      case 'function':
        this.#function(node, where);
        return undefined;
      case 'fault':
        this.commands.problem(node.line, node.text, node.reason);
        for (const list of node.lists) this.list(list, { ...where, idle: node.reason });
        this.#broken = `line ${node.line} was not understood: what is behind it may mean something else`;
        return undefined;
    }
  }

  /** What a part of the script sets is not known. */
  #forget({ from, to }: Span): void {
    for (const [at, name] of this.#setters) if (at >= from && at < to) this.#variables.set(name, undefined);
  }

  #for(node: Extract<Node, { kind: 'for' }>, where: Where): Stop | undefined {
    const { line, text, variable, body } = node;
    if (where.idle !== undefined) {
      this.list(body, where);
      return undefined;
    }
    const read = node.values === undefined ? undefined : this.#expand(node.values);
    const name = variable === '' ? [] : [variable];
    const before = this.#mayBeLeft;
    if (read === undefined) {
      this.#push(line, text, undefined, where);
      for (const one of name) this.#variables.set(one, undefined);
      this.list(body, {
        ...where,
        inLoop: true,
        doubts: [...where.doubts, 'it stands in "for": it is read as if it ran once'],
      });
      this.#mayBeLeft = before;
      return undefined;
    }
    const doubts = [...where.doubts, ...read.doubts];
    if (read.words.length === 0) {
      this.#push(line, text, undefined, { doubts, idle: 'the loop has no values here: nothing in it runs' });
      const moment = this.#variables.now();
      this.list(body, { ...where, doubts, idle: `the loop in line ${line} has no values here` });
      this.#variables.back(moment);
      return undefined;
    }
    for (const value of read.words) {
      if (!this.commands.goesOn(line, text)) break;
      for (const one of name) this.#variables.set(one, { value });
      const stop = this.list(body, { ...where, doubts, inLoop: true });
      if (stop?.kind === 'exit' || stop?.kind === 'return') return stop;
      if (stop !== undefined && stop.loops > 1) return { ...stop, loops: stop.loops - 1 };
      if (stop?.kind === 'break') break;
    }
    const isSure = this.#doubts(where).length === 0;
    this.#mayBeLeft = before;
    // The last value stays, unless the loop was left before.
    const value = read.words.at(-1)!;
    for (const one of isSure ? [] : name) {
      if (this.#variables.get(one)?.doubt === undefined)
        this.#variables.set(one, { value, doubt: underCondition(one) });
    }
    return undefined;
  }

  #function({ name, body, span }: Extract<Node, { kind: 'function' }>, where: Where): void {
    if (where.idle === undefined) this.#functions.add(name);
    if (!this.commands.goesOn(this.commands.all.at(-1)?.line ?? 1, name)) return;
    const [locals, moment] = [this.#locals, this.#variables.now()];
    this.#locals = new Set();
    // It runs when it is called: by then these may have other values.
    this.#forget({ from: span.to, to: Number.POSITIVE_INFINITY });
    const inside = this.#variables.now();
    const doubt = `it stands in the function ${name}: it is read as if it always ran`;
    this.list(body, { ...where, doubts: [...where.doubts, doubt], inFunction: true });
    const changed = this.#variables.changed(inside);
    const values = [...changed].map((one) => [one, this.#variables.get(one)] as const);
    const own = this.#locals;
    this.#variables.back(moment);
    this.#locals = locals;
    for (const [one, value] of values) if (!own.has(one)) this.#variables.set(one, value);
  }

  #expand(written: readonly string[]): { words: string[]; doubts: string[] } | undefined {
    const words: string[] = [];
    const doubts: string[] = [];
    for (const word of written) {
      const read = expanded(word, (name) => this.#variables.get(name));
      if (read === undefined) return undefined;
      words.push(...read.words);
      doubts.push(...read.doubts);
    }
    return { words, doubts };
  }

  #command(line: number, written: readonly string[], where: Where): Stop | undefined {
    if (!this.commands.goesOn(line, written.join(' '))) return undefined;
    let at = 0;
    while (at < written.length && ASSIGNMENT.test(written[at]!)) at += 1;
    const words = written.slice(at);
    const program = words[0] ?? '';
    const text = written.join(' ');
    const read = this.#expand(words);
    if (where.idle !== undefined) {
      if (words.length > 0) this.#push(line, read?.words.join(' ') ?? text, read?.words, where);
      return undefined;
    }
    if (words.length === 0 || DECLARING.has(program)) {
      this.#declare(line, program, words.length === 0 ? written : words.slice(1), where);
      return undefined;
    }
    // A value in front of a command is for that command alone, and none of its words sees it.
    for (const name of namesSet(words)) this.#variables.set(name, undefined);
    const inner = { ...where, doubts: [...where.doubts, ...(read?.doubts ?? [])] };
    const isOpen = SETTING.has(program) && program !== 'printf' && words.some((word) => /[$`]/.test(word));
    if (isOpen || program === 'eval' || program === '.' || program === 'source')
      this.#variables.doubt(`line ${line} may set its values anew: those before it are taken`);
    if (read === undefined) this.#push(line, text, undefined, inner);
    else if (read.words.length > 0) {
      const isCall = this.#functions.has(read.words[0]!);
      const idle = isCall ? { idle: 'what the function does is told where it stands' } : {};
      this.#push(line, read.words.join(' '), read.words, { ...inner, ...idle });
    }
    if (program === 'exit' || (program === 'exec' && words.length > 1))
      return { kind: 'exit', line, loops: 0 };
    if (program === 'return') return { kind: where.inFunction === true ? 'return' : 'exit', line, loops: 0 };
    if (where.inLoop !== true || (program !== 'break' && program !== 'continue')) return undefined;
    const loops = Number(read?.words[1] ?? 1);
    return { kind: program, line, loops: loops >= 1 ? loops : DEEPEST };
  }

  /** Values that are given, with or without a word like "local" in front. */
  #declare(line: number, program: string, written: readonly string[], where: Where): void {
    const isLocal = ['local', 'declare', 'typeset'].includes(program);
    let isKnown = true;
    const doubts: string[] = [];
    const isOdd = written.some((word) => /^[-+]/.test(word) && !/^-[xrg]+$/.test(word));
    for (const word of written) {
      if (/^[-+]/.test(word)) continue;
      const found = ASSIGNMENT.exec(word);
      const name = found?.[1] ?? word;
      if (isLocal) this.#locals?.add(name);
      if (found === null) {
        if (/[$`'"\\]/.test(word))
          this.#variables.doubt(`line ${line} may set its values anew: those before it are taken`);
        else if (isLocal || isOdd) this.#variables.set(name, undefined);
        continue;
      }
      const before = found[3] === '+' ? this.#variables.get(name) : { value: '' };
      // An assignment does not split words.
      const read = found[4]!.startsWith('(') ? undefined : expanded(found[4]!, (one) => this.#quoted(one));
      if (read === undefined || before === undefined || found[2] !== undefined || isOdd) {
        isKnown = false;
        this.#variables.set(name, undefined);
        continue;
      }
      const reasons = [...read.doubts, before.doubt ?? []].flat();
      const reason = this.#doubts(where).length > 0 ? underCondition(name) : reasons[0];
      const value = (before.value + read.words.join('')).replaceAll('\0', ' ');
      this.#variables.set(name, { value, ...(reason === undefined ? {} : { doubt: reason }) });
    }
    if (!isKnown) this.#push(line, [program, ...written].join(' ').trim(), undefined, { ...where, doubts });
  }

  #quoted(name: string): { value: string; doubt?: string } | undefined {
    const known = this.#variables.get(name);
    return known === undefined ? undefined : { ...known, value: known.value.replace(/\s/g, '\0') };
  }
}

/** The commands of a script. Never throws; what is too long is cut, and that is told as a command. */
export function readScript(text: string): readonly ShellCommand[] {
  const cut = text.slice(0, SCRIPT_LIMITS.characters);
  // What is cut within a line would be another command.
  const tokens = tokensOf(cut === text ? text : cut.slice(0, cut.lastIndexOf('\n') + 1));
  const runner = new Runner(settersOf(tokens.tokens));
  runner.list(treeOf(tokens), { doubts: [] });
  if (text.length > SCRIPT_LIMITS.characters) {
    runner.commands.problem(
      text.split('\n').length,
      '(the end)',
      'the script is too long: its end was not read',
    );
  }
  return runner.commands.all;
}
