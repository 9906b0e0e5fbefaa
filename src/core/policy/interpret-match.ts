/** The conditions of a rule: names looked up, ports, addresses, times and sizes read. */
import { didYouMean } from '../nearest.ts';
import { type FaultList, type KnownNames, POLICY_LIMITS } from './fault-list.ts';
import type { Link, Prefix, RuleMatch } from './model.ts';
import { contradictionIn } from './never-holds.ts';
import type { Path, RawRule, Words } from './raw-policy.ts';
import { readPorts, readPrefix, readSize, readWindow } from './units.ts';

type NameKey = 'protocol' | 'application' | 'group';

function setOf(known: KnownNames, key: NameKey): ReadonlySet<string> {
  return { protocol: known.protocols, application: known.applications, group: known.groups }[key];
}

/** What to do about a name that is not of this kind: it may be of another, or mistyped. */
function nameAdvice(name: string, key: NameKey, known: KnownNames): string {
  for (const other of ['protocol', 'application', 'group'] as const) {
    if (other !== key && setOf(known, other).has(name)) {
      return `"${name}" is ${other === 'application' ? 'an' : 'a'} ${other}: write "${other}: ${name}"`;
    }
  }
  return didYouMean(name, setOf(known, key)) ?? '"layer7 protocols" lists protocols, applications and groups';
}

function readNames(
  found: FaultList,
  path: Path,
  key: NameKey,
  words: Words,
  known: KnownNames,
): readonly string[] {
  const names: string[] = [];
  for (const [place, word] of found.words([...path, key], words, POLICY_LIMITS.words)) {
    const name = String(word);
    if (setOf(known, key).has(name)) {
      if (!names.includes(name)) names.push(name);
    } else {
      const next = found.isFull ? undefined : nameAdvice(name, key, known);
      const rest = next === undefined ? { given: name } : { given: name, next };
      found.add(place, 'POLICY_NAME_UNKNOWN', `there is no ${key} "${name}"`, rest);
    }
  }
  return names;
}

function readHosts(
  found: FaultList,
  path: Path,
  words: Words,
  sets: ReadonlyMap<string, readonly Prefix[]>,
): readonly Prefix[] {
  const hosts: Prefix[] = [];
  for (const [place, word] of found.words(path, words, POLICY_LIMITS.addresses)) {
    const set = sets.get(String(word));
    if (set !== undefined) {
      hosts.push(...set);
      continue;
    }
    const reading = readPrefix(String(word));
    if (reading.wrong === undefined) {
      hosts.push(reading.value);
    } else {
      const near = found.isFull ? undefined : didYouMean(String(word), sets.keys());
      const next = near ?? `${reading.next}, or the name of a set under "hosts"`;
      found.add(place, 'POLICY_VALUE', reading.wrong, { given: String(word), next });
    }
  }
  if (hosts.length > POLICY_LIMITS.addresses) {
    const limit = POLICY_LIMITS.addresses;
    found.add(path, 'POLICY_LIMIT', 'there are too many addresses', {
      given: String(hosts.length),
      limit,
      next: 'write prefixes in place of single addresses',
    });
  }
  return hosts;
}

/** The conditions of one rule. */
export function readMatch(
  found: FaultList,
  path: Path,
  raw: RawRule,
  known: KnownNames,
  sets: ReadonlyMap<string, readonly Prefix[]>,
  links: readonly Link[],
): RuleMatch {
  const before = found.faults.length;
  const match: { -readonly [K in keyof RuleMatch]: RuleMatch[K] } = {};
  if (raw.protocol !== undefined) match.protocols = readNames(found, path, 'protocol', raw.protocol, known);
  if (raw.application !== undefined) {
    match.applications = readNames(found, path, 'application', raw.application, known);
  }
  if (raw.group !== undefined) match.groups = readNames(found, path, 'group', raw.group, known);
  if (raw.transport !== undefined) match.transport = raw.transport;
  if (raw.port !== undefined) {
    match.ports = found
      .words([...path, 'port'], raw.port, POLICY_LIMITS.words)
      .flatMap(([place, word]) => found.take(place, word, readPorts) ?? []);
  }
  for (const key of ['from', 'to', 'host'] as const) {
    const words = raw[key];
    if (words !== undefined) match[key] = readHosts(found, [...path, key], words, sets);
  }
  if (raw.direction !== undefined) {
    match.direction = raw.direction;
    if (!links.some(({ kind }) => kind === 'wan')) {
      found.add([...path, 'direction'], 'POLICY_LINK', 'up and down need a link to the outside', {
        atKey: true,
        next: 'add a "wan" link',
      });
    }
  }
  if (raw.time !== undefined) {
    match.time = found
      .words([...path, 'time'], raw.time, POLICY_LIMITS.words)
      .flatMap(([place, word]) => found.take(place, word, readWindow) ?? []);
  }
  for (const key of ['after', 'until'] as const) {
    const size = raw[key];
    const bytes = size === undefined ? undefined : found.take([...path, key], size, readSize);
    if (bytes !== undefined) match[key] = bytes;
  }
  if (found.faults.length === before) {
    const never = contradictionIn(match, known);
    if (never !== undefined) {
      const { key, why, next } = never;
      const given = String(raw[key]);
      found.add([...path, key], 'POLICY_NEVER', `the rule can never hold: ${why}`, { given, next });
    }
  }
  return match;
}
