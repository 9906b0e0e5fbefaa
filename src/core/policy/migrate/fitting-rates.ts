/** What classes are promised, made to fit what the links carry: HTB took greater promises, and did not keep them. */
import type { RawClass, RawLink } from '../raw-policy.ts';
import { exactRate, RATE_RANGE } from '../units.ts';
import { readTcRate } from './tc-rates.ts';

/** A class as it is made, its rates by the way that it is about. */
export interface Made {
  readonly name: string;
  readonly min: { up?: string; down?: string };
  readonly max: { up?: string; down?: string };
  readonly priority: number;
}

const { least } = RATE_RANGE;

const bitsOf = (text: string | number | undefined): number => readTcRate(String(text).replace(' ', '')) ?? 0;

/** Links with room for all classes, and classes that promise no more than there is. */
export function fitting(
  given: readonly RawLink[],
  classes: readonly Made[],
  notes: string[],
): { readonly links: readonly RawLink[]; readonly classes: readonly RawClass[] } {
  let links = given;
  for (const way of ['up', 'down'] as const) {
    const needed = classes.length * least;
    const carried = links.flatMap((link) => (link[way] === undefined ? [] : bitsOf(link[way])));
    if (carried.length === 0) continue;
    if (Math.min(...carried) < needed) {
      notes.push(
        `a policy keeps ${exactRate(least)} for each class: links carry at least ${exactRate(needed)} ${way}`,
      );
      links = links.map((link) =>
        link[way] !== undefined && bitsOf(link[way]) < needed ? { ...link, [way]: exactRate(needed) } : link,
      );
    }
    const asking = classes.filter(({ min }) => min[way] !== undefined);
    const carries = Math.max(needed, Math.min(...carried));
    // A class without a promise has to have something left.
    const rest = (classes.length - asking.length) * Math.ceil(Math.max(least, carries * 0.01));
    const part = partOf(
      asking.map(({ min }) => bitsOf(min[way])),
      carries - rest,
    );
    if (part >= 1) continue;
    for (const { min, max } of asking) {
      min[way] = exactRate(Math.max(least, Math.floor(bitsOf(min[way]) * part)));
      if (bitsOf(max[way]) < bitsOf(min[way])) max[way] = min[way]!;
    }
    const each = `${Math.floor(part * 1000) / 10}%`;
    notes.push(
      `the classes are promised more than a link carries ${way}: "min" of each is ${each} of what it was`,
    );
  }
  return { links, classes };
}

/** The part that each can have of what it asks for, none getting less than the least. */
function partOf(asked: readonly number[], carries: number): number {
  let part = 1;
  // Those that are down to the least leave the others less: so on until nothing changes.
  for (let before = 2; part < before; ) {
    before = part;
    const large = asked.filter((bits) => bits * before > least);
    const sum = large.reduce((all, bits) => all + bits, 0);
    const left = carries - (asked.length - large.length) * least;
    if (sum > 0) part = Math.min(part, Math.max(0, left) / sum);
  }
  return part;
}
