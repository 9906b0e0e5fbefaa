/**
 * Minimisation by partition refinement: Hopcroft's algorithm ("An n log n algorithm for minimizing states in
 * a finite automaton", 1971) in the array form of Valmari ("Fast brief practical DFA minimization", 2012).
 *
 * Blocks of states start out as the classes of equal output. A block is a splitter: for each byte class, the
 * states that lead into it are told apart from those that do not. Of a block that falls apart only the
 * smaller half need become a splitter, which bounds the work.
 *
 * It knows nothing of expressions: a table and an output per state go in, a block per state comes out.
 */

/** Blocks of states in one array, each a run of it. */
class Blocks {
  /** States, block after block. */
  readonly elements: Int32Array;
  readonly #position: Int32Array;
  /** Per state: its block. */
  readonly of: Int32Array;
  readonly first: Int32Array;
  readonly end: Int32Array;
  /** Per block: how many of its elements, from its front, are marked. */
  readonly #marked: Int32Array;
  count = 0;

  constructor(outputs: ArrayLike<number>) {
    const states = outputs.length;
    this.elements = Int32Array.from({ length: states }, (_, state) => state).sort(
      (left, right) => outputs[left]! - outputs[right]! || left - right,
    );
    this.#position = new Int32Array(states);
    this.of = new Int32Array(states);
    this.first = new Int32Array(states);
    this.end = new Int32Array(states);
    this.#marked = new Int32Array(states);
    for (let index = 0; index < states; index += 1) {
      const state = this.elements[index]!;
      if (index === 0 || outputs[this.elements[index - 1]!] !== outputs[state]) {
        this.first[this.count] = index;
        this.count += 1;
      }
      this.#position[state] = index;
      this.of[state] = this.count - 1;
      this.end[this.count - 1] = index + 1;
    }
  }

  size(block: number): number {
    return this.end[block]! - this.first[block]!;
  }

  /** Marks a state, unless it is alone in its block; returns true when it is the first of it to be marked. */
  mark(state: number): boolean {
    const block = this.of[state]!;
    const first = this.first[block]!;
    if (this.end[block] === first + 1) return false;
    const at = this.#position[state]!;
    const border = first + this.#marked[block]!;
    if (at < border) return false;
    const other = this.elements[border]!;
    this.elements[border] = state;
    this.#position[state] = border;
    this.elements[at] = other;
    this.#position[other] = at;
    this.#marked[block]! += 1;
    return this.#marked[block] === 1;
  }

  /** Splits off the smaller of the marked and the unmarked part; returns the new block, or −1 for none. */
  split(block: number): number {
    const marked = this.#marked[block]!;
    this.#marked[block] = 0;
    const size = this.size(block);
    if (marked === size) return -1;
    const created = this.count;
    this.count += 1;
    const border = this.first[block]! + marked;
    if (marked * 2 <= size) {
      this.first[created] = this.first[block]!;
      this.end[created] = border;
      this.first[block] = border;
    } else {
      this.first[created] = border;
      this.end[created] = this.end[block]!;
      this.end[block] = border;
    }
    for (let index = this.first[created]!; index < this.end[created]!; index += 1) {
      this.of[this.elements[index]!] = created;
    }
    return created;
  }
}

/**
 * Predecessors of every state by class: those of (state, class) lie between two neighbouring starts. In this
 * order, since most classes of a state lead to the same one: what is counted, and looked up, lies together.
 */
function predecessors(
  transitions: ArrayLike<number>,
  states: number,
  classes: number,
): { readonly starts: Int32Array; readonly sources: Int32Array } {
  const starts = new Int32Array(states * classes + 1);
  const cells = states * classes;
  for (let cell = 0, column = 0; cell < cells; cell += 1) {
    starts[transitions[cell]! * classes + column + 1]! += 1;
    column = column + 1 === classes ? 0 : column + 1;
  }
  for (let index = 1; index < starts.length; index += 1) starts[index]! += starts[index - 1]!;
  const next = starts.slice();
  const sources = new Int32Array(cells);
  for (let state = 0, cell = 0; state < states; state += 1) {
    for (let column = 0; column < classes; column += 1, cell += 1) {
      const key = transitions[cell]! * classes + column;
      sources[next[key]!] = state;
      next[key]! += 1;
    }
  }
  return { starts, sources };
}

/**
 * The coarsest partition of the states in which states of one block have equal outputs and, for each class,
 * successors in one block. Returns the block of each state; blocks are numbered from 0 without gaps.
 */
export function equivalentStates(
  transitions: ArrayLike<number>,
  classes: number,
  outputs: ArrayLike<number>,
): { readonly count: number; readonly of: Int32Array } {
  const states = outputs.length;
  const blocks = new Blocks(outputs);
  const { starts, sources } = predecessors(transitions, states, classes);
  const waiting: number[] = [];
  const isWaiting = new Uint8Array(states);
  // The largest block need not split the others first: whatever it would tell apart, its complement does.
  let largest = 0;
  for (let block = 1; block < blocks.count; block += 1) {
    if (blocks.size(block) > blocks.size(largest)) largest = block;
  }
  for (let block = 0; block < blocks.count; block += 1) {
    if (block === largest) continue;
    waiting.push(block);
    isWaiting[block] = 1;
  }

  const touched: number[] = [];
  while (waiting.length > 0) {
    const splitter = waiting.pop()!;
    isWaiting[splitter] = 0;
    // The splitter itself may be split on the way, so its members are copied.
    const members = blocks.elements.slice(blocks.first[splitter]!, blocks.end[splitter]!);
    for (let column = 0; column < classes; column += 1) {
      for (let member = 0; member < members.length; member += 1) {
        const key = members[member]! * classes + column;
        const end = starts[key + 1]!;
        for (let index = starts[key]!; index < end; index += 1) {
          const source = sources[index]!;
          if (blocks.mark(source)) touched.push(blocks.of[source]!);
        }
      }
      for (const block of touched) {
        const created = blocks.split(block);
        if (created < 0) continue;
        // `created` is the smaller part: enough on its own, unless the whole was still waiting.
        waiting.push(created);
        isWaiting[created] = 1;
      }
      touched.length = 0;
    }
  }
  return { count: blocks.count, of: blocks.of };
}
