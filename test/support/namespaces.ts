/**
 * A small internet for tests: client – router – server, each a network namespace, joined by veth pairs, IPv4
 * and IPv6, with addresses from the documentation ranges. Names carry this process's id, so that several
 * test files can run at once. Removed with `close`, and whatever happens, when the process exits.
 *
 * ```
 *  client  192.0.2.2 ── 192.0.2.1  router  198.51.100.1 ── 198.51.100.2  server
 *      2001:db8:1::2 ── 2001:db8:1::1      2001:db8:2::1 ── 2001:db8:2::2
 * ```
 */
import { type ChildProcess, execFileSync, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { enterNetworkNamespace } from '../../src/linux/ffi/libc.ts';

export type Role = 'client' | 'router' | 'server';

export const ADDRESSES = {
  client4: '192.0.2.2',
  server4: '198.51.100.2',
  client6: '2001:db8:1::2',
  server6: '2001:db8:2::2',
} as const;

/** Why network namespaces cannot be made here, found out by making one; undefined when they can. */
export function whyNoNamespaces(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root to make network namespaces';
  const name = `l7probe${process.pid}`;
  const made = spawnSync('ip', ['netns', 'add', name], { encoding: 'utf8' });
  if (made.error !== undefined) return 'needs the ip command (iproute2)';
  if (made.status !== 0) return `cannot make network namespaces: ${made.stderr.trim()}`;
  spawnSync('ip', ['netns', 'del', name]);
  return undefined;
}

/** Why this command cannot be used; undefined when it can. */
export function whyNoCommand(command: string, ...args: string[]): string | undefined {
  const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (error !== undefined) return `needs ${command}`;
  return status === 0 ? undefined : `${command} does not work here: ${stderr.trim()}`;
}

export class Internet {
  readonly #prefix = `l7t${process.pid}`;
  readonly #children = new Set<ChildProcess>();
  readonly #remove = (): void => this.#tearDown();
  /** A test runner that loses patience sends SIGTERM, which by itself would skip `exit`. */
  readonly #end = (): void => process.exit(143);

  constructor() {
    process.on('exit', this.#remove);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, this.#end);
    const [client, router, server] = [this.name('client'), this.name('router'), this.name('server')];
    const ip = (...args: string[]): void => {
      execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });
    };
    for (const name of [client, router, server]) {
      ip('netns', 'add', name);
      ip('-n', name, 'link', 'set', 'lo', 'up');
    }
    ip('link', 'add', 'c0', 'netns', client, 'type', 'veth', 'peer', 'name', 'rc', 'netns', router);
    ip('link', 'add', 's0', 'netns', server, 'type', 'veth', 'peer', 'name', 'rs', 'netns', router);
    for (const [name, device, ...addresses] of [
      [client, 'c0', '192.0.2.2/24', '2001:db8:1::2/64'],
      [router, 'rc', '192.0.2.1/24', '2001:db8:1::1/64'],
      [router, 'rs', '198.51.100.1/24', '2001:db8:2::1/64'],
      [server, 's0', '198.51.100.2/24', '2001:db8:2::2/64'],
    ]) {
      for (const address of addresses) {
        ip('-n', name, 'addr', 'add', address, 'dev', device, ...(address.includes(':') ? ['nodad'] : []));
      }
      ip('-n', name, 'link', 'set', device, 'up');
    }
    for (const [name, gateway4, gateway6] of [
      [client, '192.0.2.1', '2001:db8:1::1'],
      [server, '198.51.100.1', '2001:db8:2::1'],
    ]) {
      ip('-n', name, 'route', 'add', 'default', 'via', gateway4);
      ip('-n', name, '-6', 'route', 'add', 'default', 'via', gateway6);
    }
    this.run('router', 'sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1');
    for (const role of ['client', 'server'] as const) {
      this.run(role, 'sysctl', '-qw', 'net.ipv4.ip_local_port_range=1024 65000', 'net.core.somaxconn=4096');
    }
  }

  /** Name of the namespace. */
  name(role: Role): string {
    return `${this.#prefix}${role[0]}`;
  }

  /** Runs a command there to its end and returns what it printed. Throws when it fails. */
  run(role: Role, command: string, ...args: string[]): string {
    const all = ['netns', 'exec', this.name(role), command, ...args];
    return execFileSync('ip', all, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** Runs a command there with text on its standard input. Throws when it fails. */
  feed(role: Role, input: string, command: string, ...args: string[]): string {
    const all = ['netns', 'exec', this.name(role), command, ...args];
    return execFileSync('ip', all, { encoding: 'utf8', input });
  }

  /** Starts a command there; killed with `close` at the latest. */
  start(role: Role, options: SpawnOptions, command: string, ...args: string[]): ChildProcess {
    const child = spawn('ip', ['netns', 'exec', this.name(role), command, ...args], options);
    this.#children.add(child);
    child.on('exit', () => this.#children.delete(child));
    return child;
  }

  /**
   * Moves this process's main thread there: sockets opened and processes started from now on belong to that
   * namespace.
   */
  enter(role: Role): void {
    const fd = openSync(`/run/netns/${this.name(role)}`, 'r');
    enterNetworkNamespace(fd);
    closeSync(fd);
  }

  /** Idempotent. */
  close(): void {
    process.off('exit', this.#remove);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.off(signal, this.#end);
    this.#tearDown();
  }

  #tearDown(): void {
    for (const child of this.#children) child.kill('SIGKILL');
    for (const role of ['client', 'router', 'server'] as const) {
      spawnSync('ip', ['netns', 'del', this.name(role)], { stdio: 'ignore' });
    }
  }
}
