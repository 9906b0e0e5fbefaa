/**
 * What the lab knows of a service: the Debian packages it needs, how its servers are started, and visits:
 * real clients that make a few connections, check the answer, and say which connections they made and how
 * each must be named. The catalogue and the services themselves are data of this shape.
 */

import { Layer7Error } from '../../core/errors.ts';
import type { Host } from './host.ts';

/** Connections that a visit makes, as the router sees them. */
export interface Expected {
  readonly transport: 'tcp' | 'udp';
  /** Server's port; absent for ports that are agreed on at run time (FTP data and other children). */
  readonly port?: number;
  /** Name that each of them must get. */
  readonly protocol: string;
  /** At least this many; 1 when absent. */
  readonly connections?: number;
}

export interface Visit {
  /** What is done, for people: `passive FTP`. */
  readonly title: string;
  readonly expect: readonly Expected[];
  /** Address families that the programs of this visit can speak; both when absent. */
  readonly families?: readonly (4 | 6)[];
  /**
   * Makes the connections to `address` and checks what comes back. Throws when an answer is wrong.
   * `client` is the place to run programs in.
   */
  readonly run: (client: Host, address: string, site: Site) => Promise<void>;
}

export interface Service {
  readonly name: string;
  /** Debian packages that must be installed. */
  readonly packages: readonly string[];
  /**
   * Debian packages that are only unpacked into the lab's own folder, because to install them would change
   * the machine: another program's place taken, or a super-server enabled.
   */
  readonly unpacked?: readonly string[];
  /** Starts the servers. What is started through `server` is ended by the lab. */
  readonly start: (server: Host, site: Site) => Promise<void>;
  readonly visits: readonly Visit[];
}

/** What servers share within one lab. */
export interface Site {
  /** Path of a file that another service wrote: a key for its client. */
  readonly sharedPath: (service: string, file: string) => string;
  /** Folder of an unpacked package. Throws `LAB_PACKAGE_MISSING` when it is not there. */
  readonly unpacked: (name: string) => string;
  /** Runs a program beside the servers: for services whose ends must be introduced to each other. */
  readonly inServer: (argv: readonly string[]) => Promise<string>;
  /** A self-signed certificate and its key, made by openssl on first use. */
  readonly certificate: () => Promise<{ readonly certificate: string; readonly key: string }>;
}

/** An address as it stands in a URL. */
export function inUrl(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}

/** Throws `LAB_WRONG_ANSWER` unless the client's program printed what the server was to say. */
export function expectAnswer(what: string, answer: string, wanted: string | RegExp): void {
  const right = typeof wanted === 'string' ? answer.includes(wanted) : wanted.test(answer);
  if (right) return;
  throw new Layer7Error({
    code: 'LAB_WRONG_ANSWER',
    kind: 'environment',
    message: `${what}: the answer is not the one the server was to give (${wanted})`,
    given: answer.slice(0, 500),
    next: 'run the lab again; if the answer stays wrong, look at the server of this visit',
  });
}
