/**
 * How much of each live connection has been accounted already. The kernel's counters only grow, so what is
 * new at a sight is the counters less those of the sight before. Short connections never come here: they
 * begin and end between two looks at the list of connections, and their end tells all.
 *
 * Three things that could count a byte twice, or lose one, and what is done:
 *  - A list is read while connections end. What ended since the reading began is noted, and a later line of
 *    the list that shows it alive is passed over.
 *  - There is room for a bounded number of connections. One that found none is accounted when it ends, in
 *    full: late, but once. They are counted in `withoutRoom`.
 *  - An end may be lost when events come too fast. A connection that two whole looks did not find is
 *    forgotten; what it moved since it was last seen is lost, and counted in `vanished`.
 *
 * A connection that is seen for the first time before it has a name waits for its next sight, so that its
 * first packets are accounted to its name. One that was there before the first rule is `early`: what it had
 * moved by then is not ours to count.
 *
 * ```
 * index   open addressing, linear probing: slot + 1, or 0; entries move back when one before them goes
 * slots   struct of arrays: id, ports, counters when last accounted, flags, number of the last look
 * ```
 */
import type { Sight } from './sight.ts';

/** It was there before layer7 looked. */
const EARLY = 1;
/** It has been counted as a connection. */
const KNOWN = 2;

/** Ends noted while a list is read; with more, the rest of that list is passed over. */
const MOST_ENDS = 1 << 16;
const ENDS_TABLE = MOST_ENDS * 2;

export class ConnectionLedger {
  readonly capacity: number;
  /** Connections that are remembered. */
  size = 0;
  /** Connections that the last look, or the one under way, had no room for. */
  withoutRoom = 0;
  /** Connections that went without a word, ever. */
  vanished = 0;
  /** Looks that had to be broken off because too many connections ended meanwhile, ever. */
  brokenLooks = 0;

  /** What is new since the sight before; set by `see` and `end` when they return true. */
  newSentPackets = 0;
  newSentBytes = 0;
  newAnsweredPackets = 0;
  newAnsweredBytes = 0;
  /** The connection is to be counted as one. */
  isFirst = false;
  isEarly = false;

  readonly #index: Int32Array;
  readonly #indexMask: number;
  readonly #ids: Uint32Array;
  readonly #ports: Uint32Array;
  readonly #sentPackets: Float64Array;
  readonly #sentBytes: Float64Array;
  readonly #answeredPackets: Float64Array;
  readonly #answeredBytes: Float64Array;
  readonly #flags: Uint8Array;
  /** Number of the look that saw the slot last; 0 for a free slot. */
  readonly #seen: Uint32Array;
  readonly #free: Int32Array;
  #freeCount = 0;
  /** Slots that were ever used are below this. */
  #used = 0;
  #look = 1;
  #isLooking = false;
  #isBroken = false;
  readonly #ends = new Uint32Array(ENDS_TABLE);
  #endCount = 0;

  /** `capacity`: connections that are remembered at most. */
  constructor(capacity: number) {
    this.capacity = capacity;
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(2, capacity * 2)));
    this.#index = new Int32Array(buckets);
    this.#indexMask = buckets - 1;
    this.#ids = new Uint32Array(capacity);
    this.#ports = new Uint32Array(capacity);
    this.#sentPackets = new Float64Array(capacity);
    this.#sentBytes = new Float64Array(capacity);
    this.#answeredPackets = new Float64Array(capacity);
    this.#answeredBytes = new Float64Array(capacity);
    this.#flags = new Uint8Array(capacity);
    this.#seen = new Uint32Array(capacity);
    this.#free = new Int32Array(capacity);
  }

  /**
   * Notes a connection that is there before layer7 looks: what it has moved is not accounted. `isNamed`: a
   * daemon before us has named it, and counted it. Returns false when there was no room.
   */
  begin(sight: Sight, isNamed: boolean): boolean {
    const slot = this.#insert(sight);
    if (slot < 0) return false;
    this.#keep(slot, sight);
    this.#flags[slot] = isNamed ? EARLY | KNOWN : EARLY;
    return true;
  }

  /** The list of connections is about to be read, one `see` for each. */
  startLook(): void {
    this.#look = (this.#look % 0xffff_fffe) + 1;
    this.#isLooking = true;
    this.#isBroken = false;
    this.#ends.fill(0);
    this.#endCount = 0;
    this.withoutRoom = 0;
  }

  /** The list has been read; `isWhole` false when the reading was given up. */
  finishLook(isWhole: boolean): void {
    this.#isLooking = false;
    if (this.#isBroken) this.brokenLooks++;
    else if (isWhole) this.#forgetVanished();
  }

  /**
   * A line of the list. True when there is something to account, in the fields above. `waits`: at its first
   * sight it is not accounted yet.
   */
  see(sight: Sight, waits: boolean): boolean {
    if (this.#isBroken || (this.#endCount > 0 && this.#hasEnded(sight.id))) return false;
    let slot = this.#find(sight);
    if (slot < 0) {
      slot = this.#insert(sight);
      if (slot < 0) {
        this.withoutRoom++;
        return false;
      }
      if (waits) return false;
    }
    this.#seen[slot] = this.#look;
    return this.#take(slot, sight);
  }

  /** A connection has ended, and these are its last numbers. True when there is something to account. */
  end(sight: Sight): boolean {
    if (this.#isLooking && !this.#isBroken) this.#noteEnd(sight.id);
    const slot = this.#find(sight);
    if (slot >= 0) {
      const isNew = this.#take(slot, sight);
      this.#remove(slot);
      return isNew;
    }
    this.newSentPackets = sight.sentPackets;
    this.newSentBytes = sight.sentBytes;
    this.newAnsweredPackets = sight.answeredPackets;
    this.newAnsweredBytes = sight.answeredBytes;
    this.isFirst = true;
    this.isEarly = false;
    return true;
  }

  #take(slot: number, sight: Sight): boolean {
    const hasGoneBack =
      sight.sentPackets < this.#sentPackets[slot]! ||
      sight.answeredPackets < this.#answeredPackets[slot]! ||
      sight.sentBytes < this.#sentBytes[slot]! ||
      sight.answeredBytes < this.#answeredBytes[slot]!;
    // Counters never shrink: this is another connection, and the end of the first one was lost.
    if (hasGoneBack) this.#clear(slot);
    this.newSentPackets = sight.sentPackets - this.#sentPackets[slot]!;
    this.newSentBytes = sight.sentBytes - this.#sentBytes[slot]!;
    this.newAnsweredPackets = sight.answeredPackets - this.#answeredPackets[slot]!;
    this.newAnsweredBytes = sight.answeredBytes - this.#answeredBytes[slot]!;
    const flags = this.#flags[slot]!;
    this.isFirst = (flags & KNOWN) === 0;
    this.isEarly = (flags & EARLY) !== 0;
    this.#flags[slot] = flags | KNOWN;
    this.#keep(slot, sight);
    return this.isFirst || this.newSentPackets > 0 || this.newAnsweredPackets > 0;
  }

  #keep(slot: number, sight: Sight): void {
    this.#sentPackets[slot] = sight.sentPackets;
    this.#sentBytes[slot] = sight.sentBytes;
    this.#answeredPackets[slot] = sight.answeredPackets;
    this.#answeredBytes[slot] = sight.answeredBytes;
  }

  #clear(slot: number): void {
    this.#sentPackets[slot] = 0;
    this.#sentBytes[slot] = 0;
    this.#answeredPackets[slot] = 0;
    this.#answeredBytes[slot] = 0;
    this.#flags[slot] = 0;
  }

  /** Forgets what neither this look nor the one before has found. */
  #forgetVanished(): void {
    for (let slot = 0; slot < this.#used; slot++) {
      const seen = this.#seen[slot]!;
      if (seen === 0 || this.#look - seen < 2) continue;
      this.#remove(slot);
      this.vanished++;
    }
  }

  #find({ id, ports }: Sight): number {
    for (let at = this.#bucketOf(id, ports); ; at = (at + 1) & this.#indexMask) {
      const slot = this.#index[at]! - 1;
      if (slot < 0 || (this.#ids[slot] === id && this.#ports[slot] === ports)) return slot;
    }
  }

  /** A slot with nothing accounted; −1 when all are taken. */
  #insert({ id, ports }: Sight): number {
    if (this.size === this.capacity) return -1;
    const slot = this.#freeCount > 0 ? this.#free[--this.#freeCount]! : this.#used++;
    this.size++;
    this.#ids[slot] = id;
    this.#ports[slot] = ports;
    this.#seen[slot] = this.#look;
    this.#clear(slot);
    let at = this.#bucketOf(id, ports);
    while (this.#index[at] !== 0) at = (at + 1) & this.#indexMask;
    this.#index[at] = slot + 1;
    return slot;
  }

  #remove(slot: number): void {
    const mask = this.#indexMask;
    let hole = this.#bucketOf(this.#ids[slot]!, this.#ports[slot]!);
    while (this.#index[hole] !== slot + 1) hole = (hole + 1) & mask;
    // Moves back whoever was pushed past the hole (Knuth, The Art of Computer Programming 3, 6.4, R).
    for (let at = (hole + 1) & mask; this.#index[at] !== 0; at = (at + 1) & mask) {
      const other = this.#index[at]! - 1;
      const home = this.#bucketOf(this.#ids[other]!, this.#ports[other]!);
      if (((at - home) & mask) < ((at - hole) & mask)) continue;
      this.#index[hole] = other + 1;
      hole = at;
    }
    this.#index[hole] = 0;
    this.#seen[slot] = 0;
    this.#free[this.#freeCount++] = slot;
    this.size--;
  }

  #bucketOf(id: number, ports: number): number {
    return scramble(id ^ Math.imul(ports, 0x9e37_79b1)) & this.#indexMask;
  }

  #noteEnd(id: number): void {
    if (this.#endCount === MOST_ENDS) {
      this.#isBroken = true;
      return;
    }
    const key = id === 0 ? 1 : id;
    let at = scramble(key) & (ENDS_TABLE - 1);
    while (this.#ends[at] !== 0) {
      if (this.#ends[at] === key) return;
      at = (at + 1) & (ENDS_TABLE - 1);
    }
    this.#ends[at] = key;
    this.#endCount++;
  }

  #hasEnded(id: number): boolean {
    const key = id === 0 ? 1 : id;
    for (let at = scramble(key) & (ENDS_TABLE - 1); this.#ends[at] !== 0; at = (at + 1) & (ENDS_TABLE - 1)) {
      if (this.#ends[at] === key) return true;
    }
    return false;
  }
}

/** Spreads the bits of a number (MurmurHash3's finaliser). */
function scramble(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
