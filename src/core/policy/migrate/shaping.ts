/** The shaping half of a script: devices, HTB classes and filters → links and classes of a policy. */
import { rateText } from '../rates.ts';
import type { RawClass, RawLink } from '../raw-policy.ts';
import { holdsFor } from './match-sets.ts';
import { carried, type Ledger, left } from './outcome.ts';
import type { Mark, ScriptClass, ScriptFacts } from './script-facts.ts';

/** tc: without a unit a rate is in bits, `bps` are bytes a second. */
const TC_UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['bit', 1],
  ['kbit', 1e3],
  ['mbit', 1e6],
  ['gbit', 1e9],
  ['bps', 8],
  ['kbps', 8e3],
  ['mbps', 8e6],
  ['gbps', 8e9],
]);

/** A rate as tc reads it, in bits a second. */
export function readTcRate(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(text);
  const factor = found === null ? undefined : TC_UNITS.get(found[2]!.toLowerCase());
  return factor === undefined ? undefined : Math.round(Number(found![1]) * factor);
}

export interface Shaping {
  readonly links: readonly RawLink[];
  readonly classes: readonly RawClass[];
  readonly defaultClass: string | undefined;
  /** Name of the class that packets with a mark go to. */
  classOfMark(mark: Mark): string | undefined;
  /** Name of the class with an id of the script. */
  classOfId(id: string): string | undefined;
}

/** Links and classes, and what became of the commands that made them. */
export function shapingOf(facts: ScriptFacts, ledger: Ledger, notes: string[]): Shaping {
  const usable = facts.classes.filter((one) => {
    const rates = [readTcRate(one.rate), readTcRate(one.ceiling ?? one.rate)];
    if (!rates.includes(undefined) && !rates.includes(0)) return true;
    ledger.say(
      one.command,
      left(`"${one.ceiling ?? one.rate}" is no rate`, 'say "min" and "max" of a class by hand'),
    );
    return false;
  });
  const links = linksOf(usable, facts, notes);
  const names = new Map<string, string>();
  for (const { id } of leavesOf(usable))
    names.set(id, `class-${id.slice(id.indexOf(':') + 1).toLowerCase()}`);
  const classes = classesOf(usable, names, links, ledger);
  const defaultClass = defaultOf(facts, names, classes, notes);
  for (const { command, device, defaultId, changes } of facts.roots) {
    const known = usable.some((one) => one.device === device);
    if (!known)
      ledger.say(command, left('it has no classes that were carried over', 'say the classes by hand'));
    else if (defaultId === undefined || names.get(defaultId) === defaultClass)
      ledger.say(command, carried(changes));
    else ledger.say(command, carried([...changes, `"${defaultClass}" takes the rest, not ${defaultId}`]));
  }
  for (const { command, classId, changes } of facts.filters) {
    if (names.has(classId)) ledger.say(command, carried(changes));
    else
      ledger.say(
        command,
        left(`there is no class ${classId} without classes of its own`, 'name a class in a rule'),
      );
  }
  return {
    links,
    classes,
    defaultClass,
    classOfMark: (mark) => {
      const filter = facts.filters.find((one) => names.has(one.classId) && holdsFor(mark, one.mark) === true);
      return filter === undefined ? undefined : names.get(filter.classId);
    },
    classOfId: (id) => names.get(id),
  };
}

/** Classes without classes of their own. */
function leavesOf(classes: readonly ScriptClass[]): readonly ScriptClass[] {
  const parents = new Set(classes.map(({ device, parent }) => `${device} ${parent}`));
  return classes.filter(({ device, id }) => !parents.has(`${device} ${id}`));
}

const isTop = (one: ScriptClass, classes: readonly ScriptClass[]): boolean =>
  !classes.some(({ device, id }) => device === one.device && id === one.parent);

/** Rate of a device: of its classes directly below the root, the largest. */
function deviceRate(classes: readonly ScriptClass[], device: string): number {
  const tops = classes.filter((one) => one.device === device && isTop(one, classes));
  return Math.max(
    ...tops.map(({ rate, ceiling }) => Math.max(readTcRate(rate)!, readTcRate(ceiling ?? rate)!)),
  );
}

function linksOf(classes: readonly ScriptClass[], facts: ScriptFacts, notes: string[]): readonly RawLink[] {
  const shaped = [...new Set(classes.map(({ device }) => device))];
  const wans = shaped.filter((device) => facts.outside.has(device));
  if (wans.length === 0 && shaped.length > 0) {
    wans.push(shaped[0]!);
    notes.push(`${shaped[0]} is taken for the link to the outside: see whether it is`);
  }
  const lans = shaped.filter((device) => !wans.includes(device));
  const down = lans.length === 0 ? undefined : deviceRate(classes, lans[0]!);
  if (lans.length > 1) notes.push(`the lan links share what ${lans[0]} had`);
  if (down === undefined && wans.length > 0) {
    notes.push('the script shapes no downloads: add "down" to the wan link, and the "lan" link, to do so');
  }
  return [
    ...wans.map((wan): RawLink => {
      const up = rateText(deviceRate(classes, wan));
      return { wan, up, ...(down === undefined ? {} : { down: rateText(down) }) };
    }),
    ...lans.map((lan): RawLink => ({ lan })),
  ];
}

interface Made {
  readonly name: string;
  readonly min: { up?: string; down?: string };
  readonly max: { up?: string; down?: string };
  priority?: number;
}

/** Classes with the same number are one class of the policy, on whatever device they are. */
function classesOf(
  all: readonly ScriptClass[],
  names: ReadonlyMap<string, string>,
  links: readonly RawLink[],
  ledger: Ledger,
): readonly RawClass[] {
  const wans = new Set(links.flatMap(({ wan }) => wan ?? []));
  const found = new Map<string, Made>();
  const leaves = new Set(leavesOf(all));
  for (const one of all) {
    const name = names.get(one.id);
    if (!leaves.has(one) || name === undefined) {
      const changes = isTop(one, all) ? [] : ['classes within classes are side by side in a policy'];
      ledger.say(one.command, carried([...one.changes, ...changes]));
      continue;
    }
    const way = wans.has(one.device) ? 'up' : 'down';
    const made: Made = found.get(name) ?? { name, min: {}, max: {} };
    found.set(name, made);
    const [min, max] = [rateText(readTcRate(one.rate)!), rateText(readTcRate(one.ceiling ?? one.rate)!)];
    const isOther = made.min[way] !== undefined && (made.min[way] !== min || made.max[way] !== max);
    const told = `all links have the rates that ${name} had on the first`;
    ledger.say(one.command, carried(isOther ? [...one.changes, told] : one.changes));
    made.min[way] ??= min;
    made.max[way] ??= max;
    if (one.priority !== undefined) made.priority = Math.min(8, one.priority + 1);
  }
  return [...found.values()];
}

function defaultOf(
  facts: ScriptFacts,
  names: ReadonlyMap<string, string>,
  classes: readonly RawClass[],
  notes: string[],
): string | undefined {
  for (const { defaultId } of facts.roots) {
    const name = names.get(defaultId ?? '');
    if (name !== undefined) return name;
  }
  const last = classes.at(-1)?.name;
  if (last !== undefined)
    notes.push(`the script lets what it does not mark pass unshaped: "${last}" takes it now`);
  return last;
}
