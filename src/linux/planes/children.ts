/**
 * Marks that no packet carries to the kernel: those of children, and of connections that fell silent while
 * their name was being waited for (`settle`).
 *
 * Children: connections that another one announced (FTP data, SIP media, IRC DCC …). The kernel's helpers
 * read the announcement, and a child takes over its master's conntrack mark when it begins. What is left to
 * do here is the master that is named, or given up, only after a child began: its children, and theirs, get
 * the id then.
 *
 * Announcements come as events. Masters without an id are remembered and looked at again when a worker says
 * that it has named a connection of such a protocol, and once a second, because the kernel gives up
 * connections without telling. A connection being set up is not yet in the list of connections, so each
 * master's children are looked for twice.
 */
import { parseAddress } from '../../core/wire/address.ts';
import { IPPROTO_TCP, IPPROTO_UDP } from '../../core/wire/packet-view.ts';
import { OpError } from '../ffi/op-error.ts';
import { Connection, type Request, type Trace } from '../netlink/connection.ts';
import {
  type ConntrackEntry,
  decodeConntrack,
  decodeExpectation,
  dumpConntrack,
  getConntrack,
  setConntrackMark,
  type Tuple,
  tupleKey,
} from '../netlink/conntrack-messages.ts';
import { EventSocket } from '../netlink/event-socket.ts';
import { messages } from '../netlink/message.ts';
import {
  AF_INET,
  AF_INET6,
  AF_UNSPEC,
  NETLINK_NETFILTER,
  NFNLGRP_CONNTRACK_EXP_NEW,
} from '../netlink/nfnetlink.ts';
import { SocketTransport } from '../netlink/transport.ts';
import type { LateName } from './queue-decisions.ts';

/** Masters without an id that are remembered; of more, the oldest is forgotten and counted. */
const MASTERS = 4096;
const LOOK_INTERVAL = 1000;
/** After a decision: soon, and once more for children that were being set up. */
const FIRST_LOOK = 10;
const SECOND_LOOK = 250;

export interface ChildrenOptions {
  /** Contiguous bits of the conntrack mark that hold the protocol id. */
  readonly mask: number;
  /** Those of them that connections have whose name is still being read. */
  readonly pendingMask?: number;
  readonly trace?: Trace;
}

/** How children are found and marked: the kernel's part, replaced in tests. */
export interface ConntrackAccess {
  execute(request: Request, visit?: Parameters<Connection['execute']>[1]): void;
}

interface End {
  readonly address: Uint8Array | undefined;
  readonly port: number;
}

interface Master {
  readonly tuple: Tuple;
  /** Its children have been looked for once since it got an id. */
  isSettling: boolean;
}

export class Children {
  /** Announcements heard of, children marked, masters forgotten for want of room. */
  expectations = 0;
  marked = 0;
  forgotten = 0;
  /** Connections that were named in silence. */
  settled = 0;
  readonly #mask: number;
  readonly #pendingMask: number;
  readonly #conntrack: ConntrackAccess;
  /** Masters without an id, by the key of their original tuple, oldest first. */
  readonly #masters = new Map<string, Master>();

  constructor(mask: number, conntrack: ConntrackAccess, pendingMask = 0) {
    this.#mask = mask;
    this.#pendingMask = pendingMask;
    this.#conntrack = conntrack;
  }

  /** Masters that are waiting for an id. */
  get waiting(): number {
    return this.#masters.size;
  }

  /** A connection has announced another. */
  expect(master: Tuple): void {
    this.expectations++;
    const key = tupleKey(master);
    if (this.#masters.has(key)) return;
    const entry = this.#find(master);
    // With an id already, the child inherits it.
    if (entry === undefined || this.#idBits(entry) !== 0) return;
    if (this.#masters.size === MASTERS) {
      for (const oldest of this.#masters.keys()) {
        this.#masters.delete(oldest);
        this.forgotten++;
        break;
      }
    }
    this.#masters.set(key, { tuple: master, isSettling: false });
  }

  /**
   * Names connections that have no name yet, as workers ask for it; returns those that have this name now.
   * Looked for by both directions: behind address translation only one of them is what the worker saw.
   */
  settle<Late extends LateName>(decisions: readonly Late[]): readonly Late[] {
    const named = decisions.filter((decision) => this.#nameLate(decision));
    this.settled += named.length;
    return named;
  }

  #nameLate({ proto, src, sport, dst, dport, mark }: LateName): boolean {
    const protocol = proto === 'tcp' ? IPPROTO_TCP : IPPROTO_UDP;
    const one = { address: parseAddress(src), port: sport };
    const other = { address: parseAddress(dst), port: dport };
    const found = this.#between(protocol, one, other) ?? this.#between(protocol, other, one);
    if (found === undefined) return false;
    const field = (found.mark & this.#mask) >>> 0;
    // The kernel has used up its packets meanwhile, and named it itself.
    if (field === mark) return true;
    if ((field & ~this.#pendingMask) !== 0) return false;
    return this.#try(setConntrackMark(found.original, mark, this.#mask, found.zone));
  }

  #between(protocol: number, from: End, to: End): ConntrackEntry | undefined {
    if (from.address === undefined || to.address === undefined) return undefined;
    return this.#find({
      family: from.address.length === 4 ? AF_INET : AF_INET6,
      protocol,
      source: from.address,
      destination: to.address,
      sourcePort: from.port,
      destinationPort: to.port,
    });
  }

  /** Looks which masters have an id by now, and gives it to their children. */
  look(): void {
    const named = new Map<string, number>();
    for (const [key, master] of this.#masters) {
      const entry = this.#find(master.tuple);
      const bits = entry === undefined ? 0 : this.#idBits(entry);
      if (bits !== 0) named.set(key, bits);
      if (entry === undefined || master.isSettling) this.#masters.delete(key);
      else if (bits !== 0) master.isSettling = true;
    }
    if (named.size > 0) this.#hand(named);
  }

  /** Gives each unnamed connection the id of its master, down to the last generation. */
  #hand(named: Map<string, number>): void {
    const children = new Map<string, ConntrackEntry[]>();
    this.#conntrack.execute(dumpConntrack(AF_UNSPEC, 0, this.#mask), (message) => {
      const entry = decodeConntrack(message);
      if (entry.master === undefined) return;
      const key = tupleKey(entry.master);
      const siblings = children.get(key);
      if (siblings === undefined) children.set(key, [entry]);
      else siblings.push(entry);
    });
    // A Map yields what is added while it is walked, so grandchildren follow.
    for (const [key, bits] of named) {
      for (const child of children.get(key) ?? []) {
        this.#mark(child, bits);
        named.set(tupleKey(child.original), bits);
      }
    }
  }

  #mark(child: ConntrackEntry, bits: number): void {
    if (this.#try(setConntrackMark(child.original, bits, this.#mask, child.zone))) this.marked++;
  }

  #find(tuple: Tuple): ConntrackEntry | undefined {
    let entry: ConntrackEntry | undefined;
    this.#try(getConntrack(tuple), (message) => {
      entry = decodeConntrack(message);
    });
    return entry;
  }

  /** False when the connection is gone. */
  #try(request: Request, visit?: Parameters<Connection['execute']>[1]): boolean {
    try {
      this.#conntrack.execute(request, visit);
      return true;
    } catch (error) {
      if (error instanceof OpError && error.errnoName === 'ENOENT') return false;
      throw error;
    }
  }

  #idBits(entry: ConntrackEntry): number {
    return (entry.mark & this.#mask) >>> 0;
  }
}

/** `Children` on the kernel of this process's network namespace, driven by events and timers. */
export class ChildrenWatch {
  readonly children: Children;
  readonly #connection: Connection;
  readonly #events: EventSocket;
  readonly #timer: NodeJS.Timeout;
  #soon: NodeJS.Timeout[] = [];

  /** @throws OpError */
  constructor(options: ChildrenOptions) {
    const transport = new SocketTransport(NETLINK_NETFILTER, { timeout: 5000, receiveBuffer: 4 << 20 });
    this.#connection = new Connection(transport, { trace: options.trace });
    this.children = new Children(options.mask, this.#connection, options.pendingMask);
    this.#events = new EventSocket({ groups: [NFNLGRP_CONNTRACK_EXP_NEW] }, (buffer, at, end) => {
      for (const message of messages(buffer, at, end))
        this.children.expect(decodeExpectation(message).master);
    });
    this.#timer = setInterval(() => {
      if (this.children.waiting > 0) this.children.look();
    }, LOOK_INTERVAL);
  }

  /** A worker has named a connection of a protocol that has children. */
  notice(): void {
    if (this.#soon.length > 0) return;
    // Its announcement may be waiting in the event socket.
    const look = (): void => {
      this.#events.drain();
      this.children.look();
    };
    this.#soon = [
      setTimeout(look, FIRST_LOOK),
      setTimeout(() => {
        this.#soon = [];
        look();
      }, SECOND_LOOK),
    ];
  }

  /** Idempotent. */
  close(): void {
    clearInterval(this.#timer);
    for (const timer of this.#soon) clearTimeout(timer);
    this.#events.close();
    this.#connection.close();
  }
}
