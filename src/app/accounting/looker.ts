/**
 * Looks at the list of connections, every so often, a few pieces at a time with pauses between them, so that
 * a long list is spread over seconds and nobody waits. A look that takes long makes the next come later: at
 * most a twentieth of a processor goes into it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Accountant } from '../../core/accounting/accountant.ts';
import type { ConntrackList } from '../../linux/netlink/conntrack-list.ts';
import { ConntrackSight } from '../../linux/netlink/conntrack-sight.ts';

/** Pieces of some hundred connections that are read before others have their turn. */
const PIECES = 8;
/** Pause between two turns, in milliseconds. */
const PAUSE = 5;
/** A look may use one part in so many of the time between two looks. */
const SHARE = 20;

export class Looker {
  /** Looks that were finished, and milliseconds that the last took of this process's time. */
  looks = 0;
  lastCost = 0;
  readonly #accountant: Accountant;
  readonly #list: ConntrackList;
  readonly #sight = new ConntrackSight();
  #running: Promise<void> | undefined;
  #isClosed = false;

  constructor(accountant: Accountant, list: ConntrackList) {
    this.#accountant = accountant;
    this.#list = list;
  }

  /** Takes down what is there before the first rule, at one go. @throws OpError */
  begin(): void {
    this.#list.start();
    while (this.#list.next(this.#beginOne));
  }

  /** Milliseconds until the next look is due, when looks are wished for every `interval`. */
  pauseFor(interval: number): number {
    return Math.max(interval, this.lastCost * SHARE);
  }

  /** Looks now; when a look is under way, waits for its end. @throws OpError */
  look(): Promise<void> {
    this.#running ??= this.#look().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Resolves when no look is under way. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** Looks at one go, in one moment as far as can be; no other look may be under way. @throws OpError */
  lookAtOnce(): void {
    this.#accountant.startLook();
    this.#list.start();
    while (this.#list.next(this.#seeOne));
    this.#accountant.finishLook(true);
  }

  /** Ends a look that is under way. */
  close(): void {
    this.#isClosed = true;
    this.#list.close();
  }

  async #look(): Promise<void> {
    let isWhole = false;
    let cost = 0;
    this.#accountant.startLook();
    try {
      this.#list.start();
      while (!isWhole) {
        const from = performance.now();
        for (let piece = 0; piece < PIECES && !isWhole; piece++) isWhole = !this.#list.next(this.#seeOne);
        cost += performance.now() - from;
        if (isWhole) break;
        await sleep(PAUSE);
        if (this.#isClosed) return;
      }
    } finally {
      this.#accountant.finishLook(isWhole);
      this.lastCost = cost;
      if (isWhole) this.looks++;
    }
  }

  readonly #beginOne = (buffer: Uint8Array, at: number, end: number): void => {
    this.#sight.read(buffer, at, end);
    this.#accountant.begin(this.#sight);
  };

  readonly #seeOne = (buffer: Uint8Array, at: number, end: number): void => {
    this.#sight.read(buffer, at, end);
    this.#accountant.see(this.#sight);
  };
}
