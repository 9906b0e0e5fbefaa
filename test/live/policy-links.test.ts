/**
 * Downloads that are shaped on an intermediate device: those of several LANs, which share what the link
 * carries, and those of a machine that has no LAN, which are shaped where they come in. Half of the traffic is
 * IPv6. Measured is what arrives at the hosts.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../src/app/lab/host.ts';
import type { Child } from '../../src/app/lab/process.ts';
import { ADDRESSES } from '../../src/app/lab/topology.ts';
import { Live, whyNotLive } from '../support/lab.ts';
import { Arrivals, cameFrom, downloads, leech, SEED_PORT, startPeers, WEB_PORT } from '../support/line.ts';
import { type Policies, policies } from '../support/policies.ts';

const skip = await whyNotLive({ services: ['nginx'], programs: ['tc', 'unshare', 'iptables-legacy'] });

const RATE = 20;
const WEB = 0.6;
const BULK = 0.3;
const LANS = `
links:
  - {wan: server0, up: ${RATE} mbit, down: ${RATE} mbit}
  - {lan: client0}
  - {lan: guest0}
classes:
  - {name: web, share: ${WEB * 100}%, priority: 1}
  - {name: bulk, share: ${BULK * 100}%, priority: 1, traffic: bulk}
  - {name: rest, priority: 1}
default: rest
rules:
  - {protocol: http, class: web}
  - {protocol: bittorrent, class: bulk}
`;
const NO_LAN = `
links: [{wan: server0, up: ${RATE} mbit, down: ${RATE} mbit}]
classes: [{name: all, share: 100%}]
`;

const FAMILIES = ['ipv4', 'ipv6'] as const;
const SECONDS = 4;
const ATTEMPTS = 3;
/** Ethernet headers count for the link and not for netfilter: 14 of 1514 bytes. */
const ALL = (RATE * 1500) / 1514;
const near = (value: number, wanted: number): boolean => Math.abs(value - wanted) <= 0.1 * wanted;

/** Mbit/s that arrived at a host in each family from the web server and from the seed. */
interface Rates {
  readonly web: number;
  readonly bulk: number;
  readonly ipv4: number;
  readonly ipv6: number;
  readonly all: number;
}

const show = ({ web, bulk, ipv4, ipv6, all }: Rates): string =>
  `http ${web.toFixed(1)}, bittorrent ${bulk.toFixed(1)} (IPv4 ${ipv4.toFixed(1)}, IPv6 ${ipv6.toFixed(1)}), in all ${all.toFixed(1)} Mbit/s`;

describe('downloads on an intermediate device', { skip }, () => {
  let live: Live;
  let policy: Policies;
  let counters: readonly Arrivals[];

  before(async () => {
    live = await Live.start({ services: ['nginx'], secondLan: true, prepare: startPeers });
    policy = policies(live);
    const { client, guest, router } = live.lab;
    const ports = [cameFrom('tcp', WEB_PORT), cameFrom('tcp', SEED_PORT)];
    counters = [client, guest!, router].flatMap((host) =>
      FAMILIES.map((family) => new Arrivals(host, ports, family)),
    );
    for (const counter of counters) await counter.install();
  });
  after(async () => {
    await live?.[Symbol.asyncDispose]();
  });

  /** What arrives at client and guest together, and at the router, which also forwards it. */
  const measure = async (): Promise<{ readonly hosts: Rates; readonly router: Rates }> => {
    const measured = await Promise.all(counters.map((counter) => counter.rates(SECONDS)));
    const sum = (...rows: readonly (readonly number[])[]): Rates => {
      const total = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
      const [web, bulk] = [0, 1].map((at) => total(rows.map((row) => row[at]!))) as [number, number];
      const [ipv4, ipv6] = [0, 1].map((at) => total(rows.filter((_, row) => row % 2 === at).flat())) as [
        number,
        number,
      ];
      return { web, bulk, ipv4, ipv6, all: web + bulk };
    };
    return { hosts: sum(...measured.slice(0, 4)), router: sum(...measured.slice(4)) };
  };

  /** Asserts that a measurement comes out as it should, soon. */
  const settles = async (what: string, of: 'hosts' | 'router', holds: (rates: Rates) => boolean) => {
    const seen: string[] = [];
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      await sleep(2000);
      const rates = (await measure())[of];
      seen.push(show(rates));
      if (!holds(rates)) continue;
      console.log(`${what}: ${seen.at(-1)}`);
      return;
    }
    assert.fail(`${what}: ${seen.join('; then ')}`);
  };

  const isFull = ({ all }: Rates): boolean => all > 0.85 * ALL && all < 1.03 * ALL;
  const end = async (children: readonly Child[]): Promise<void> => {
    for (const child of children) await child.end();
  };
  const overBoth = async (start: (server: string) => Promise<readonly Child[]>): Promise<readonly Child[]> =>
    (await Promise.all(FAMILIES.map((family) => start(ADDRESSES.server[family])))).flat();
  const surf = (from: Host) => overBoth((server) => downloads(from, 2, 'large', server));
  const seeds = (from: Host) => overBoth(async (server) => [await leech(from, 3, server)]);

  it('of several LANs share one rate, by class', async () => {
    const { client, guest } = live.lab;
    await policy.apply(LANS);
    const web = [...(await surf(client)), ...(await surf(guest!))];
    const bulk = [...(await seeds(client)), ...(await seeds(guest!))];
    await settles('both classes, both LANs', 'hosts', (rates) => {
      const { web: http, bulk: bittorrent, ipv4, ipv6, all } = rates;
      const part = WEB / (WEB + BULK);
      const shares = near(http, all * part) && near(bittorrent, all * (1 - part));
      return isFull(rates) && shares && Math.min(ipv4, ipv6) > 0.1 * all;
    });
    await end(web);
    await settles('one class', 'hosts', (rates) => isFull(rates) && rates.web < 0.1);
    await end(bulk);
    const shown = await policy.run('show');
    assert.match(shown.stdout, /web +l7pifb0 +down +[1-9]/, shown.stderr);
    await policy.revert();
  });

  it('of a machine without a LAN are held where they come in', async () => {
    const { client, guest, router } = live.lab;
    await policy.apply(NO_LAN);
    const running = [...(await surf(client)), ...(await surf(guest!)), ...(await surf(router))];
    await settles('no LAN', 'router', (rates) => isFull(rates) && Math.min(rates.ipv4, rates.ipv6) > 1);
    await end(running);
    await policy.revert();
  });
});
