/**
 * Two languages compared: does one contain the other, are they equal, do they share anything? Decided, not
 * guessed, and every "no" comes with a shortest example.
 *
 * The language of an expression is the set of all data on which it matches if the data ends there: strings
 * with at least one byte that the expression sees (so not of NUL bytes alone, where those are dropped),
 * because a packet that adds no byte is never tried. Since a flow's data so far is such a string at every
 * packet's end, `left ⊆ right` means: however a flow's bytes are cut into packets, wherever `left` matches,
 * `right` does too.
 *
 * Method: breadth-first search through the product of the two automata. A pair in which one of the two has
 * come to rest (DEAD or MATCHED) needs no search: what the other can still do is known beforehand
 * (`shortest.ts`). That leaves few pairs, and the search ends as soon as nothing shorter can be found.
 */
import { classesFrom, refine } from './byte-classes.ts';
import { DEAD, type Dfa, MATCHED } from './dfa.ts';
import { byteCost, NO_WAY, readableBytes, shortestWays, type Ways, wayFrom } from './shortest.ts';

/** What two languages have in common and what not: a shortest string of each kind, or null. */
export interface Comparison {
  /** In both; null: the languages are disjoint. */
  readonly both: Uint8Array | null;
  /** In the left one only; null: left ⊆ right. */
  readonly onlyLeft: Uint8Array | null;
  /** In the right one only; null: right ⊆ left. */
  readonly onlyRight: Uint8Array | null;
}

/** How two languages lie to each other. Empty languages are apart from every other one. */
export type Relation = 'equal' | 'inside' | 'contains' | 'overlaps' | 'disjoint';

/** The relation of the left language to the right one. */
export function relationOf({ both, onlyLeft, onlyRight }: Comparison): Relation {
  if (both === null) return onlyLeft === null && onlyRight === null ? 'equal' : 'disjoint';
  if (onlyLeft === null) return onlyRight === null ? 'equal' : 'inside';
  return onlyRight === null ? 'contains' : 'overlaps';
}

/**
 * A language made ready for comparisons: its automaton, and the shortest ways to a match and to none.
 */
export interface Language {
  readonly dfa: Dfa;
  readonly toMatch: Ways;
  readonly toNoMatch: Ways;
}

/** The language of `dfa`, without the string in which it sees no byte. */
export function languageOf(dfa: Dfa): Language {
  const seeing = withoutEmpty(dfa);
  return {
    dfa: seeing,
    toMatch: shortestWays(seeing, seeing.accepting),
    toNoMatch: shortestWays(
      seeing,
      seeing.accepting.map((accepts) => 1 - accepts),
    ),
  };
}

/** A shortest string of the language, or null when it is empty. */
export function shortestMatch({ dfa, toMatch }: Language): Uint8Array | null {
  return toMatch.length[dfa.start] === NO_WAY ? null : Uint8Array.from(wayFrom(toMatch, dfa.start));
}

/** A shortest string with a byte that the expression sees and does not match, or null when there is none. */
export function shortestNoMatch({ dfa, toNoMatch, toMatch }: Language): Uint8Array | null {
  const { start } = dfa;
  if (toMatch.length[start] === NO_WAY) return Uint8Array.of(0x61);
  const { count } = dfa.classes;
  const bytes = readableBytes(dfa.classes);
  let best: number[] | null = null;
  for (let column = 0; column < count; column += 1) {
    const byte = bytes[column]!;
    const target = dfa.transitions[start * count + column]!;
    if ((byte === 0 && dfa.dropsNul) || toNoMatch.length[target] === NO_WAY) continue;
    const way = [byte, ...wayFrom(toNoMatch, target)];
    if (best === null || way.length < best.length) best = way;
  }
  return best === null ? null : Uint8Array.from(best);
}

/** The same automaton with a start that does not accept: for data of which it has seen nothing. */
function withoutEmpty(dfa: Dfa): Dfa {
  if (dfa.accepting[dfa.start] === 0) return dfa;
  const classes = dfa.dropsNul
    ? classesFrom((byte) => (byte === 0 ? -1 : dfa.classes.of[byte]!))
    : dfa.classes;
  const states = dfa.states + 1;
  const fresh = dfa.states;
  const transitions = new Int32Array(states * classes.count);
  for (let byte = 255; byte >= 0; byte -= 1) {
    const column = classes.of[byte]!;
    for (let state = 0; state < dfa.states; state += 1) {
      transitions[state * classes.count + column] =
        dfa.transitions[state * dfa.classes.count + dfa.classes.of[byte]!]!;
    }
    transitions[fresh * classes.count + column] =
      byte === 0 && dfa.dropsNul ? fresh : transitions[dfa.start * classes.count + column]!;
  }
  const accepting = new Uint8Array(states);
  accepting.set(dfa.accepting);
  return { states, start: fresh, classes, transitions, accepting, dropsNul: dfa.dropsNul };
}

/** One kind of string that is looked for, and the best found so far. */
class Goal {
  length = NO_WAY;
  cost = 0;
  /** Pair at which the search stood, and the side and table by which the rest is known. */
  #pair = 0;
  #ways: Ways | undefined;
  #state = 0;

  /** A string that goes on from `pair`, reached after `depth` bytes, by the way of `state`. */
  offer(pair: number, depth: number, cost: number, ways?: Ways, state = 0): void {
    let length = depth;
    let total = cost;
    if (ways !== undefined) {
      if (ways.length[state] === NO_WAY) return;
      length += ways.length[state]!;
      total += ways.cost[state]!;
    }
    if (length > this.length || (length === this.length && total >= this.cost)) return;
    this.length = length;
    this.cost = total;
    this.#pair = pair;
    this.#ways = ways;
    this.#state = state;
  }

  bytes(trail: (pair: number) => number[]): Uint8Array | null {
    if (this.length === NO_WAY) return null;
    const tail = this.#ways === undefined ? [] : wayFrom(this.#ways, this.#state);
    return Uint8Array.from([...trail(this.#pair), ...tail]);
  }
}

/** Compares two languages; shortest examples, with as few unprintable bytes as that length allows. */
export function compare(left: Language, right: Language): Comparison {
  const both = new Goal();
  const onlyLeft = new Goal();
  const onlyRight = new Goal();
  const goals = [both, onlyLeft, onlyRight];
  const classes = refine(left.dfa.classes, right.dfa.classes);
  const bytes = readableBytes(classes);
  const leftColumns = bytes.map((byte) => left.dfa.classes.of[byte]!);
  const rightColumns = bytes.map((byte) => right.dfa.classes.of[byte]!);
  const costs = bytes.map(byteCost);
  const leftStride = left.dfa.classes.count;
  const rightStride = right.dfa.classes.count;

  // Pairs in order of discovery: their states, how they were reached, and how dearly.
  const leftStates = [left.dfa.start];
  const rightStates = [right.dfa.start];
  const parents = [-1];
  const parentBytes = [0];
  const trailCosts = [0];
  /** Whether the search goes on from the pair. */
  const isOpen = [false];
  const numbers = new Map<number, number>([[left.dfa.start * right.dfa.states + right.dfa.start, 0]]);

  /** Offers what pair (`p`, `q`) is an example of; true when the search must go on from it. */
  const judge = (pair: number, p: number, q: number, depth: number, cost: number): boolean => {
    const [l, r] = [left, right];
    if (q === DEAD) onlyLeft.offer(pair, depth, cost, l.toMatch, p);
    else if (q === MATCHED) {
      both.offer(pair, depth, cost, l.toMatch, p);
      onlyRight.offer(pair, depth, cost, l.toNoMatch, p);
    } else if (p === DEAD) onlyRight.offer(pair, depth, cost, r.toMatch, q);
    else if (p === MATCHED) {
      both.offer(pair, depth, cost, r.toMatch, q);
      onlyLeft.offer(pair, depth, cost, r.toNoMatch, q);
    } else {
      const leftAccepts = l.dfa.accepting[p] === 1;
      const rightAccepts = r.dfa.accepting[q] === 1;
      if (leftAccepts && rightAccepts) both.offer(pair, depth, cost);
      else if (leftAccepts) onlyLeft.offer(pair, depth, cost);
      else if (rightAccepts) onlyRight.offer(pair, depth, cost);
      return true;
    }
    return false;
  };

  isOpen[0] = judge(0, left.dfa.start, right.dfa.start, 0, 0);
  let first = 0;
  let end = 1;
  for (let depth = 0; first < end; depth += 1) {
    if (goals.every((goal) => goal.length <= depth)) break;
    // All pairs of one depth are settled before the next: the cheaper of two equally short trails wins.
    for (let pair = first; pair < end; pair += 1) {
      if (!isOpen[pair]) continue;
      const p = leftStates[pair]! * leftStride;
      const q = rightStates[pair]! * rightStride;
      for (let column = 0; column < bytes.length; column += 1) {
        const target = left.dfa.transitions[p + leftColumns[column]!]!;
        const other = right.dfa.transitions[q + rightColumns[column]!]!;
        const cost = trailCosts[pair]! + costs[column]!;
        const key = target * right.dfa.states + other;
        const known = numbers.get(key);
        if (known === undefined) {
          numbers.set(key, leftStates.length);
          leftStates.push(target);
          rightStates.push(other);
          parents.push(pair);
          parentBytes.push(bytes[column]!);
          trailCosts.push(cost);
        } else if (known >= end && cost < trailCosts[known]!) {
          parents[known] = pair;
          parentBytes[known] = bytes[column]!;
          trailCosts[known] = cost;
        }
      }
    }
    first = end;
    end = leftStates.length;
    for (let pair = first; pair < end; pair += 1) {
      isOpen[pair] = judge(pair, leftStates[pair]!, rightStates[pair]!, depth + 1, trailCosts[pair]!);
    }
  }

  const trail = (pair: number): number[] => {
    const reversed: number[] = [];
    for (let at = pair; parents[at]! >= 0; at = parents[at]!) reversed.push(parentBytes[at]!);
    return reversed.reverse();
  };
  return { both: both.bytes(trail), onlyLeft: onlyLeft.bytes(trail), onlyRight: onlyRight.bytes(trail) };
}
