/**
 * Three network namespaces in a row, which is all the network that the lab needs:
 *
 *     client ── client0 ROUTER server0 ── server
 *                       ROUTER second0 ── server        (only with `secondPath`)
 *     guest  ── guest0  ROUTER                          (only with `secondLan`)
 *
 * The router forwards IPv4 and IPv6 between addresses that are reserved for documentation (RFC 5737,
 * RFC 2544, RFC 3849). Namespace names carry our pid and a number, so that labs can run side by side and the
 * leftovers of a killed one can be told apart and removed. `remove` takes away exactly what `create` made;
 * the last resort, when the process ends by `process.exit` or an uncaught error, is a synchronous sweep.
 *
 * Left out: traffic shapes and loss; and anything on the machine's own interfaces, which stay untouched.
 */

import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Layer7Error } from '../../core/errors.ts';
import { isAlive, mustRun, run } from './process.ts';

/** The addresses of one end of a link. */
export interface Address {
  readonly ipv4: string;
  readonly ipv6: string;
}

const CLIENT: Address = { ipv4: '192.0.2.2', ipv6: '2001:db8:1::2' };
const ROUTER_CLIENT_SIDE: Address = { ipv4: '192.0.2.1', ipv6: '2001:db8:1::1' };
const ROUTER_SERVER_SIDE: Address = { ipv4: '198.51.100.1', ipv6: '2001:db8:2::1' };
const SERVER: Address = { ipv4: '198.51.100.2', ipv6: '2001:db8:2::2' };
const ROUTER_SECOND_SIDE: Address = { ipv4: '203.0.113.1', ipv6: '2001:db8:3::1' };
const SERVER_SECOND: Address = { ipv4: '203.0.113.2', ipv6: '2001:db8:3::2' };
const GUEST: Address = { ipv4: '198.18.0.2', ipv6: '2001:db8:4::2' };
const ROUTER_GUEST_SIDE: Address = { ipv4: '198.18.0.1', ipv6: '2001:db8:4::1' };

export const ADDRESSES = {
  client: CLIENT,
  routerClientSide: ROUTER_CLIENT_SIDE,
  routerServerSide: ROUTER_SERVER_SIDE,
  server: SERVER,
  routerSecondSide: ROUTER_SECOND_SIDE,
  serverSecond: SERVER_SECOND,
  guest: GUEST,
  routerGuestSide: ROUTER_GUEST_SIDE,
} as const;

/** Interface names inside the router. */
export const ROUTER_INTERFACES = {
  client: 'client0',
  server: 'server0',
  second: 'second0',
  guest: 'guest0',
} as const;

export interface TopologyOptions {
  /** A second link between router and server, for policy routing. */
  readonly secondPath?: boolean;
  /** Another host behind the router, on a LAN of its own. */
  readonly secondLan?: boolean;
}

/** Beginning of every temporary folder of the lab; the pid follows. */
export const FOLDER_PREFIX = 'layer7-lab-';

const NAMESPACE_FOLDER = '/run/netns';
const NAMESPACE_NAME = /^l7[cgrs]-(\d+)-\d+$/;

let sequence = 0;
const standing = new Set<Topology>();

/** One lab network. Create it with `Topology.create`, give it back with `remove`. */
export class Topology {
  readonly client: string;
  readonly router: string;
  readonly server: string;
  /** Only with `secondLan`. */
  readonly guest: string | undefined;
  #removed = false;

  private constructor({ secondLan }: TopologyOptions) {
    sequence += 1;
    const suffix = `${process.pid}-${sequence}`;
    this.client = `l7c-${suffix}`;
    this.router = `l7r-${suffix}`;
    this.server = `l7s-${suffix}`;
    this.guest = secondLan === true ? `l7g-${suffix}` : undefined;
  }

  /**
   * Builds the network. Throws `LAB_NOT_ROOT` without the right to, and the failing command's own error
   * otherwise; nothing is left behind in either case.
   */
  static async create(options: TopologyOptions = {}): Promise<Topology> {
    if (process.getuid?.() !== 0) {
      throw new Layer7Error({
        code: 'LAB_NOT_ROOT',
        kind: 'permission',
        message: 'network namespaces can only be made by root',
        next: 'run it with sudo',
      });
    }
    await removeLeftovers();
    const topology = new Topology(options);
    if (standing.size === 0) process.on('exit', sweep);
    standing.add(topology);
    try {
      await topology.#build(options);
    } catch (error) {
      await topology.remove();
      throw error;
    }
    return topology;
  }

  /** All names, from the client to the server. */
  get namespaces(): readonly string[] {
    const { client, router, server, guest } = this;
    return [client, router, server, ...(guest === undefined ? [] : [guest])];
  }

  async #build(options: TopologyOptions): Promise<void> {
    const { client, router, server, guest } = this;
    await ip(
      undefined,
      this.namespaces.map((name) => `netns add ${name}`),
    );
    // Without duplicate address detection link-local addresses too are usable at once. An interface takes
    // the default when it is made, so this comes first.
    for (const namespace of this.namespaces) {
      await setKernel(namespace, 'net/ipv6/conf/all/accept_dad', '0');
      await setKernel(namespace, 'net/ipv6/conf/default/accept_dad', '0');
    }
    const links = [
      `link add eth0 netns ${client} type veth peer name ${ROUTER_INTERFACES.client} netns ${router}`,
      `link add eth0 netns ${server} type veth peer name ${ROUTER_INTERFACES.server} netns ${router}`,
    ];
    if (options.secondPath === true) {
      links.push(
        `link add eth1 netns ${server} type veth peer name ${ROUTER_INTERFACES.second} netns ${router}`,
      );
    }
    await ip(undefined, links);

    await ip(router, [
      ...interfaceUp(ROUTER_INTERFACES.client, ROUTER_CLIENT_SIDE),
      ...interfaceUp(ROUTER_INTERFACES.server, ROUTER_SERVER_SIDE),
      ...(options.secondPath === true ? interfaceUp(ROUTER_INTERFACES.second, ROUTER_SECOND_SIDE) : []),
    ]);
    await ip(client, [...interfaceUp('eth0', CLIENT), ...defaultRoute(ROUTER_CLIENT_SIDE)]);
    await ip(server, [
      ...interfaceUp('eth0', SERVER),
      ...(options.secondPath === true ? interfaceUp('eth1', SERVER_SECOND) : []),
      ...defaultRoute(ROUTER_SERVER_SIDE),
    ]);
    if (guest !== undefined) {
      const device = ROUTER_INTERFACES.guest;
      await ip(undefined, [`link add eth0 netns ${guest} type veth peer name ${device} netns ${router}`]);
      await ip(router, interfaceUp(device, ROUTER_GUEST_SIDE));
      await ip(guest, [...interfaceUp('eth0', GUEST), ...defaultRoute(ROUTER_GUEST_SIDE)]);
    }
    await setKernel(router, 'net/ipv4/ip_forward', '1');
    await setKernel(router, 'net/ipv6/conf/all/forwarding', '1');
  }

  /** Ends what still runs inside the namespaces and removes them. Idempotent. */
  async remove(): Promise<void> {
    if (this.#removed) return;
    this.#removed = true;
    for (const name of this.namespaces) await removeNamespace(name);
    standing.delete(this);
    if (standing.size === 0) process.off('exit', sweep);
  }

  /** The same without waiting, for the last moment of the process. */
  removeNow(): void {
    if (this.#removed) return;
    this.#removed = true;
    for (const name of this.namespaces) {
      try {
        const pids = execFileSync('ip', ['netns', 'pids', name], { encoding: 'utf8' });
        for (const pid of pids.split('\n')) if (pid !== '') process.kill(Number(pid), 'SIGKILL');
      } catch {
        // No such namespace, or its last process ended first.
      }
      try {
        execFileSync('ip', ['netns', 'delete', name], { stdio: 'ignore' });
      } catch {
        // It was never made.
      }
    }
  }
}

function sweep(): void {
  for (const topology of standing) topology.removeNow();
}

function interfaceUp(name: string, address: Address): readonly string[] {
  return [
    'link set lo up',
    `addr add ${address.ipv4}/24 dev ${name}`,
    `addr add ${address.ipv6}/64 dev ${name} nodad`,
    `link set ${name} up`,
  ];
}

function defaultRoute(through: Address): readonly string[] {
  return [`route add default via ${through.ipv4}`, `route add default via ${through.ipv6}`];
}

/** Runs `ip` commands, a line each, in one namespace. */
async function ip(namespace: string | undefined, commands: readonly string[]): Promise<void> {
  const argv = ['ip', ...(namespace === undefined ? [] : ['-n', namespace]), '-batch', '-'];
  await mustRun(argv, { input: `${commands.join('\n')}\n` });
}

/** Sets a value below /proc/sys in one namespace: `net/ipv4/ip_forward`. */
export async function setKernel(namespace: string, name: string, value: string): Promise<void> {
  await mustRun(['tee', `/proc/sys/${name}`], { namespace, input: value });
}

/** Processes inside a namespace. */
export async function processesIn(namespace: string): Promise<readonly number[]> {
  const listed = await run(['ip', 'netns', 'pids', namespace]);
  if (listed.status !== 0) return [];
  return listed.stdout.split('\n').filter(Boolean).map(Number);
}

async function removeNamespace(name: string): Promise<void> {
  for (const pid of await processesIn(name)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended first.
    }
  }
  await run(['ip', 'netns', 'delete', name]);
}

/** Removes namespaces and temporary folders that a lab of a process now dead has left. */
export async function removeLeftovers(): Promise<void> {
  for (const name of entries(NAMESPACE_FOLDER)) {
    const pid = NAMESPACE_NAME.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await removeNamespace(name);
  }
  for (const name of entries(tmpdir())) {
    if (!name.startsWith(FOLDER_PREFIX)) continue;
    const pid = Number.parseInt(name.slice(FOLDER_PREFIX.length), 10);
    if (Number.isInteger(pid) && !isAlive(pid)) {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    }
  }
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
