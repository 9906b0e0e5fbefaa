/**
 * How this machine reaches addresses, from `ip route` and `ip address` (iproute2, JSON): what the accountant
 * needs to tell hosts and links. The main routing tables only: where rules choose among several tables, or a
 * route has several next hops, the first is taken.
 *
 * A link that is down has no routes, and carries nothing. Its routes are kept from before, so that a link which
 * was down for a moment, when this was read, is not unknown until the next time.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PATH_VALUES } from '../../core/accounting/account-book.ts';
import { type Paths, PLACE } from '../../core/accounting/accountant.ts';
import { type Prefix, PrefixTable } from '../../core/accounting/prefix-table.ts';

/** How a link is shown that is this machine itself. */
export const LOCAL = 'local';

/** Number of `LOCAL`; 0 is "not known". */
const LOCAL_LINK = 1;

/** Routes and addresses that are read at most, in bytes of text. */
const MOST_TEXT = 8 << 20;

/** The kernel's kind of devices that take in packets once more, to queue them (ifb). */
const IFB = 'ifb';

/** Readings in a row, one a minute, that a link is not there until its number may be another's. */
const LONG_GONE = 60;

/** An interface as netlink knows it. */
export interface Device {
  readonly index: number;
  /** Bytes of the link header that its counters include. */
  readonly header: number;
}

/** What stands before the IP header on links of Ethernet's kind. */
const ETHERNET_HEADER = 14;

export interface NamedPaths extends Paths {
  readonly devices: ReadonlyMap<string, Device>;
  /** Names of links by number; the first is empty. */
  readonly links: readonly string[];
  /** By number: readings in a row that the link was not there. */
  readonly absences: readonly number[];
  readonly prefixes: readonly Prefix[];
  /** Prefixes for which there was no room. */
  readonly leftOut: number;
  /** Links for which there was no number. */
  readonly unnumbered: ReadonlySet<string>;
}

/** What `ip -j route` and `ip -j address` print, as far as it is needed. */
export interface RouteLine {
  readonly dst?: string;
  readonly dev?: string;
  readonly type?: string;
  readonly nexthops?: readonly { readonly dev?: string }[];
}
export interface AddressLine {
  readonly ifname?: string;
  readonly flags?: readonly string[];
  readonly ifindex?: number;
  readonly link_type?: string;
  readonly linkinfo?: { readonly info_kind?: string };
  readonly addr_info?: readonly {
    readonly local?: string;
    readonly broadcast?: string;
    readonly family?: string;
  }[];
}

/**
 * Paths from what the tools printed. Links keep the numbers that they had `before`, so that rows begun under
 * the paths before mean the same; when numbers run out, those of links that are long gone are given again.
 */
export function pathsFrom(
  routes: Readonly<Record<4 | 6, readonly RouteLine[]>>,
  addresses: readonly AddressLine[],
  before: Pick<NamedPaths, 'links' | 'absences' | 'prefixes'> = NOTHING,
): NamedPaths {
  const links = [...before.links];
  const absences = [...before.absences];
  const unnumbered = new Set<string>();
  const places = new Uint8Array(PATH_VALUES).fill(PLACE.inside);
  places[0] = PLACE.outside;
  places[LOCAL_LINK] = PLACE.local;
  const numberOf = (name: string): number => {
    let number = links.indexOf(name);
    if (number < 0) number = links.length < PATH_VALUES ? links.length : mostAbsent(absences);
    if (number === 0) unnumbered.add(name);
    else {
      links[number] = name;
      absences[number] = 0;
    }
    return number;
  };
  const prefixes: Prefix[] = [
    { prefix: '127.0.0.0/8', version: 4, value: LOCAL_LINK },
    { prefix: '::1', version: 6, value: LOCAL_LINK },
    // What goes to many is not forwarded: of what comes in, the other end is this machine.
    { prefix: '224.0.0.0/4', version: 4, value: LOCAL_LINK },
    { prefix: '255.255.255.255', version: 4, value: LOCAL_LINK },
    { prefix: 'ff00::/8', version: 6, value: LOCAL_LINK },
  ];
  // That such a device has a route (fe80::/64) does not make it a link.
  const ifbs = new Set(
    addresses.filter(({ linkinfo }) => linkinfo?.info_kind === IFB).map(({ ifname = '' }) => ifname),
  );
  const devices = new Map<string, Device>();
  const down = new Set<string>();
  for (const line of addresses) {
    const { ifname = '', ifindex = 0, link_type, addr_info = [] } = line;
    if (ifbs.has(ifname)) continue;
    if (isDown(line)) down.add(ifname);
    devices.set(ifname, { index: ifindex, header: link_type === 'ether' ? ETHERNET_HEADER : 0 });
    for (const { local, broadcast, family } of addr_info) {
      for (const prefix of [local, broadcast]) {
        if (prefix === undefined) continue;
        prefixes.push({ prefix, version: family === 'inet6' ? 6 : 4, value: LOCAL_LINK });
      }
    }
  }
  for (let i = LOCAL_LINK + 1; i < links.length; i++)
    absences[i] = devices.has(links[i]) ? 0 : absences[i] + 1;
  const add = (prefix: Prefix): void => {
    prefixes.push(prefix);
    if (prefix.prefix === 'default') places[prefix.value] = PLACE.outside;
  };
  for (const version of [4, 6] as const) {
    for (const { dst, dev, type = 'unicast', nexthops } of routes[version]) {
      const name = dev ?? nexthops?.[0]?.dev;
      if (dst === undefined || name === undefined || type !== 'unicast' || ifbs.has(name)) continue;
      add({ prefix: dst, version, value: numberOf(name) });
    }
  }
  // Behind the others: where another link has taken over a route, that one counts.
  for (const prefix of before.prefixes) {
    const name = before.links[prefix.value];
    if (prefix.value > LOCAL_LINK && down.has(name) && links[prefix.value] === name) add(prefix);
  }
  const table = new PrefixTable(prefixes);
  return { table, places, links, absences, devices, prefixes, leftOut: table.leftOut, unnumbered };
}

const NOTHING = { links: ['', LOCAL], absences: [0, 0], prefixes: [] };

/** The number of the link that is gone for longest; 0 when none is for long enough. */
function mostAbsent(absences: readonly number[]): number {
  const most = Math.max(...absences);
  return most < LONG_GONE ? 0 : absences.indexOf(most);
}

/** Asks the machine, in this process's network namespace. Throws what `ip` or its output throws. */
export async function readPaths(before?: NamedPaths): Promise<NamedPaths> {
  const early = await ask<AddressLine>('-d', 'address', 'show');
  const [ipv4, ipv6] = await Promise.all([
    ask<RouteLine>('-4', 'route', 'show'),
    ask<RouteLine>('-6', 'route', 'show'),
  ]);
  const late = await ask<AddressLine>('-d', 'address', 'show');
  // It may have come up while the routes were read: then they are not all there.
  const wasDown = new Set(early.filter(isDown).map(({ ifname }) => ifname));
  const addresses = late.map((line) => (wasDown.has(line.ifname) ? { ...line, flags: [] } : line));
  return pathsFrom({ 4: ipv4, 6: ipv6 }, addresses, before);
}

function isDown({ flags }: AddressLine): boolean {
  return flags?.includes('UP') === false;
}

const run = promisify(execFile);

async function ask<T>(...args: readonly string[]): Promise<readonly T[]> {
  const { stdout } = await run('ip', ['-j', ...args], { maxBuffer: MOST_TEXT, timeout: 10_000 });
  return stdout.trim() === '' ? [] : (JSON.parse(stdout) as T[]);
}
