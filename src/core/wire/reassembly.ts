/**
 * Fragments → whole datagrams (RFC 791 section 3.2, RFC 8200 section 4.5). Live planes do not need it: the
 * kernel's connection tracking has put datagrams together before a rule sees them. A replay may use it.
 *
 * - Bounds: a fixed number of datagrams at a time; the oldest gives way to a new one. A datagram that is not
 *   whole after `seconds` of capture time is dropped. No datagram is longer than 65,535 bytes.
 * - Overlaps: a fragment that repeats what is there already is ignored; one that overlaps in part, reaches
 *   past the end, or moves it, makes the whole datagram be dropped, as Linux does (RFC 5722 for IPv6).
 * - Fragments that the capture cut short are dropped: what they lack never comes.
 *
 * What was received is a bitmap of 8-byte units, the unit of fragment offsets. The result is an IP packet
 * with one plain header, which `decodeIp` reads like any other. IPv6 extension headers before the fragment
 * header are left out of it.
 */
import type { PacketView } from './packet-view.ts';

export interface ReassemblyLimits {
  /** Most datagrams under assembly. Each takes 70 KB once it is used. */
  readonly datagrams: number;
  /** Seconds after its first fragment at which a datagram is given up. Linux has 30 for IPv4, 60 for IPv6. */
  readonly seconds: number;
}

export const DEFAULT_REASSEMBLY: ReassemblyLimits = { datagrams: 64, seconds: 30 };

/** `add()`: the fragment was taken, or dropped; there is nothing to decode. */
export const INCOMPLETE = 0;
/** `add()`: a datagram is whole; it stands in `bytes[start … end)` until the next call. */
export const COMPLETE = 1;

const LONGEST_DATAGRAM = 65_535;
const LONGEST_HEADER = 60;
const UNIT = 8;
const UNITS = (LONGEST_DATAGRAM + 1) / UNIT;
const UNKNOWN = -1;

/** Counts of what became of fragments and datagrams. */
export interface ReassemblyCounts {
  fragments: number;
  reassembled: number;
  expired: number;
  evicted: number;
  /** Datagrams dropped because their fragments overlap or contradict each other. */
  overlapping: number;
  /** Fragments dropped: cut by the capture, of impossible length, or repeated. */
  ignored: number;
}

/** One datagram under assembly. */
class Datagram {
  readonly bytes: Uint8Array = new Uint8Array(LONGEST_HEADER + LONGEST_DATAGRAM + 1);
  readonly received: Uint8Array = new Uint8Array(UNITS);
  live = false;
  ipVersion = 4;
  protocol = 0;
  identification = 0;
  /** Both addresses, source first. */
  readonly addresses: Uint8Array = new Uint8Array(32);
  began = 0;
  /** Data bytes of the whole, or UNKNOWN until the last fragment is there. */
  length = UNKNOWN;
  receivedUnits = 0;
  headerLength = 0;
}

export class Reassembler {
  readonly counts: ReassemblyCounts = {
    fragments: 0,
    reassembled: 0,
    expired: 0,
    evicted: 0,
    overlapping: 0,
    ignored: 0,
  };
  /** After COMPLETE: the datagram. */
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  end = 0;
  readonly #limits: ReassemblyLimits;
  readonly #datagrams: Datagram[] = [];

  constructor(limits: Partial<ReassemblyLimits> = {}) {
    this.#limits = { ...DEFAULT_REASSEMBLY, ...limits };
  }

  /**
   * Takes the fragment that `decode` left in `view` when it answered FRAGMENT with `view.fragment` 1.
   * `seconds` is the time of its packet.
   */
  add(view: PacketView, buffer: Uint8Array, seconds: number): number {
    this.counts.fragments += 1;
    const length = view.wireEnd - view.cursor;
    const end = view.fragmentOffset + length;
    const impossible =
      length <= 0 || end > LONGEST_DATAGRAM || (view.moreFragments === 1 && length % UNIT !== 0);
    if (impossible || view.limit < view.wireEnd) {
      this.counts.ignored += 1;
      return INCOMPLETE;
    }
    const datagram = this.#find(view, buffer, seconds) ?? this.#begin(view, buffer, seconds);
    if (!this.#place(datagram, view, buffer, length)) return INCOMPLETE;
    const units = Math.ceil(datagram.length / UNIT);
    if (datagram.length === UNKNOWN || datagram.receivedUnits < units) return INCOMPLETE;
    this.#finish(datagram);
    return COMPLETE;
  }

  /** The datagram of a fragment; gives up those that are too old on the way. */
  #find(view: PacketView, buffer: Uint8Array, seconds: number): Datagram | undefined {
    let found: Datagram | undefined;
    for (const datagram of this.#datagrams) {
      if (!datagram.live) continue;
      if (seconds - datagram.began > this.#limits.seconds) {
        datagram.live = false;
        this.counts.expired += 1;
      } else if (
        datagram.identification === view.identification &&
        datagram.protocol === view.protocol &&
        datagram.ipVersion === view.ipVersion &&
        sameAddresses(datagram, view, buffer)
      ) {
        found = datagram;
      }
    }
    return found;
  }

  #begin(view: PacketView, buffer: Uint8Array, seconds: number): Datagram {
    const datagram = this.#free();
    const length = view.ipVersion === 4 ? 4 : 16;
    for (let i = 0; i < length; i += 1) {
      datagram.addresses[i] = buffer[view.source + i]!;
      datagram.addresses[16 + i] = buffer[view.destination + i]!;
    }
    datagram.live = true;
    datagram.ipVersion = view.ipVersion;
    datagram.protocol = view.protocol;
    datagram.identification = view.identification;
    datagram.began = seconds;
    datagram.length = UNKNOWN;
    datagram.receivedUnits = 0;
    datagram.received.fill(0);
    return datagram;
  }

  /** A place for a new datagram: an unused one, or that of the oldest. */
  #free(): Datagram {
    let oldest: Datagram | undefined;
    for (const datagram of this.#datagrams) {
      if (!datagram.live) return datagram;
      if (oldest === undefined || datagram.began < oldest.began) oldest = datagram;
    }
    if (oldest === undefined || this.#datagrams.length < this.#limits.datagrams) {
      const datagram = new Datagram();
      this.#datagrams.push(datagram);
      return datagram;
    }
    this.counts.evicted += 1;
    return oldest;
  }

  /** Puts a fragment into its datagram; false when it added nothing or made the datagram be dropped. */
  #place(datagram: Datagram, view: PacketView, buffer: Uint8Array, length: number): boolean {
    const end = view.fragmentOffset + length;
    const first = view.fragmentOffset / UNIT;
    const last = Math.ceil(end / UNIT);
    let already = 0;
    for (let unit = first; unit < last; unit += 1) already += datagram.received[unit]!;
    const known = datagram.length;
    const moved =
      view.moreFragments === 0 ? known !== UNKNOWN && known !== end : known !== UNKNOWN && end > known;
    const beyond = view.moreFragments === 0 && datagram.received.indexOf(1, last) >= 0;
    if (moved || beyond || (already > 0 && already < last - first)) {
      datagram.live = false;
      this.counts.overlapping += 1;
      return false;
    }
    if (already > 0) {
      this.counts.ignored += 1;
      return false;
    }
    datagram.received.fill(1, first, last);
    datagram.receivedUnits += last - first;
    if (view.moreFragments === 0) datagram.length = end;
    datagram.bytes.set(
      buffer.subarray(view.cursor, view.cursor + length),
      LONGEST_HEADER + view.fragmentOffset,
    );
    if (view.fragmentOffset === 0) this.#keepHeader(datagram, view, buffer);
    return true;
  }

  /** The first fragment's header goes before the data: IPv4 with its options, IPv6 without extensions. */
  #keepHeader(datagram: Datagram, view: PacketView, buffer: Uint8Array): void {
    const length = view.ipVersion === 4 ? Math.min(view.cursor - view.ip, LONGEST_HEADER) : 40;
    datagram.headerLength = length;
    datagram.bytes.set(buffer.subarray(view.ip, view.ip + length), LONGEST_HEADER - length);
  }

  /** Makes the header say that the packet is whole, and hands it over. */
  #finish(datagram: Datagram): void {
    const { bytes, headerLength, length } = datagram;
    const start = LONGEST_HEADER - headerLength;
    if (datagram.ipVersion === 4) {
      const total = Math.min(headerLength + length, LONGEST_DATAGRAM);
      bytes[start + 2] = total >>> 8;
      bytes[start + 3] = total & 0xff;
      bytes[start + 6] = 0;
      bytes[start + 7] = 0;
    } else {
      bytes[start + 4] = length >>> 8;
      bytes[start + 5] = length & 0xff;
      bytes[start + 6] = datagram.protocol;
    }
    datagram.live = false;
    this.counts.reassembled += 1;
    this.bytes = bytes;
    this.start = start;
    this.end = LONGEST_HEADER + length;
  }
}

function sameAddresses(datagram: Datagram, view: PacketView, buffer: Uint8Array): boolean {
  const length = view.ipVersion === 4 ? 4 : 16;
  const { addresses } = datagram;
  for (let i = 0; i < length; i += 1) {
    if (addresses[i] !== buffer[view.source + i]) return false;
    if (addresses[16 + i] !== buffer[view.destination + i]) return false;
  }
  return true;
}
