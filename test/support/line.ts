/**
 * A slow line for the live tests: what a provider sells, with the long queue that its modem has. It lies
 * behind the lab's server: what the server sends is held to the line's rate there, and what it gets as well,
 * so the router under test only sees that the line is full.
 *
 * Measured is at the far ends: the client's and the server's own netfilter counts what arrives, port by
 * port, and the call says how long its packets took.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../src/app/lab/host.ts';
import type { Lab } from '../../src/app/lab/lab.ts';
import type { Child } from '../../src/app/lab/process.ts';
import { ADDRESSES } from '../../src/app/lab/topology.ts';

export const LINE_PEER = join(import.meta.dirname, 'line-peer.ts');

export const SEED_PORT = 16_881;
export const CALL_PORT = 40_000;
export const WEB_PORT = 80;
/** What the modem's queue holds: 200 ms of 20 Mbit/s. */
const MODEM_QUEUE = '500k';

/**
 * Holds both ways between router and server to a rate. The packets of a distant server come one by one, so
 * this one must not hand over 64 KB at a time: behind that, 20 Mbit/s would be silent for 26 ms.
 */
export async function slowLine({ client, server }: Lab, mbit: number): Promise<void> {
  for (const host of [client, server]) {
    await host.must(['ip', 'link', 'set', 'dev', 'eth0', 'gso_max_segs', '1']);
  }
  const shape = `tbf rate ${mbit}mbit burst 10k limit ${MODEM_QUEUE}`;
  const commands = [
    `qdisc add dev eth0 root ${shape}`,
    'qdisc add dev eth0 ingress',
    'filter add dev eth0 parent ffff: protocol all prio 1 u32 match u32 0 0 action mirred egress redirect dev modem',
    `qdisc add dev modem root ${shape}`,
  ];
  await server.must(['ip', 'link', 'add', 'modem', 'type', 'ifb']);
  await server.must(['ip', 'link', 'set', 'modem', 'up']);
  await server.must(['tc', '-batch', '-'], { input: `${commands.join('\n')}\n` });
}

/** Starts the seed and the phone on the server. */
export async function startPeers({ server }: Lab): Promise<void> {
  await server.start([process.execPath, LINE_PEER, 'serve', String(SEED_PORT), String(CALL_PORT)], {
    ready: [`tcp/${SEED_PORT}`, `udp/${CALL_PORT}`],
  });
}

export interface CallReport {
  readonly sent: number;
  readonly answered: number;
  /** Milliseconds there and back. */
  readonly median: number;
  readonly p95: number;
  readonly most: number;
}

/** A call of some seconds from a host to the server. */
export async function makeCall(from: Host, seconds: number): Promise<CallReport> {
  const argv = [
    process.execPath,
    LINE_PEER,
    'call',
    ADDRESSES.server.ipv4,
    String(CALL_PORT),
    String(seconds),
  ];
  return JSON.parse(await from.must(argv, { timeout: (seconds + 20) * 1000 })) as CallReport;
}

/** Downloads like BitTorrent until ended. */
export function leech(from: Host, connections: number, server = ADDRESSES.server.ipv4): Promise<Child> {
  const words = ['leech', server, String(SEED_PORT), String(connections), '86400'];
  return from.start([process.execPath, LINE_PEER, ...words]);
}

/** Downloads a large file over and over, some at a time, until ended or one of them fails. */
export async function downloads(
  from: Host,
  count: number,
  file = 'large',
  server = ADDRESSES.server.ipv4,
): Promise<readonly Child[]> {
  const url = `http://${server.includes(':') ? `[${server}]` : server}:${WEB_PORT}/${file}?[1-1000000000]`;
  return Promise.all(
    Array.from({ length: count }, () =>
      from.start(['curl', '-sS', '--fail-early', '-f', '-o', '/dev/null', url]),
    ),
  );
}

/** What came from a port, in the words of iptables. */
export const cameFrom = (transport: 'tcp' | 'udp', port: number): string => `-p ${transport} --sport ${port}`;

/** Counts what arrives at a host, by conditions in the words of iptables. The counters go with the lab. */
export class Arrivals {
  readonly #host: Host;
  readonly #matches: readonly string[];
  readonly #tool: string;

  constructor(host: Host, matches: readonly string[], family: 'ipv4' | 'ipv6' = 'ipv4') {
    this.#host = host;
    this.#matches = matches;
    this.#tool = family === 'ipv4' ? 'iptables-legacy' : 'ip6tables-legacy';
  }

  async install(): Promise<void> {
    for (const match of this.#matches) {
      await this.#host.must([this.#tool, ...`-t raw -A PREROUTING ${match}`.split(' ')]);
    }
  }

  async #bytes(): Promise<readonly number[]> {
    const listed = await this.#host.must([this.#tool, ...'-t raw -L PREROUTING -v -x -n'.split(' ')]);
    return listed
      .split('\n')
      .slice(2, 2 + this.#matches.length)
      .map((line) => Number(line.trim().split(/\s+/)[1]));
  }

  /** Mbit/s of each condition over some seconds, IP headers included. */
  async rates(seconds: number): Promise<readonly number[]> {
    const before = await this.#bytes();
    const start = performance.now();
    await sleep(seconds * 1000);
    const after = await this.#bytes();
    const elapsed = (performance.now() - start) / 1000;
    return after.map((bytes, index) => ((bytes - before[index]!) * 8) / elapsed / 1e6);
  }
}

/** Bytes that an interface of a process's namespace has received, as the kernel counts them. */
export function received(pid: number, device: string): number {
  const line = readFileSync(`/proc/${pid}/net/dev`, 'latin1')
    .split('\n')
    .find((one) => one.trim().startsWith(`${device}:`));
  return Number(line?.split(':')[1]?.trim().split(/\s+/)[0] ?? 0);
}

export const show = ({ median, p95, most, sent, answered }: CallReport): string =>
  `median ${median.toFixed(1)} ms, 95 % ${p95.toFixed(1)} ms, most ${most.toFixed(1)} ms, lost ${sent - answered} of ${sent}`;
