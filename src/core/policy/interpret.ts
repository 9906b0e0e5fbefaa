/**
 * From the values of a policy file to a `Policy`: words are read, references followed, and everything that
 * is wrong is told at once, each fault with its place in the file. A policy comes out only of a file without
 * a fault.
 *
 * Left out: how the file is written (YAML or JSON) and where its lines are; faults carry paths.
 */
import { didYouMean } from '../nearest.ts';
import { FaultList, type KnownNames, POLICY_LIMITS, SHORT_NAME, SHORT_NAME_NEXT } from './fault-list.ts';
import { checkClasses, readClass } from './interpret-classes.ts';
import { checkLinks, readLink, readPrefixes } from './interpret-links.ts';
import { readMatch } from './interpret-match.ts';
import type { Link, Policy, PolicyRule, Prefix, RuleAction } from './model.ts';
import type { Path, PolicyFault, RawPolicy, RawRule, Words } from './raw-policy.ts';
import { ruleTitle } from './rule-title.ts';
import { readDscp, readMark, readRate } from './units.ts';

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
  if (found.faults.length > 0) return { faults: found.faults, partial: true };
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

/** What can be told of a list that is too long: how the same is said with less. */
const LESS = {
  classes: 'put what is alike into one class',
  rules: 'name several protocols, ports or addresses in one rule',
  hosts: 'join sets, or write their addresses into the rules',
  links: 'leave out links that no class and no rule is about',
} as const;

function tooMany(found: FaultList, raw: RawPolicy): void {
  const counts = [
    ['classes', raw.classes?.length ?? 0, POLICY_LIMITS.classes],
    ['rules', raw.rules?.length ?? 0, POLICY_LIMITS.rules],
    ['hosts', Object.keys(raw.hosts ?? {}).length, POLICY_LIMITS.hostSets],
    ['links', raw.links?.filter(({ wan }) => wan !== undefined).length ?? 0, POLICY_LIMITS.wans],
    ['links', raw.links?.filter(({ lan }) => lan !== undefined).length ?? 0, POLICY_LIMITS.lans],
  ] as const;
  for (const [key, count, limit] of counts) {
    if (count <= limit) continue;
    const given = String(count);
    found.add([key], 'POLICY_LIMIT', `there are too many ${key}`, { given, limit, next: LESS[key] });
  }
}

function readSets(
  found: FaultList,
  raw: Readonly<Record<string, Words>>,
): ReadonlyMap<string, readonly Prefix[]> {
  const sets = new Map<string, readonly Prefix[]>();
  for (const [name, words] of Object.entries(raw)) {
    if (!SHORT_NAME.test(name) || /^\d+$/.test(name)) {
      found.add(['hosts', name], 'POLICY_NAME', 'this is no name for a set of hosts', {
        atKey: true,
        given: name,
        next: `${SHORT_NAME_NEXT}, with a letter`,
      });
    }
    sets.set(name, readPrefixes(found, ['hosts', name], words));
  }
  return sets;
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
