/**
 * The members of the sets that are the states of a DFA: NFA instructions that take a byte or end a match,
 * each with a *guard*.
 *
 * Looks are why there are guards. What stands behind a place is known when the place is reached: the byte
 * just taken, or the start. What stands ahead is not, so a member carries the condition that the next byte,
 * or the end of the data, must meet for it to count. `$` is a guard that only the end meets. A guard has two
 * sides, because what may follow a byte that the expression goes on to take is not always what may follow
 * the match (`Look.last`).
 */
import { ALL_BYTES, type ByteSet, has, intersection, isEmpty } from '../regex/byte-set.ts';
import { ANYTHING, type Neighbour } from '../regex/syntax.ts';
import { type ByteClasses, representatives } from './byte-classes.ts';
import type { Nfa } from './nfa.ts';

/** What must come next for a member to count. */
interface Guard {
  /** The next byte, if the member takes it. */
  readonly ahead: ByteSet;
  /** What follows, if the match ends here. */
  readonly last: Neighbour;
}

const NO_GUARD: Guard = { ahead: ALL_BYTES, last: ANYTHING };

function keyOf({ ahead, last }: Guard): string {
  return `${ahead.join()} ${last.bytes.join()} ${last.edge}`;
}

/** Members of sets, as integers: guard number × program length + instruction. */
export class Members {
  readonly #nfa: Nfa;
  readonly #classes: ByteClasses;
  readonly #bytes: Uint8Array;
  readonly guards: Guard[] = [NO_GUARD];
  readonly #guardNumbers = new Map<string, number>([[keyOf(NO_GUARD), 0]]);
  /** Per class: number of the context, one for all classes that no look behind tells apart. */
  readonly context: Int32Array;
  /** One representative class per context; −1 is the start of the data, always the last context. */
  readonly #contexts: number[] = [];
  readonly #closures: (Int32Array | undefined)[] = [];
  readonly #mark: Int32Array;
  #marks = 0;
  /** Instructions visited so far to find which members stand for which. */
  visits = 0;

  constructor(nfa: Nfa, classes: ByteClasses) {
    this.#nfa = nfa;
    this.#classes = classes;
    this.#bytes = representatives(classes);
    this.#mark = new Int32Array(nfa.program.length);
    this.context = this.#findContexts();
  }

  #findContexts(): Int32Array {
    const looks = this.#nfa.program.filter((instruction) => instruction.kind === 'look');
    const numbers = new Map<string, number>();
    const context = new Int32Array(this.#classes.count);
    for (let byteClass = 0; byteClass < this.#classes.count; byteClass += 1) {
      const byte = this.#bytes[byteClass]!;
      const key = looks
        .flatMap(({ look }) => [look.behind, look.first])
        .map((neighbour) => (has(neighbour.bytes, byte) ? '1' : '0'))
        .join('');
      let number = numbers.get(key);
      if (number === undefined) {
        number = this.#contexts.push(byteClass) - 1;
        numbers.set(key, number);
      }
      context[byteClass] = number;
    }
    this.#contexts.push(-1);
    return context;
  }

  get startContext(): number {
    return this.#contexts.length - 1;
  }

  #guard(guard: Guard): number {
    const key = keyOf(guard);
    let number = this.#guardNumbers.get(key);
    if (number === undefined) {
      number = this.guards.push(guard) - 1;
      this.#guardNumbers.set(key, number);
    }
    return number;
  }

  /** The `bytes` and `match` members that stand for instruction `from`, reached in `context`. */
  closure(from: number, context: number): Int32Array {
    const key = from * this.#contexts.length + context;
    const known = this.#closures[key];
    if (known !== undefined) return known;
    const found: number[] = [];
    this.#follow(from, 0, this.#contexts[context]!, found);
    const members = Int32Array.from(found);
    this.#closures[key] = members;
    return members;
  }

  #follow(from: number, guard: number, behind: number, found: number[]): void {
    const { program } = this.#nfa;
    const begins = from === this.#nfa.start;
    this.#marks += 1;
    // Guarded walks may come to one instruction under several guards, so they remember pairs.
    const guarded = new Set<number>();
    const stack = [from];
    const guards = [guard];
    while (stack.length > 0) {
      const at = stack.pop()!;
      const under = guards.pop()!;
      this.visits += 1;
      const member = under * program.length + at;
      if (under === 0) {
        if (this.#mark[at] === this.#marks) continue;
        this.#mark[at] = this.#marks;
      } else {
        if (guarded.has(member)) continue;
        guarded.add(member);
      }
      const instruction = program[at]!;
      switch (instruction.kind) {
        case 'bytes':
        case 'match':
          found.push(member);
          break;
        case 'split':
          stack.push(instruction.other, instruction.next);
          guards.push(under, under);
          break;
        case 'look': {
          const { look } = instruction;
          const required = begins ? look.first : look.behind;
          const holds = behind < 0 ? required.edge : has(required.bytes, this.#bytes[behind]!);
          if (!holds) break;
          const before = this.guards[under]!;
          const ahead = intersection(before.ahead, look.ahead.bytes);
          const last: Neighbour = {
            bytes: intersection(before.last.bytes, look.last.bytes),
            edge: before.last.edge && look.last.edge,
          };
          if (isEmpty(ahead) && isEmpty(last.bytes) && !last.edge) break;
          stack.push(instruction.next);
          guards.push(this.#guard({ ahead, last }));
          break;
        }
      }
    }
  }

  /** Whether `member` goes on by the bytes of a class. */
  takes(member: number, byteClass: number): boolean {
    const { program } = this.#nfa;
    const at = member % program.length;
    const guard = (member - at) / program.length;
    const instruction = program[at]!;
    const byte = this.#bytes[byteClass]!;
    if (instruction.kind === 'bytes') {
      return has(instruction.set, byte) && (guard === 0 || has(this.guards[guard]!.ahead, byte));
    }
    // A guarded match is ended by the byte that meets the guard.
    return guard !== 0 && has(this.guards[guard]!.last.bytes, byte);
  }

  /** Where `member` goes on: an instruction. */
  next(member: number): number {
    const at = member % this.#nfa.program.length;
    const instruction = this.#nfa.program[at]!;
    return instruction.kind === 'bytes' ? instruction.next : at;
  }

  /** Whether `member` is the end of a match that nothing can undo. */
  isMatch(member: number): boolean {
    return this.#nfa.program[member]?.kind === 'match';
  }

  /** Whether `member` is the end of a match if the data ends here. */
  isMatchAtEnd(member: number): boolean {
    const { program } = this.#nfa;
    const at = member % program.length;
    return program[at]!.kind === 'match' && this.guards[(member - at) / program.length]!.last.edge;
  }
}
