/**
 * From the values of a policy file to a `Policy`: words are read, references followed, and everything that
 * is wrong is told at once, each fault with its place in the file. A policy comes out only of a file without
 * a fault.
 *
 * Left out: how the file is written (YAML or JSON) and where its lines are; faults carry paths.
 */
import { didYouMean } from '../nearest.ts';
import { FaultList, type KnownNames, POLICY_LIMITS } from './fault-list.ts';
import { readMatch } from './interpret-match.ts';
import type { Link, Policy, PolicyClass, PolicyRule, Prefix, Rate, Rates, RuleAction } from './model.ts';
import { rateText, resolveRates } from './rates.ts';
import type {
  Path,
  PolicyFault,
  RawClass,
  RawLink,
  RawPolicy,
  RawRates,
  RawRule,
  Words,
} from './raw-policy.ts';
import { ruleTitle } from './rule-title.ts';
import { readDscp, readMark, readPart, readPrefix, readRate, readRateOrPart } from './units.ts';

export interface Interpreted {
  /** Absent when there is a fault. */
  readonly policy?: Policy;
  readonly faults: readonly PolicyFault[];
  /** True when faults kept others from being looked for. */
  readonly partial: boolean;
}

/** Reads the values of a file. `lineOf` says on which line a path stands. */
export function interpretPolicy(
  raw: RawPolicy,
  known: KnownNames,
  lineOf: (path: Path) => number = () => 1,
): Interpreted {
  const found = new FaultList();
  tooMany(found, raw);
  const links = (raw.links ?? []).flatMap((link, index) => readLink(found, ['links', index], link) ?? []);
  checkLinks(found, links, raw.links ?? []);
  const sets = readSets(found, raw.hosts ?? {});
  const classes = (raw.classes ?? []).map((one, index) => readClass(found, index, one));
  const judged = checkClasses(found, classes, links, raw);
  const classNames = classes.map(({ name }) => name);
  const rules = (raw.rules ?? []).map((rule, index): PolicyRule => {
    const path: Path = ['rules', index];
    const match = readMatch(found, path, rule, known, sets, links);
    const action = readAction(found, path, rule, classNames, links, known.reservedMark);
    return { name: rule.name ?? ruleTitle(rule), line: lineOf(path), match, action };
  });
  const defaultClass = readDefault(found, raw, classNames);
  if (found.faults.length > 0) return { faults: found.faults, partial: !judged };
  const policy = { links, classes, rules, local: raw.local ?? false };
  return {
    faults: [],
    partial: false,
    policy: defaultClass === undefined ? policy : { ...policy, defaultClass },
  };
}

function tooMany(found: FaultList, raw: RawPolicy): void {
  const counts = [
    ['classes', raw.classes?.length ?? 0, POLICY_LIMITS.classes],
    ['rules', raw.rules?.length ?? 0, POLICY_LIMITS.rules],
    ['hosts', Object.keys(raw.hosts ?? {}).length, POLICY_LIMITS.hostSets],
    ['links', raw.links?.filter(({ wan }) => wan !== undefined).length ?? 0, POLICY_LIMITS.wans],
    ['links', raw.links?.filter(({ lan }) => lan !== undefined).length ?? 0, POLICY_LIMITS.lans],
  ] as const;
  for (const [key, count, limit] of counts) {
    if (count > limit) {
      found.add([key], 'POLICY_LIMIT', `there are too many ${key}`, { given: String(count), limit });
    }
  }
}

/** Linux device names: up to 15 bytes, no slash, no white space. */
const DEVICE = /^[^\s/:"'\\]{1,15}$/;

function readLink(found: FaultList, path: Path, raw: RawLink): Link | undefined {
  const device = raw.wan ?? raw.lan;
  if (device === undefined || (raw.wan !== undefined && raw.lan !== undefined)) {
    found.add(path, 'POLICY_LINK', 'a link is either "wan" or "lan"', {
      next: 'write "wan: eth0" for a link to the outside, "lan: eth1" for one to hosts of your own',
    });
    return undefined;
  }
  if (!DEVICE.test(device) || device === '.' || device === '..') {
    const key = raw.wan === undefined ? 'lan' : 'wan';
    found.add([...path, key], 'POLICY_VALUE', 'this is no name of a network device', {
      given: device,
      next: '"ip link" lists the devices',
    });
  }
  if (raw.lan !== undefined) {
    for (const key of ['up', 'down'] as const) {
      if (raw[key] === undefined) continue;
      found.add([...path, key], 'POLICY_LINK', `a "lan" link has no "${key}"`, {
        atKey: true,
        next: 'rates are those of the "wan" link',
      });
    }
    const hosts = raw.hosts === undefined ? [] : readPrefixes(found, [...path, 'hosts'], raw.hosts);
    return { kind: 'lan', device, hosts };
  }
  if (raw.hosts !== undefined) {
    found.add([...path, 'hosts'], 'POLICY_LINK', 'a "wan" link has no "hosts"', {
      atKey: true,
      next: 'give them to the "lan" link that they are behind',
    });
  }
  const up = raw.up === undefined ? undefined : found.take([...path, 'up'], raw.up, readRate);
  const down = raw.down === undefined ? undefined : found.take([...path, 'down'], raw.down, readRate);
  return {
    kind: 'wan',
    device,
    ...(up === undefined ? {} : { up }),
    ...(down === undefined ? {} : { down }),
  };
}

function checkLinks(found: FaultList, links: readonly Link[], raw: readonly RawLink[]): void {
  const seen = new Set<string>();
  for (const [index, { wan, lan }] of raw.entries()) {
    const device = wan ?? lan ?? '';
    if (seen.has(device)) {
      const key = wan === undefined ? 'lan' : 'wan';
      found.add(['links', index, key], 'POLICY_TWICE', `"${device}" is a link already`, { given: device });
    }
    seen.add(device);
  }
  if (links.length > 0 && !links.some(({ kind }) => kind === 'wan') && links.length === raw.length) {
    found.add(['links'], 'POLICY_LINK', 'there is no link to the outside', { next: 'add "wan: eth0"' });
  }
}

function readPrefixes(found: FaultList, path: Path, words: Words): readonly Prefix[] {
  return found
    .words(path, words, POLICY_LIMITS.addresses)
    .flatMap(([place, word]) => found.take(place, word, readPrefix) ?? []);
}

const NAME = /^[a-z0-9][a-z0-9_-]{0,15}$/;
const NAME_NEXT = 'use up to 16 lower-case letters, digits, "-" and "_"';

function readSets(
  found: FaultList,
  raw: Readonly<Record<string, Words>>,
): ReadonlyMap<string, readonly Prefix[]> {
  const sets = new Map<string, readonly Prefix[]>();
  for (const [name, words] of Object.entries(raw)) {
    if (!NAME.test(name) || /^\d+$/.test(name)) {
      found.add(['hosts', name], 'POLICY_NAME', 'this is no name for a set of hosts', {
        atKey: true,
        given: name,
        next: `${NAME_NEXT}, with a letter`,
      });
    }
    sets.set(name, readPrefixes(found, ['hosts', name], words));
  }
  return sets;
}

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

function readClass(found: FaultList, index: number, raw: RawClass): PolicyClass {
  const path: Path = ['classes', index];
  if (!NAME.test(raw.name)) {
    found.add([...path, 'name'], 'POLICY_NAME', 'this is no name for a class', {
      given: raw.name,
      next: NAME_NEXT,
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

/** Returns whether the rates could be held against each other, for which all of them must be right. */
function checkClasses(
  found: FaultList,
  classes: readonly PolicyClass[],
  links: readonly Link[],
  raw: RawPolicy,
): boolean {
  for (const [index, { name }] of classes.entries()) {
    if (classes.findIndex((one) => one.name === name) < index) {
      found.add(['classes', index, 'name'], 'POLICY_TWICE', `there is a class "${name}" already`, {
        given: name,
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
        const path = ratePath(fault.class, fault.key, raw);
        if (told.has(path.join())) continue;
        told.add(path.join());
        found.add(path, 'POLICY_RATES', fault.message, { given: rateText(bits), next: fault.next });
      }
    }
  }
  return true;
}

function ratePath(index: number | undefined, key: 'least' | 'most', raw: RawPolicy): Path {
  if (index === undefined) return ['classes'];
  const one = raw.classes?.[index];
  if (key === 'most') return ['classes', index, 'max'];
  const written = one?.share !== undefined ? 'share' : one?.min !== undefined ? 'min' : 'name';
  return ['classes', index, written];
}

function readDefault(found: FaultList, raw: RawPolicy, classes: readonly string[]): string | undefined {
  if (raw.default === undefined) {
    // The last class but those that are marked as bulk would be a guess: with several, it must be said.
    if (classes.length <= 1) return classes[0];
    found.add(['classes'], 'POLICY_DEFAULT', 'which class takes what no rule puts elsewhere is not said', {
      next: `add "default: ${classes[Math.min(1, classes.length - 1)]}" or another class at the top of the file`,
    });
    return undefined;
  }
  return classNamed(found, ['default'], raw.default, classes);
}

function classNamed(
  found: FaultList,
  path: Path,
  name: string,
  classes: readonly string[],
): string | undefined {
  if (classes.includes(name)) return name;
  found.add(path, 'POLICY_CLASS_UNKNOWN', `there is no class "${name}"`, {
    given: name,
    next:
      didYouMean(name, classes) ??
      (classes.length === 0 ? 'add "classes"' : `write one of ${classes.join(', ')}`),
  });
  return undefined;
}

const ACTIONS = ['class', 'block', 'limit', 'dscp', 'mark', 'allow'] as const;

function readAction(
  found: FaultList,
  path: Path,
  raw: RawRule,
  classes: readonly string[],
  links: readonly Link[],
  reserved: number,
): RuleAction {
  const given = ACTIONS.filter((key) => raw[key] !== undefined);
  if (given.length === 0) {
    found.add(path, 'POLICY_NO_ACTION', 'the rule does not say what becomes of what it matches', {
      next: 'add one of class, block, limit, dscp, mark, or "allow: true"',
    });
  }
  for (const alone of ['block', 'allow'] as const) {
    if (raw[alone] === undefined || given.length === 1) continue;
    const other = given.find((key) => key !== alone)!;
    found.add([...path, other], 'POLICY_ACTIONS', `"${other}" cannot stand beside "${alone}"`, {
      atKey: true,
      next: `keep one of them; ${alone === 'block' ? 'what is blocked goes nowhere' : '"allow" means as it is'}`,
    });
  }
  if (raw.allow === false) {
    found.add([...path, 'allow'], 'POLICY_VALUE', '"allow" is only ever true', {
      given: 'false',
      next: 'to forbid, write "block: drop" or "block: reject"',
    });
  }
  if (raw.block !== undefined) return { kind: 'block', how: raw.block };
  const name =
    raw.class === undefined ? undefined : classNamed(found, [...path, 'class'], raw.class, classes);
  const limit = raw.limit === undefined ? undefined : found.take([...path, 'limit'], raw.limit, readRate);
  if (limit !== undefined && !links.some(({ kind }) => kind === 'wan')) {
    found.add([...path, 'limit'], 'POLICY_LINK', 'a limit for each host needs to know the outside', {
      atKey: true,
      next: 'add a "wan" link',
    });
  }
  const dscp = raw.dscp === undefined ? undefined : found.take([...path, 'dscp'], raw.dscp, readDscp);
  const mark = raw.mark === undefined ? undefined : found.take([...path, 'mark'], raw.mark, readMark);
  if (mark !== undefined && (mark.mask & reserved) !== 0) {
    found.add([...path, 'mark'], 'POLICY_MARK', 'the mark would change bits that carry names or classes', {
      given: String(raw.mark),
      next: `use bits outside of 0x${(reserved >>> 0).toString(16)}, as "0x10/0xff"`,
    });
  }
  return {
    kind: 'treat',
    ...(name === undefined ? {} : { class: name }),
    ...(dscp === undefined ? {} : { dscp }),
    ...(mark === undefined ? {} : { mark }),
    ...(limit === undefined ? {} : { limit }),
  };
}
