/**
 * A script of l7-filter's days → a policy: rules that set marks and filters that lead marks into classes
 * become classes and rules, rules that drop become blocks. What a mark meant is found from the tc filters;
 * a mark that no filter reads stays a mark.
 *
 * Two things differ and are minded. In a script the last rule that sets a mark wins, in a policy the first
 * that holds decides: where it matters the order is turned round. A script shapes packets, a policy
 * connections: a test on one side's address or port takes both ways.
 */
import { nearestNames } from '../../nearest.ts';
import type { KnownNames } from '../fault-list.ts';
import { rateText } from '../rates.ts';
import type { RawClass, RawLink, RawPolicy, RawRule } from '../raw-policy.ts';
import { readMark, readPrefix } from '../units.ts';
import {
  type ScriptFacts,
  type ScriptMatch,
  type ScriptRule,
  scriptFacts,
  type Unread,
} from './script-facts.ts';
import { readScript } from './shell-lines.ts';

export interface Migrated {
  readonly policy: RawPolicy;
  /** Lines of the script that rules and classes come from. */
  readonly carried: number;
  /** What was not carried over, by line. */
  readonly unread: readonly Unread[];
  /** What has become of the rest, where it is not the same. */
  readonly notes: readonly string[];
}

/** Names of l7-filter whose protocol has another name here. */
const RENAMED: Readonly<Record<string, string>> = {
  ssl: 'tls',
  validcertssl: 'tls',
  skypeout: 'skype',
  skypetoskype: 'skype',
  xboxlive: 'xbox',
  'snmp-mon': 'snmp',
  'snmp-trap': 'snmp',
  'http-itunes': 'itunes',
  'msn-filetransfer': 'msnmessenger',
};

/** tc: without a unit a rate is in bits, `bps` are bytes a second. */
const TC_UNITS: Readonly<Record<string, number>> = {
  '': 1,
  bit: 1,
  kbit: 1e3,
  mbit: 1e6,
  gbit: 1e9,
  bps: 8,
  kbps: 8e3,
  mbps: 8e6,
  gbps: 8e9,
};

/** A rate as tc reads it, in bits a second. */
export function readTcRate(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(text);
  if (found === null) return undefined;
  const factor = TC_UNITS[found[2]!.toLowerCase()];
  return factor === undefined ? undefined : Math.round(Number(found[1]) * factor);
}

/** Where the leaf classes of the script are, by the mark or the number that leads to them. */
interface Target {
  readonly name: string;
  readonly ids: ReadonlySet<string>;
  readonly marks: ReadonlySet<number>;
}

/** The policy of a script. Never throws: what cannot be carried over is told. */
export function policyFromScript(text: string, known: KnownNames): Migrated {
  const facts = scriptFacts(readScript(text));
  const unread: Unread[] = [...facts.unread];
  const notes: string[] = [];
  const links = linksOf(facts, notes);
  const targets = targetsOf(facts);
  const classes = classesOf(facts, targets, links, unread);
  const other = defaultOf(facts, targets, classes, notes);
  const rules = rulesOf(facts, targets, classes, links, known, unread, notes);
  const policy: RawPolicy = {
    ...(links.length === 0 ? {} : { links }),
    ...(classes.length === 0 ? {} : { classes }),
    ...(other === undefined ? {} : { default: other }),
    rules,
  };
  const carried = facts.rules.length + facts.classes.length + facts.filters.length;
  return { policy, carried, unread: unread.sort((a, b) => a.line - b.line), notes };
}

/** Rate of a device: of its classes directly below the root, the largest. */
function deviceRate(facts: ScriptFacts, device: string): number | undefined {
  const own = facts.classes.filter((one) => one.device === device);
  const ids = new Set(own.map(({ id }) => id));
  const rates = own
    .filter(({ parent }) => !ids.has(parent))
    .map(({ rate, ceiling }) => Math.max(readTcRate(rate) ?? 0, readTcRate(ceiling ?? rate) ?? 0));
  return rates.length === 0 ? undefined : Math.max(...rates);
}

function linksOf(facts: ScriptFacts, notes: string[]): readonly RawLink[] {
  const shaped = [...new Set(facts.classes.map(({ device }) => device))];
  const wans = shaped.filter((device) => facts.outside.has(device));
  if (wans.length === 0 && shaped.length > 0) {
    wans.push(shaped[0]!);
    notes.push(`${shaped[0]} is taken for the link to the outside: see whether it is`);
  }
  const lans = shaped.filter((device) => !wans.includes(device));
  const down = lans.map((device) => deviceRate(facts, device)).find((rate) => rate !== undefined);
  if (down === undefined && wans.length > 0) {
    notes.push('the script shapes no downloads: add "down" to the wan link, and the "lan" link, to do so');
  }
  return [
    ...wans.map((wan): RawLink => {
      const up = deviceRate(facts, wan);
      return {
        wan,
        ...(up === undefined ? {} : { up: rateText(up) }),
        ...(down === undefined ? {} : { down: rateText(down) }),
      };
    }),
    ...lans.map((lan): RawLink => ({ lan })),
  ];
}

/** Classes that a mark leads to are one class of the policy, on whatever device they are. */
function targetsOf(facts: ScriptFacts): readonly Target[] {
  const parents = new Set(facts.classes.map(({ parent }) => parent));
  const leaves = facts.classes.filter(({ id }) => !parents.has(id));
  const byName = new Map<string, { ids: Set<string>; marks: Set<number> }>();
  for (const { id } of leaves) {
    const marks = facts.filters.filter(({ classId }) => classId === id).map(({ mark }) => mark);
    const name = `class-${id.slice(id.indexOf(':') + 1)}`;
    const target = byName.get(name) ?? { ids: new Set(), marks: new Set() };
    target.ids.add(id);
    for (const mark of marks) target.marks.add(mark);
    byName.set(name, target);
  }
  return [...byName].map(([name, target]) => ({ name, ...target }));
}

function classesOf(
  facts: ScriptFacts,
  targets: readonly Target[],
  links: readonly RawLink[],
  unread: Unread[],
): readonly RawClass[] {
  const wans = new Set(links.flatMap(({ wan }) => wan ?? []));
  return targets.map(({ name, ids }) => {
    const min: { up?: string; down?: string } = {};
    const max: { up?: string; down?: string } = {};
    let priority: number | undefined;
    for (const one of facts.classes) {
      if (!ids.has(one.id)) continue;
      const way = wans.has(one.device) ? 'up' : 'down';
      const rate = readTcRate(one.rate);
      const ceiling = one.ceiling === undefined ? undefined : readTcRate(one.ceiling);
      if (rate === undefined) {
        unread.push({ line: one.line, text: one.rate, reason: 'this is no rate' });
        continue;
      }
      min[way] = rateText(rate);
      max[way] = rateText(ceiling ?? rate);
      priority = one.priority ?? priority;
    }
    return {
      name,
      min,
      max,
      ...(priority === undefined ? {} : { priority: Math.min(8, priority + 1) }),
    };
  });
}

function defaultOf(
  facts: ScriptFacts,
  targets: readonly Target[],
  classes: readonly RawClass[],
  notes: string[],
): string | undefined {
  if (classes.length === 0) return undefined;
  const named = new Set(facts.defaults.values());
  const target = targets.find(({ ids }) => [...ids].some((id) => named.has(id)));
  if (target !== undefined) return target.name;
  notes.push(`the script lets what it does not mark pass unshaped: "${classes.at(-1)!.name}" takes it now`);
  return classes.at(-1)!.name;
}

const isPlain = ({ match }: ScriptRule): boolean =>
  match.l7 !== undefined &&
  match.ports.length === 0 &&
  match.hosts.length === 0 &&
  match.transport === undefined;

function rulesOf(
  facts: ScriptFacts,
  targets: readonly Target[],
  classes: readonly RawClass[],
  links: readonly RawLink[],
  known: KnownNames,
  unread: Unread[],
  notes: string[],
): readonly RawRule[] {
  const blocks = facts.rules.filter(({ action }) => action.kind === 'drop' || action.kind === 'reject');
  let treats = facts.rules.filter(({ action }) => action.kind !== 'drop' && action.kind !== 'reject');
  if (!treats.every(isPlain) && treats.length > 1) {
    treats = treats.toReversed();
    notes.push('rules that set marks are in the reverse order: there the last one wins, here the first');
  }
  const rules: RawRule[] = [];
  const translate = ({ line, match, action }: ScriptRule): void => {
    const drop = (reason: string): void => void unread.push({ line, text: matchText(match), reason });
    const matches = matchesOf(match, facts, links, known, drop);
    if (matches === undefined) return;
    for (const one of matches) {
      if (action.kind === 'drop' || action.kind === 'reject') rules.push({ ...one, block: action.kind });
      else if (action.kind === 'dscp') rules.push({ ...one, dscp: action.value });
      else {
        const target = targets.find(({ ids, marks }) =>
          action.kind === 'mark' ? marks.has(action.mark) : ids.has(action.classId),
        );
        if (target !== undefined) rules.push({ ...one, class: target.name });
        else if (action.kind === 'classify') drop(`there is no class ${action.classId}`);
        else if (classes.length > 0 && action.mark === 0) rules.push({ ...one, allow: true });
        else rules.push({ ...one, mark: userMark(action.mark, known, drop) ?? 0 });
      }
    }
  };
  for (const rule of blocks) translate(rule);
  for (const rule of treats) translate(rule);
  return merged(rules.filter(({ mark }) => mark !== 0));
}

function userMark(mark: number, known: KnownNames, drop: (reason: string) => void): string | undefined {
  const text = mark <= 0xff ? `0x${mark.toString(16)}/0xff` : `0x${mark.toString(16)}/0xffff`;
  const reading = readMark(text);
  if (reading.wrong === undefined && (reading.value.mask & known.reservedMark) === 0) return text;
  drop("the mark uses bits that are layer7's own; choose another");
  return undefined;
}

const matchText = ({ l7, mark }: ScriptMatch): string =>
  l7 !== undefined ? `--l7proto ${l7}` : mark !== undefined ? `--mark ${mark}` : '';

/** The policy's words for a match; several for a mark that several rules set. */
function matchesOf(
  match: ScriptMatch,
  facts: ScriptFacts,
  links: readonly RawLink[],
  known: KnownNames,
  drop: (reason: string) => void,
): readonly RawRule[] | undefined {
  if (match.mark !== undefined) {
    const setters = facts.rules.filter(({ action }) => action.kind === 'mark' && action.mark === match.mark);
    if (setters.length === 0) {
      drop('no rule of the script sets this mark');
      return undefined;
    }
    const { mark: _, ...rest } = match;
    return setters.flatMap((setter) => {
      const both = { ...rest, ...setter.match, time: match.time ?? setter.match.time } as ScriptMatch;
      return matchesOf(both, facts, links, known, drop) ?? [];
    });
  }
  const rule: { -readonly [K in keyof RawRule]: RawRule[K] } = {};
  if (match.l7 !== undefined) {
    const key = nameKey(match.l7, known, drop);
    if (key === undefined) return undefined;
    rule[key[0]] = key[1];
  }
  if (match.transport === 'tcp' || match.transport === 'udp') rule.transport = match.transport;
  else if (match.transport !== undefined && match.transport !== 'all') {
    drop(`only tcp and udp have names, not ${match.transport}`);
    return undefined;
  }
  if (match.ports.length > 0) rule.port = [...new Set(match.ports)];
  if (match.hosts.length > 0) {
    const wrong = match.hosts.find((host) => readPrefix(host).wrong !== undefined);
    if (wrong !== undefined) {
      drop(`"${wrong}" is no address or prefix as a policy writes them`);
      return undefined;
    }
    rule.host = match.hosts;
  }
  if (match.time !== undefined) rule.time = match.time;
  const direction = directionOf(match, links);
  if (direction !== undefined) rule.direction = direction;
  return [rule];
}

function directionOf(
  { inDevice, outDevice }: ScriptMatch,
  links: readonly RawLink[],
): 'up' | 'down' | undefined {
  const wans = new Set(links.flatMap(({ wan }) => wan ?? []));
  const lans = new Set(links.flatMap(({ lan }) => lan ?? []));
  if (wans.has(outDevice ?? '') || lans.has(inDevice ?? '')) return 'up';
  return wans.has(inDevice ?? '') || lans.has(outDevice ?? '') ? 'down' : undefined;
}

/** The key and the name here of a name of l7-filter. */
function nameKey(
  name: string,
  known: KnownNames,
  drop: (reason: string) => void,
): readonly ['protocol' | 'application', string] | undefined {
  const plain = name.toLowerCase();
  for (const one of [plain, RENAMED[plain] ?? plain]) {
    if (known.protocols.has(one)) return ['protocol', one];
    if (known.applications.has(one)) return ['application', one];
  }
  const near = nearestNames(plain, [...known.protocols, ...known.applications], 2);
  const hint = near.length === 0 ? '' : `; near it: ${near.join(', ')}`;
  drop(`there is no protocol "${name}" here${hint}`);
  return undefined;
}

/** Neighbours that differ in one name only become one rule. */
function merged(rules: readonly RawRule[]): readonly RawRule[] {
  const result: RawRule[] = [];
  for (const rule of rules) {
    const last = result.at(-1);
    const key = rule.protocol !== undefined ? 'protocol' : 'application';
    if (last !== undefined && rule[key] !== undefined && last[key] !== undefined) {
      const { [key]: names, ...rest } = rule;
      const { [key]: before, ...restBefore } = last;
      if (JSON.stringify(rest) === JSON.stringify(restBefore)) {
        const all = [before, names].flat() as string[];
        result[result.length - 1] = { [key]: [...new Set(all)], ...rest };
        continue;
      }
    }
    result.push(rule);
  }
  return result;
}
