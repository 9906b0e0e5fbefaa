/**
 * What a policy has to know of the packets of a connection, kept small: the first packets one by one, since
 * the name comes between two of them, and the rest as sums. A sum is of packets for which every rule has the
 * same answer: same direction, same side of every byte threshold, same minute of the week where times matter.
 */
import { FROM_CLIENT } from '../classify/connection-state.ts';
import type { PacketObserver } from '../replay/session.ts';
import type { PacketView } from '../wire/packet-view.ts';
import type { Plan } from './plan.ts';

/** Packets with the same answers. */
export interface Slice {
  /** Number of the first of them in the connection, from 1. */
  readonly first: number;
  readonly fromClient: boolean;
  /** Bytes of the connection when the first had passed; the others lie on the same side of each threshold. */
  readonly total: number;
  /** Seconds since the epoch, of the first. */
  readonly seconds: number;
  packets: number;
  /** IP packets as they were on the wire, headers included. */
  bytes: number;
}

interface Timeline {
  readonly slices: Slice[];
  /** Slices that still grow, by their key. */
  readonly growing: Map<string, Slice>;
  packets: number;
  total: number;
}

export interface TimelineOptions {
  /** Packets kept one by one: at least as many as the name may take. */
  readonly single: number;
  /** Whether the minute matters. */
  readonly byMinute: boolean;
  /** Byte counts at which an answer changes. */
  readonly thresholds: readonly number[];
}

/** What a plan needs to be told apart. */
export function timelineOptions(plan: Plan, single: number): TimelineOptions {
  const thresholds = plan.rules.flatMap(({ match: { after, until } }) => [
    ...(after === undefined ? [] : [after]),
    ...(until === undefined ? [] : [until + 1]),
  ]);
  return {
    single,
    byMinute: plan.rules.some(({ match }) => match.time !== undefined),
    thresholds: [...new Set(thresholds)].sort((a, b) => a - b),
  };
}

export class Timelines implements PacketObserver {
  readonly #options: TimelineOptions;
  readonly #onRemoved: (slot: number, slices: readonly Slice[]) => void;
  readonly #timelines = new Map<number, Timeline>();

  /** `onRemoved` is given the packets of connections that a full flow table pushes out. */
  constructor(options: TimelineOptions, onRemoved: (slot: number, slices: readonly Slice[]) => void) {
    this.#options = options;
    this.#onRemoved = onRemoved;
  }

  packet(
    slot: number,
    isNew: boolean,
    direction: number,
    view: PacketView,
    _bytes: Uint8Array,
    seconds = 0,
  ): void {
    let line = isNew ? undefined : this.#timelines.get(slot);
    if (line === undefined) {
      line = { slices: [], growing: new Map(), packets: 0, total: 0 };
      this.#timelines.set(slot, line);
    }
    const length = view.payload - view.ip + view.payloadLength;
    line.packets += 1;
    line.total += length;
    const fromClient = direction === FROM_CLIENT;
    const { total, packets } = line;
    const begin = (): Slice => {
      const slice = { first: packets, fromClient, total, seconds, packets: 1, bytes: length };
      line.slices.push(slice);
      return slice;
    };
    if (packets <= this.#options.single) {
      begin();
      return;
    }
    const passed = this.#options.thresholds.filter((threshold) => total >= threshold).length;
    const minute = this.#options.byMinute ? Math.floor(seconds / 60) : 0;
    const key = `${passed} ${fromClient ? 1 : 0} ${minute}`;
    const slice = line.growing.get(key);
    if (slice === undefined) {
      line.growing.set(key, begin());
      return;
    }
    slice.packets += 1;
    slice.bytes += length;
  }

  /** The packets of the connection in `slot`, in order of their first. */
  slices(slot: number): readonly Slice[] {
    return this.#timelines.get(slot)?.slices ?? [];
  }

  removed(slot: number): void {
    this.#onRemoved(slot, this.slices(slot));
    this.#timelines.delete(slot);
  }
}
