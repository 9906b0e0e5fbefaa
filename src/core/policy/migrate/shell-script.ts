/**
 * A shell script as the commands that it runs, as far as they can be told without running it: variables that
 * were given plain values are put in, `for` over known words is followed, and so are functions where they are
 * called. What stands under a condition or behind `&&` is read as if it ran, and carries the doubt. A command
 * whose words nobody can know, or that is never come to, is a command all the same: nothing of a script is
 * dropped here.
 */
import { CommandList, SCRIPT_LIMITS, type ShellCommand } from './shell-commands.ts';
import { type Called, DEEPEST_CALL, STOPS, type Stop, underCondition, type Where } from './shell-flow.ts';
import { tokensOf } from './shell-tokens.ts';
import { type List, type Node, type Span, type Step, treeOf } from './shell-tree.ts';
import { ASSIGNMENT, namesSet, SETTING, settersOf, VariableStore } from './shell-variables.ts';
import { expanded, type Variable } from './shell-words.ts';

/** Commands that set values and do nothing else. */
const DECLARING = new Set(['export', 'readonly', 'local', 'declare', 'typeset']);

class Runner {
  readonly commands = new CommandList();
  readonly #variables = new VariableStore();
  readonly #setters: readonly (readonly [at: number, name: string])[];
  readonly #functions = new Map<string, Called>();
  /** Names that the function at hand has to itself, with their values outside. */
  #locals: Map<string, Variable | undefined> | undefined;
  /** What the function at hand is called with, if that is known. */
  #arguments: readonly string[] | undefined;
  /** Functions that call each other. */
  #depth = 0;
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
    if (stop !== undefined && stop.kind !== 'exit')
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
        this.#define(node, where);
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

  #define(node: Called['node'], where: Where): void {
    const before = this.#functions.get(node.name);
    if (where.idle === undefined) {
      this.#functions.set(node.name, {
        node,
        doubts: this.#doubts(where),
        given: new Set(),
      });
      if (before === undefined || before.given.size > 0) return;
      const line = this.commands.all.at(-1)?.line ?? 1;
      this.commands.problem(
        line,
        `${node.name}()`,
        'there are two functions of this name: only the last is read',
      );
      this.list(before.node.body, { doubts: [], idle: `another function ${node.name} takes its place` });
    } else this.list(node.body, where);
  }

  /** Runs a function with these words behind its name. */
  #call(line: number, called: Called, given: readonly string[] | undefined, where: Where): Stop | undefined {
    // Of calls that may not happen, as those for "start" and "restart", one counts.
    const key = JSON.stringify(given ?? null);
    if (where.doubts.length > 0 && called.given.has(key)) {
      this.#forget(called.node.span);
      return undefined;
    }
    called.given.add(key);
    if (this.#depth >= DEEPEST_CALL) {
      this.commands.problem(
        line,
        called.node.name,
        'functions call each other too often: this one is not followed',
      );
      return undefined;
    }
    const [locals, before, left] = [this.#locals, this.#arguments, this.#mayBeLeft];
    const own = new Map<string, Variable | undefined>();
    this.#locals = own;
    this.#arguments = given;
    this.#depth += 1;
    const doubts = [...where.doubts, ...called.doubts];
    const stop = this.list(called.node.body, { doubts, inFunction: true });
    this.#depth -= 1;
    this.#mayBeLeft = left;
    this.#arguments = before;
    this.#locals = locals;
    for (const [name, value] of own) this.#variables.set(name, value);
    return stop?.kind === 'exit' ? stop : undefined;
  }

  /** Functions that nothing in the script calls for sure: somebody does, with what they are given then. */
  uncalled(): void {
    const times = Map.groupBy(this.#setters, ([, name]) => name);
    for (const [name, called] of this.#functions) {
      if (called.given.size > 0) continue;
      for (const [one, setters] of times) if (setters.length > 1) this.#variables.set(one, undefined);
      const doubt = `it stands in the function ${name}: it is read as if it always ran`;
      this.#call(0, called, undefined, { doubts: [doubt] });
    }
  }

  #expand(written: readonly string[]): { words: string[]; doubts: string[] } | undefined {
    const words: string[] = [];
    const doubts: string[] = [];
    for (const word of written) {
      const read = expanded(word, (name) => this.#value(name), this.#arguments);
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
    const called = this.#functions.get(read?.words[0] ?? program);
    if (called !== undefined) {
      const idle = 'what the function does is told where it stands';
      this.#push(line, read?.words.join(' ') ?? text, read?.words, { ...inner, idle });
      for (const word of written.slice(0, at)) this.#variables.set(ASSIGNMENT.exec(word)![1]!, undefined);
      return this.#call(line, called, read?.words.slice(1), inner);
    }
    if (read === undefined) this.#push(line, text, undefined, inner);
    else if (read.words.length > 0) this.#push(line, read.words.join(' '), read.words, inner);
    if (program === 'shift' || program === 'set') this.#arguments = undefined;
    if (program === 'exit' || (program === 'exec' && words.length > 1))
      return { kind: 'exit', line, loops: 0 };
    if (program === 'return') return { kind: where.inFunction === true ? 'return' : 'exit', line, loops: 0 };
    if (where.inLoop !== true || (program !== 'break' && program !== 'continue')) return undefined;
    const loops = Number(read?.words[1] ?? 1);
    return { kind: program, line, loops: loops >= 1 ? loops : Number.POSITIVE_INFINITY };
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
      if (isLocal && this.#locals?.has(name) === false) this.#locals.set(name, this.#variables.get(name));
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

  #value(name: string): Variable | undefined {
    if (!/^\d$/.test(name)) return this.#variables.get(name);
    if (name === '0' || this.#arguments === undefined) return undefined;
    // What is not given is empty.
    return { value: this.#arguments[Number(name) - 1] ?? '' };
  }

  #quoted(name: string): { value: string; doubt?: string } | undefined {
    const known = this.#value(name);
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
  runner.uncalled();
  if (text.length > SCRIPT_LIMITS.characters) {
    runner.commands.problem(
      text.split('\n').length,
      '(the end)',
      'the script is too long: its end was not read',
    );
  }
  return runner.commands.all;
}
