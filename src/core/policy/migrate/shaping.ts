/** The shaping half of a script: devices, HTB classes and filters → links and classes of a policy. */
import type { RawClass, RawLink } from '../raw-policy.ts';
import { exactRate, RATE_RANGE } from '../units.ts';
import { fitting, type Made } from './fitting-rates.ts';
import { holdsFor } from './match-sets.ts';
import { carried, type Ledger, left } from './outcome.ts';
import type { Mark, ScriptClass, ScriptFacts } from './script-facts.ts';
import { isTop, shapedLinks, type Way } from './shaped-links.ts';
import { readTcRate } from './tc-rates.ts';

/** Names of the classes that packets go to each way; of a way without a name, what takes the rest. */
export type Lead =
  | {
      readonly up: string | undefined;
      readonly down: string | undefined;
      readonly changes: readonly string[];
    }
  | { readonly problem: string };

export interface Shaping {
  readonly links: readonly RawLink[];
  readonly classes: readonly RawClass[];
  readonly defaultClass: string | undefined;
  /** Where packets with a mark go; `elsewhere` are bits that other rules of the script set. */
  ofMark(mark: Mark, elsewhere: number): Lead;
  /** Where packets go that are put into a class by its number. */
  ofId(id: string): Lead;
}

const OTHER_BITS = 'the other bits of the mark are taken for 0: no rule of the script sets them';

/** Links and classes, and what became of the commands that made them. */
export function shapingOf(facts: ScriptFacts, ledger: Ledger, notes: string[]): Shaping {
  const readable = facts.classes.filter(({ command, rate, ceiling = rate }) => {
    const bits = [readTcRate(rate), readTcRate(ceiling)];
    if (bits.every((one) => one !== undefined && one > 0 && one <= RATE_RANGE.most)) return true;
    ledger.say(command, left(`"${ceiling}" is no rate`, 'say "min" and "max" of a class by hand'));
    return false;
  });
  const { links: asShaped, classes: usable, devices } = shapedLinks(readable, facts, ledger, notes);
  const names = namesOf(usable);
  const nameOf = (device: string, id: string): string | undefined => names.get(`${device} ${id}`);
  const { links, classes } = fitting(asShaped, classesOf(usable, names, devices.up, ledger), notes);
  const defaultClass = defaultOf(facts, nameOf, classes, notes);
  for (const { command, device, defaultId, changes } of facts.roots) {
    const isUsed = usable.some((one) => one.device === device);
    if (!isUsed)
      ledger.say(command, left('it has no classes that were carried over', 'say the classes by hand'));
    else if (defaultId === undefined || nameOf(device, defaultId) === defaultClass)
      ledger.say(command, carried(changes));
    else ledger.say(command, carried([...changes, `"${defaultClass}" takes the rest, not ${defaultId}`]));
  }
  for (const { command, device, classId, changes } of facts.filters) {
    if (nameOf(device, classId) !== undefined) ledger.say(command, carried(changes));
    else {
      const reason = `there is no class ${classId} without classes of its own on ${device}`;
      ledger.say(command, left(reason, 'name a class in a rule'));
    }
  }
  const filtered = new Set(facts.filters.map(({ device }) => device));
  const silent = [...devices.up, ...devices.down].filter((device) => !filtered.has(device));
  if (filtered.size > 0 && silent.length > 0)
    notes.push(`${silent.join(', ')} has no filters: marks are taken to lead to the same classes there`);

  const markAt = (
    device: string,
    mark: Mark,
    elsewhere: number,
    changes: string[],
  ): string | undefined | null => {
    for (const { mark: test, classId } of facts.filters.filter((one) => one.device === device)) {
      const free = test.mask & ~mark.mask;
      let holds = holdsFor(mark, test);
      if (holds === undefined) {
        if ((elsewhere & free) !== 0) return null;
        holds = (test.value & free) === 0;
        if (holds) changes.push(OTHER_BITS);
      }
      if (holds) return nameOf(device, classId);
    }
    return undefined;
  };
  const lead = (
    at: (device: string) => string | undefined | null,
    counts: (device: string) => boolean,
    changes: readonly string[],
  ): Lead => {
    const found = (way: Way) => [...new Set(devices[way].filter(counts).map(at))];
    const [up, down] = [found('up'), found('down')];
    if ([...up, ...down].includes(null))
      return { problem: 'whether a filter takes the mark depends on bits that other rules set' };
    if (up.length > 1 || down.length > 1)
      return { problem: 'it leads to other classes on other links of the same kind' };
    // A way that nothing is said about is as the other.
    const [first, second] = [up, down].map(
      (one, index, both) => (one.length > 0 ? one : both[1 - index]!)[0],
    );
    return { up: first ?? undefined, down: second ?? undefined, changes };
  };
  return {
    links,
    classes,
    defaultClass,
    ofMark: (mark, elsewhere) => {
      const changes: string[] = [];
      const at = (device: string) => markAt(device, mark, elsewhere, changes);
      const found = lead(at, (device) => filtered.has(device), changes);
      return 'problem' in found ? found : { ...found, changes: [...new Set(changes)] };
    },
    ofId: (id) =>
      lead(
        (device) => nameOf(device, id),
        () => true,
        [],
      ),
  };
}

/** Classes without classes of their own. */
function leavesOf(classes: readonly ScriptClass[]): readonly ScriptClass[] {
  const parents = new Set(classes.map(({ device, parent }) => `${device} ${parent}`));
  return classes.filter(({ device, id }) => !parents.has(`${device} ${id}`));
}

/**
 * Names of classes, by device and number. Those with the same number behind the colon are one class of the
 * policy: it has the rates of one for what goes up, of the other for what comes down.
 */
function namesOf(classes: readonly ScriptClass[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { device, id } of leavesOf(classes)) {
    const short = `class-${id.slice(id.indexOf(':') + 1)}`;
    const name = taken.has(`${device} ${short}`) ? `class-${id.replace(':', '-')}` : short;
    taken.add(`${device} ${name}`);
    names.set(`${device} ${id}`, name);
  }
  return names;
}

function classesOf(
  all: readonly ScriptClass[],
  names: ReadonlyMap<string, string>,
  wans: readonly string[],
  ledger: Ledger,
): readonly Made[] {
  const found = new Map<string, Made>();
  for (const one of all) {
    const { command, device, id, rate, ceiling = rate } = one;
    const name = names.get(`${device} ${id}`);
    const changes = [...one.changes];
    const top = isTop(one, all);
    if (name === undefined) {
      const isOnly = top && all.filter((other) => other.device === device && isTop(other, all)).length === 1;
      if (!isOnly) changes.push('classes within classes are side by side in a policy');
      ledger.say(command, carried(changes));
      continue;
    }
    const way = wans.includes(device) ? 'up' : 'down';
    // HTB: without a class above it there is nobody to borrow from. Without a number it is asked first.
    const [least, most] = [rate, top ? rate : ceiling].map((text) => readTcRate(text)!) as [number, number];
    if (top && readTcRate(ceiling)! > least)
      changes.push('without a class above it, it never had more than its rate');
    if (least < RATE_RANGE.least) changes.push(`a policy keeps no less than ${exactRate(RATE_RANGE.least)}`);
    const [min, max] = [least, Math.max(least, most)].map((bits) =>
      exactRate(Math.max(RATE_RANGE.least, bits)),
    ) as [string, string];
    const priority = Math.min(8, (one.priority ?? 0) + 1);
    const made: Made = found.get(name) ?? { name, min: {}, max: {}, priority };
    found.set(name, made);
    if (made.min[way] !== undefined && (made.min[way] !== min || made.max[way] !== max))
      changes.push(`all links have the rates that ${name} had on the first`);
    if (made.priority !== priority) changes.push(`"priority" of ${name} is that of its first link`);
    ledger.say(command, carried(changes));
    made.min[way] ??= min;
    made.max[way] ??= max;
  }
  return [...found.values()];
}

function defaultOf(
  facts: ScriptFacts,
  nameOf: (device: string, id: string) => string | undefined,
  classes: readonly RawClass[],
  notes: string[],
): string | undefined {
  for (const { device, defaultId } of facts.roots) {
    const name = nameOf(device, defaultId ?? '');
    if (name !== undefined) return name;
  }
  const last = classes.at(-1)?.name;
  if (last !== undefined)
    notes.push(`the script lets what it does not mark pass unshaped: "${last}" takes it now`);
  return last;
}
