/**
 * The names nearest to a mistyped one, for "no protocol `htpp`; did you mean http?": optimal string
 * alignment distance (insert, delete, replace, swap of neighbours, each at cost 1), which covers the usual
 * slips of the hand.
 *
 * Left out: weights by keyboard. The lists are short and the reader human.
 */

/** How many single edits turn `from` into `to`. */
export function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(above[column] + 1, current[column - 1] + 1, above[column - 1] + (same ? 0 : 1));
      const swapped = row > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, before[column - 2] + 1);
      current.push(cost);
    }
    before = above;
    above = current;
  }
  return above[to.length];
}

/** Longest text that is compared; what is longer is near nothing. */
const LONGEST = 128;

/**
 * Names worth suggesting for `given`: nearest first, ties in alphabetical order, at most `most`. A name that
 * shares less than half of its characters with what was typed is no help and is left out; case is ignored.
 */
export function nearestNames(given: string, names: Iterable<string>, most = 3): readonly string[] {
  const typed = given.toLowerCase();
  if (typed.length > LONGEST) return [];
  const candidates: { readonly name: string; readonly distance: number }[] = [];
  for (const name of names) {
    const lower = name.toLowerCase();
    // Something typed in front of or behind the name counts as one slip, however long it is.
    const inside = typed.length >= 3 && lower.length >= 3 && (lower.includes(typed) || typed.includes(lower));
    const distance = inside ? Math.min(1, editDistance(typed, lower)) : editDistance(typed, lower);
    const allowed = Math.max(1, Math.floor(Math.max(typed.length, lower.length) / 2));
    if (distance <= allowed) candidates.push({ name, distance });
  }
  candidates.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return candidates.slice(0, most).map((candidate) => candidate.name);
}

/** `did you mean "a" or "b"?`, or undefined when nothing is near. */
export function didYouMean(given: string, names: Iterable<string>): string | undefined {
  const near = nearestNames(given, names);
  if (near.length === 0) return undefined;
  return `did you mean ${near.map((name) => `"${name}"`).join(' or ')}?`;
}
