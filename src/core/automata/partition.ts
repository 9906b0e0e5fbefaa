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
interface Blocks {
  /** States, block after block; and the place of each of them. */
  readonly elements: Int32Array;
  readonly position: Int32Array;
  /** Per state: its block. */
  readonly of: Int32Array;
  readonly first: Int32Array;
  readonly end: Int32Array;
  /** Per block: how many of its elements, from its front, are marked. */
  readonly marked: Int32Array;
  count: number;
}

/** One block for each output. */
function blocksByOutput(outputs: ArrayLike<number>): Blocks {
  const states = outputs.length;
  const elements = Int32Array.from({ length: states }, (_, state) => state).sort(
    (left, right) => outputs[left]! - outputs[right]! || left - right,
  );
  const numbers = (): Int32Array => new Int32Array(states);
  const [position, of, first, end] = [numbers(), numbers(), numbers(), numbers()];
  let count = 0;
  for (let index = 0; index < states; index += 1) {
    const state = elements[index]!;
    if (index === 0 || outputs[elements[index - 1]!] !== outputs[state]) {
      first[count] = index;
      count += 1;
    }
    position[state] = index;
    of[state] = count - 1;
    end[count - 1] = index + 1;
  }
  return { elements, position, of, first, end, marked: numbers(), count };
}

/**
 * Marks the states between two places of `sources`, but those that are alone in their block. Blocks of which
 * the first state is marked are added to `touched`, which has `touches`; returns how many it has then.
 */
function mark(
  { elements, position, of, first, end, marked }: Blocks,
  sources: Int32Array,
  from: number,
  to: number,
  touched: Int32Array,
  touches: number,
): number {
  let count = touches;
  for (let index = from; index < to; index += 1) {
    const state = sources[index]!;
    const block = of[state]!;
    const start = first[block]!;
    if (end[block] === start + 1) continue;
    const at = position[state]!;
    const before = marked[block]!;
    const border = start + before;
    if (at < border) continue;
    const other = elements[border]!;
    elements[border] = state;
    position[state] = border;
    elements[at] = other;
    position[other] = at;
    marked[block] = before + 1;
    if (before > 0) continue;
    touched[count] = block;
    count += 1;
  }
  return count;
}

/** Splits off the smaller of the marked and the unmarked part; returns the new block, or −1 for none. */
function split(blocks: Blocks, block: number): number {
  const { elements, of, first, end, marked } = blocks;
  const [start, stop] = [first[block]!, end[block]!];
  const border = start + marked[block]!;
  marked[block] = 0;
  if (border === stop) return -1;
  const created = blocks.count;
  blocks.count += 1;
  const isFront = border - start <= stop - border;
  first[created] = isFront ? start : border;
  end[created] = isFront ? border : stop;
  if (isFront) first[block] = border;
  else end[block] = border;
  for (let index = first[created]!; index < end[created]!; index += 1) of[elements[index]!] = created;
  return created;
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
  const blocks = blocksByOutput(outputs);
  const { elements, first, end } = blocks;
  const { starts, sources } = predecessors(transitions, states, classes);
  const size = (block: number): number => end[block]! - first[block]!;
  // The largest block need not split the others first: whatever it would tell apart, its complement does.
  let largest = 0;
  for (let block = 1; block < blocks.count; block += 1) if (size(block) > size(largest)) largest = block;
  const waiting: number[] = [];
  for (let block = 0; block < blocks.count; block += 1) if (block !== largest) waiting.push(block);

  const touched = new Int32Array(states);
  while (waiting.length > 0) {
    const splitter = waiting.pop()!;
    // The splitter itself may be split on the way, so its members are copied.
    const members = elements.slice(first[splitter]!, end[splitter]!);
    for (let column = 0; column < classes; column += 1) {
      let touches = 0;
      for (let member = 0; member < members.length; member += 1) {
        const key = members[member]! * classes + column;
        touches = mark(blocks, sources, starts[key]!, starts[key + 1]!, touched, touches);
      }
      for (let index = 0; index < touches; index += 1) {
        const created = split(blocks, touched[index]!);
        // The smaller part is enough on its own, unless the whole was still waiting.
        if (created >= 0) waiting.push(created);
      }
    }
  }
  return { count: blocks.count, of: blocks.of };
}
