/** The classes of a policy file, and whether the links carry what they are promised. */
import { type FaultList, SHORT_NAME, SHORT_NAME_NEXT } from './fault-list.ts';
import type { Direction, Link, PolicyClass, Rate, Rates } from './model.ts';
import { type RateFault, resolveRates } from './rates.ts';
import type { Path, RawClass, RawPolicy, RawRates } from './raw-policy.ts';
import { readPart, readRateOrPart } from './units.ts';

function readRates(found: FaultList, path: Path, raw: RawRates): Rates {
  if (typeof raw !== 'object') {
    const rate = found.take(path, raw, readRateOrPart);
    return rate === undefined ? {} : { up: rate, down: rate };
  }
  const rates: { up?: Rate; down?: Rate } = {};
  for (const way of ['up', 'down'] as const) {
    const text = raw[way];
    const rate = text === undefined ? undefined : found.take([...path, way], text, readRateOrPart);
    if (rate !== undefined) rates[way] = rate;
  }
  return rates;
}

/** tc knows eight priorities. */
const PRIORITIES = 8;

/** One class. */
export function readClass(found: FaultList, index: number, raw: RawClass): PolicyClass {
  const path: Path = ['classes', index];
  if (!SHORT_NAME.test(raw.name)) {
    found.add([...path, 'name'], 'POLICY_NAME', 'this is no name for a class', {
      given: raw.name,
      next: SHORT_NAME_NEXT,
    });
  }
  if (raw.share !== undefined && raw.min !== undefined) {
    found.add([...path, 'min'], 'POLICY_CLASS', '"share" and "min" say the same thing', {
      atKey: true,
      next: 'keep one of them',
    });
  }
  const part = raw.share === undefined ? undefined : found.take([...path, 'share'], raw.share, readPart);
  const least: Rates =
    part !== undefined
      ? { up: { part }, down: { part } }
      : raw.min === undefined
        ? {}
        : readRates(found, [...path, 'min'], raw.min);
  return {
    name: raw.name,
    least,
    most: raw.max === undefined ? {} : readRates(found, [...path, 'max'], raw.max),
    priority: raw.priority ?? Math.min(PRIORITIES, index + 1),
    traffic: raw.traffic ?? 'normal',
  };
}

/** What is wrong with the classes together. Returns whether the rates could be held against each other, for which all of them must be right. */
export function checkClasses(
  found: FaultList,
  classes: readonly PolicyClass[],
  links: readonly Link[],
  raw: RawPolicy,
): boolean {
  for (const [index, { name }] of classes.entries()) {
    if (classes.findIndex((one) => one.name === name) < index) {
      found.add(['classes', index, 'name'], 'POLICY_TWICE', `there is a class "${name}" already`, {
        given: name,
        next: 'give one of the two another name',
      });
    }
  }
  const shaped = links.some((link) => link.kind === 'wan' && (link.up ?? link.down) !== undefined);
  if (classes.length > 0 && !shaped && found.faults.length === 0) {
    found.add(['classes'], 'POLICY_NO_RATE', 'classes share a link, and no "wan" link has a rate', {
      next: 'add "up" and "down" to the link, somewhat less than it carries',
    });
  }
  if (classes.length === 0) return true;
  if (found.faults.length > 0) return false;
  const told = new Set<string>();
  for (const link of links) {
    if (link.kind !== 'wan') continue;
    for (const way of ['up', 'down'] as const) {
      const bits = link[way];
      if (bits === undefined) continue;
      for (const fault of resolveRates(classes, way, bits).faults) {
        const { path, given } = rateAsked(fault, way, raw.classes ?? []);
        if (told.has(path.join())) continue;
        told.add(path.join());
        found.add(path, 'POLICY_RATES', fault.message, { given, next: fault.next });
      }
    }
  }
  return true;
}

/** What a class asks for one way, as it is written; undefined where it asks for nothing. */
function asked(raw: RawRates | undefined, way: Direction): string | number | undefined {
  return typeof raw === 'object' ? raw[way] : raw;
}

const LONGEST_GIVEN = 120;

/** Where and how what a fault is about is written. */
function rateAsked(
  { class: index, key }: RateFault,
  way: Direction,
  classes: readonly RawClass[],
): { readonly path: Path; readonly given: string } {
  if (index === undefined) {
    const shares = classes.map(({ name, share, min }) => [name, share ?? asked(min, way)] as const);
    const text = shares.flatMap(([name, part]) => (part === undefined ? [] : `${name} ${part}`)).join(', ');
    const given = text.length <= LONGEST_GIVEN ? text : `${text.slice(0, LONGEST_GIVEN - 1)}…`;
    return { path: ['classes'], given };
  }
  const one = classes[index]!;
  const word = key === 'most' ? 'max' : one.share !== undefined ? 'share' : 'min';
  const value = one[word];
  const written = asked(value, way);
  if (written === undefined) return { path: ['classes', index, 'name'], given: one.name };
  const path: Path = ['classes', index, word, ...(typeof value === 'object' ? [way] : [])];
  return { path, given: String(written) };
}
