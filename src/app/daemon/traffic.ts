/**
 * What is on the line and what has been: live connections as conntrack lists them, and sums of those that
 * have ended, from its events. Ended connections without a name are passed on as well, since the workers
 * must forget them before their ports are used again.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Sight } from '../../core/accounting/sight.ts';
import { Layer7Error } from '../../core/errors.ts';
import { type MarkField, namesOf, UNSET_ID } from '../../linux/netfilter/mark-field.ts';
import { ConntrackAccount } from '../../linux/netlink/conntrack-account.ts';
import { ConntrackSight } from '../../linux/netlink/conntrack-sight.ts';
import { EventSocket } from '../../linux/netlink/event-socket.ts';
import { NFNLGRP_CONNTRACK_DESTROY } from '../../linux/netlink/nfnetlink.ts';
import type { DumpRequest, DumpTotal } from './conntrack-dump.ts';
import type { LiveFlow, ProtocolTraffic, Traffic } from './control-model.ts';

/** How often ends of connections are read, and the workers told of them, in milliseconds. */
const FORGET_INTERVAL = 100;
const DUMP_PROGRAM = fileURLToPath(new URL('conntrack-dump.ts', import.meta.url));

const NOTHING: Traffic = { connections: 0, packets: 0, bytes: 0 };

/** What is on the line and has been, in two ways: a connection of an application is in both lists. */
export interface TrafficTotals {
  readonly protocols: readonly ProtocolTraffic[];
  readonly applications: readonly ProtocolTraffic[];
}

export class TrafficWatch {
  readonly #mark: MarkField;
  readonly #account: ConntrackAccount;
  readonly #sight = new ConntrackSight();
  readonly #events: EventSocket;
  readonly #timer: NodeJS.Timeout;

  /**
   * Listens in the network namespace of this process. `onEnded` gets records of ended connections that have
   * no name; `onSight` gets every ended connection. Throws `OpError`.
   */
  constructor(
    mark: MarkField,
    onEnded: (records: Uint8Array) => void,
    onSight: (sight: Sight) => void = () => {},
  ) {
    this.#mark = mark;
    this.#account = new ConntrackAccount(mark.mask, mark.pendingMask);
    const options = { groups: [NFNLGRP_CONNTRACK_DESTROY], onDemand: true };
    this.#events = new EventSocket(options, (buffer, at, end) => {
      this.#sight.read(buffer, at, end);
      this.#account.add(this.#sight, buffer);
      onSight(this.#sight);
    });
    this.#timer = setInterval(() => {
      this.#events.drain();
      const records = this.#account.takeEnded();
      if (records.length > 0) onEnded(records);
    }, FORGET_INTERVAL);
  }

  /** Reads the events that wait. */
  drain(): void {
    this.#events.drain();
  }

  /** Named counts of what was lost between kernel and us. */
  counters(): Readonly<Record<string, number>> {
    return {
      lostEvents: this.#events.overruns,
      truncatedEvents: this.#events.truncated,
      lostEnded: this.#account.endedLost,
    };
  }

  /** Live and ended traffic by name, the most bytes first, then the most connections. */
  async totals(ids: ReadonlyMap<string, number>): Promise<TrafficTotals> {
    const live = new Map<number, Traffic>();
    for await (const { id, ...traffic } of dump<DumpTotal>({ kind: 'totals', mark: this.#mark })) {
      live.set(id, traffic);
    }
    this.#events.drain();
    const names = new Map([...ids].map(([name, id]) => [id, name]));
    const protocols = new Map<string, ProtocolTraffic>();
    const applications = new Map<string, ProtocolTraffic>();
    const { connections, packets, bytes } = this.#account;
    for (let value = 0; value < connections.length; value++) {
      const now = live.get(value) ?? NOTHING;
      const ended = { connections: connections[value], packets: packets[value], bytes: bytes[value] };
      if (now.connections + ended.connections === 0) continue;
      const { l7, app } = namesOf(this.#mark, names, value << this.#mark.shift);
      addTo(protocols, l7, ids, now, ended);
      if (app !== undefined) addTo(applications, app, ids, now, ended);
    }
    return { protocols: bySize(protocols.values()), applications: bySize(applications.values()) };
  }

  /** Live connections with their names, only those of `only` when given. */
  flows(
    names: readonly (readonly [number, string])[],
    only: readonly string[] | undefined,
  ): AsyncIterable<LiveFlow> {
    return dump({ kind: 'flows', mark: this.#mark, names, ...(only === undefined ? {} : { only }) });
  }

  /** Idempotent. */
  close(): void {
    clearInterval(this.#timer);
    this.#events.close();
  }
}

function sum(one: Traffic, other: Traffic): Traffic {
  return {
    connections: one.connections + other.connections,
    packets: one.packets + other.packets,
    bytes: one.bytes + other.bytes,
  };
}

function addTo(
  rows: Map<string, ProtocolTraffic>,
  name: string,
  ids: ReadonlyMap<string, number>,
  live: Traffic,
  ended: Traffic,
): void {
  const row = rows.get(name) ?? { name, id: ids.get(name) ?? UNSET_ID, live: NOTHING, ended: NOTHING };
  rows.set(name, { ...row, live: sum(row.live, live), ended: sum(row.ended, ended) });
}

function bySize(rows: Iterable<ProtocolTraffic>): ProtocolTraffic[] {
  const size = ({ live, ended }: ProtocolTraffic, key: keyof Traffic): number => live[key] + ended[key];
  return [...rows].sort(
    (a, b) => size(b, 'bytes') - size(a, 'bytes') || size(b, 'connections') - size(a, 'connections'),
  );
}

/** Runs `conntrack-dump.ts` and yields its lines; a reader that stops early ends it. */
async function* dump<T>(request: DumpRequest): AsyncGenerator<T> {
  const child = spawn(process.execPath, [...process.execArgv, DUMP_PROGRAM], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint = (complaint + text.toString()).slice(-2000);
  });
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(request));
  const ended = once(child, 'close');
  try {
    for await (const line of createInterface({ input: child.stdout })) yield JSON.parse(line) as T;
    const [status] = await ended;
    if (status !== 0) throw dumpFailed(complaint);
  } finally {
    child.kill();
  }
}

function dumpFailed(cause: string): Layer7Error {
  return new Layer7Error({
    code: 'CONNTRACK_LIST',
    kind: 'environment',
    message: 'the connections could not be listed',
    cause: cause.trim(),
    next: 'see the kernel log; try again',
  });
}
