/** The links of a policy file: devices, what they carry, what is behind them. */
import { readDevice } from './device-name.ts';
import { type FaultList, POLICY_LIMITS } from './fault-list.ts';
import type { Link, Prefix } from './model.ts';
import type { Path, RawLink, Words } from './raw-policy.ts';
import { readPrefix, readRate } from './units.ts';

/** One link, or undefined where it is not said which kind it is. */
export function readLink(found: FaultList, path: Path, raw: RawLink): Link | undefined {
  const device = raw.wan ?? raw.lan;
  if (device === undefined || (raw.wan !== undefined && raw.lan !== undefined)) {
    found.add(path, 'POLICY_LINK', 'a link is either "wan" or "lan"', {
      next: 'write "wan: eth0" for a link to the outside, "lan: eth1" for one to hosts of your own',
    });
    return undefined;
  }
  found.take([...path, raw.wan === undefined ? 'lan' : 'wan'], device, readDevice);
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

/** What is wrong with the links together. */
export function checkLinks(found: FaultList, links: readonly Link[], raw: readonly RawLink[]): void {
  const seen = new Set<string>();
  for (const [index, { wan, lan }] of raw.entries()) {
    const device = wan ?? lan ?? '';
    if (seen.has(device)) {
      const key = wan === undefined ? 'lan' : 'wan';
      found.add(['links', index, key], 'POLICY_TWICE', `"${device}" is a link already`, {
        given: device,
        next: 'keep one of the two: a device is one link',
      });
    }
    seen.add(device);
  }
  if (links.length > 0 && !links.some(({ kind }) => kind === 'wan') && links.length === raw.length) {
    found.add(['links'], 'POLICY_LINK', 'there is no link to the outside', { next: 'add "wan: eth0"' });
  }
}

/** The addresses of a set or a link. */
export function readPrefixes(found: FaultList, path: Path, words: Words): readonly Prefix[] {
  return found
    .words(path, words, POLICY_LIMITS.addresses)
    .flatMap(([place, word]) => found.take(place, word, readPrefix) ?? []);
}
