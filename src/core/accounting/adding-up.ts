/**
 * Does it add up? What was accounted for an interface, against what the interface itself has counted in the
 * same time. Both sides are brought to bytes from the IP header on.
 *
 * ```
 * interface   its bytes − link headers ∓ headers that splitting repeats
 * accounted   named + unknown + unset + seen too late + not tracked
 * ```
 * *Not tracked* is measured for itself: packets that are not IP, and those that connection tracking leaves
 * out. What may differ is said with the result (`toleranceOf`):
 *
 *  - Packets under way while the counters are read and the connections are listed (`blur`), and those that
 *    are dropped after they were tracked.
 *  - A network card that joins segments on receipt, or splits them on sending, counts more packets than the
 *    kernel tracked. A queue that splits what came in joined, on an ifb, makes the kernel track more than the
 *    interface counts. Each extra packet, on either side, repeats the IP and TCP headers, 40 to 100 bytes of
 *    them; 52 is what most connections have (IPv4 with timestamps), and the rest is tolerance.
 */
import { SEEN_TOO_LATE } from './row.ts';

export interface InterfaceCounters {
  readonly receivedBytes: number;
  readonly receivedPackets: number;
  readonly sentBytes: number;
  readonly sentPackets: number;
}

/** Packets and bytes of one direction. */
export interface Amount {
  readonly packets: number;
  readonly bytes: number;
}

/** In what state the connections were whose traffic it was. */
export const CATEGORIES = ['named', 'unknown', 'unset', SEEN_TOO_LATE, 'not-tracked'] as const;
export type Category = (typeof CATEGORIES)[number];

/** One direction of one interface. */
export interface Balance {
  readonly interface: string;
  readonly direction: 'received' | 'sent';
  /** What the interface has counted, from the IP header on. */
  readonly counted: Amount;
  readonly accounted: Readonly<Record<Category, Amount>>;
  /** Bytes counted by the interface and not accounted; negative when more was accounted. */
  readonly difference: number;
  /** Bytes that the difference may have. */
  readonly tolerance: number;
  readonly holds: boolean;
}

/** Bytes of the headers that each packet repeats which offloading split off, and how far that may be off. */
const REPEATED_HEADERS = 52;
const REPEATED_DOUBT = 48;

/** Part of the traffic that may be under way or dropped, and bytes that are never held against it. */
export const TOLERANCE = { part: 0.01, bytes: 65_536 } as const;

export const NO_AMOUNT: Amount = { packets: 0, bytes: 0 };

export function plus(a: Amount, b: Amount): Amount {
  return { packets: a.packets + b.packets, bytes: a.bytes + b.bytes };
}

/** The category of a protocol's name. */
export function categoryOf(protocol: string): Category {
  return protocol === 'unknown' || protocol === 'unset' || protocol === SEEN_TOO_LATE ? protocol : 'named';
}

/** What a row says of one link: what came in through it and what went out. */
export interface LinkTraffic {
  readonly protocol: string;
  readonly hostLink: string;
  readonly link: string;
  readonly upPackets: number;
  readonly upBytes: number;
  readonly downPackets: number;
  readonly downBytes: number;
}

/** One direction of an interface before it is judged. */
export interface Reading {
  readonly name: string;
  readonly direction: 'received' | 'sent';
  /** What the interface has counted, link headers included. */
  readonly counted: Amount;
  /** Bytes of the link header that it counts with each packet. */
  readonly header: number;
  /** Bytes that it counted while the connections were being listed, at both ends of the time. */
  readonly blur: number;
  /** Packets that are no business of connection tracking; bytes from the IP header on. */
  readonly notTracked: Amount;
}

/** Judges one direction of an interface. */
export function balance(reading: Reading, rows: Iterable<LinkTraffic>): Balance {
  const { name, direction, header, notTracked } = reading;
  const accounted: Record<Category, Amount> = {
    named: NO_AMOUNT,
    unknown: NO_AMOUNT,
    unset: NO_AMOUNT,
    [SEEN_TOO_LATE]: NO_AMOUNT,
    'not-tracked': notTracked,
  };
  for (const row of rows) {
    const category = categoryOf(row.protocol);
    // What the host sends enters through its own link and leaves through the other one.
    const isUp = direction === 'received' ? row.hostLink === name : row.link === name;
    const isDown = direction === 'received' ? row.link === name : row.hostLink === name;
    if (isUp) accounted[category] = plus(accounted[category], { packets: row.upPackets, bytes: row.upBytes });
    if (isDown) {
      accounted[category] = plus(accounted[category], { packets: row.downPackets, bytes: row.downBytes });
    }
  }
  const sum = CATEGORIES.map((category) => accounted[category]).reduce(plus, NO_AMOUNT);
  const { packets } = reading.counted;
  const counted: Amount = { packets, bytes: reading.counted.bytes - packets * header };
  const extra = Math.abs(packets - sum.packets);
  // Which side has more packets; only as far as it has more bytes, for a few are simply not on the other.
  const side = Math.sign(packets - sum.packets);
  const surplus = Math.max(0, side * (counted.bytes - sum.bytes));
  const repeated = side * Math.min(extra * REPEATED_HEADERS, surplus);
  const difference = counted.bytes - repeated - sum.bytes;
  const tolerance = Math.ceil(
    TOLERANCE.bytes +
      TOLERANCE.part * Math.max(counted.bytes, sum.bytes) +
      extra * REPEATED_DOUBT +
      reading.blur,
  );
  return {
    interface: name,
    direction,
    counted,
    accounted,
    difference,
    tolerance,
    holds: Math.abs(difference) <= tolerance,
  };
}
