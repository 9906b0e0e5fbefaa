/**
 * `layer7 account check`, one after the other for as long as a test goes on, so that whatever happens
 * meanwhile happens during one. A check is about one life of the daemon: one whose daemon is killed proves
 * nothing, and must end with an error.
 *
 * The accounts count a packet on one side of a queue and the interface on the other. A queue that is put up,
 * or taken away with what it holds, makes a difference which the command does not know of and the test does:
 * at most what the senders may have on their way (`underway`), each time.
 */

import assert from 'node:assert/strict';
import type { CheckReport } from '../../src/app/daemon/control-model.ts';
import type { Finished } from '../../src/app/lab/process.ts';
import type { Balance } from '../../src/core/accounting/adding-up.ts';
import type { Live } from './lab.ts';

export class AccountChecks {
  /** Checks that came to their end, and those whose daemon was killed. */
  done = 0;
  /** Of those that were done, the ones that hold by the command's own word. */
  held = 0;
  brokenOff = 0;
  readonly #live: Live;
  readonly #seconds: number;
  readonly #underway: number;
  /** How often queues may have come or gone since the check began. */
  #changes = 0;
  #running: Promise<Finished> | undefined;
  #isRunning = false;
  /** The direction of an interface that used up most of what it may differ by. */
  #worst: Balance | undefined;
  #bytes = 0;

  /** `underway`: bytes that all senders together may have on their way. */
  constructor(live: Live, seconds: number, underway: number) {
    this.#live = live;
    this.#seconds = seconds;
    this.#underway = underway;
  }

  /** Begins a check, unless one is under way, the one before must have held. Queues may change so often now. */
  async keepOn(changes = 0): Promise<void> {
    if (!this.#isRunning) {
      await this.finish();
      this.#begin();
    }
    this.#changes += changes;
  }

  #begin(): void {
    this.#isRunning = true;
    this.#changes = 0;
    const words = ['check', '--seconds', String(this.#seconds), '--format', 'json'];
    this.#running = this.#live.daemon.layer7('account', ...words).finally(() => {
      this.#isRunning = false;
    });
  }

  /** Waits for the end of the check that is under way, which must hold. */
  async finish(): Promise<void> {
    const finished = await this.#end();
    if (finished === undefined) return;
    assert.ok(finished.stdout !== '', `the accounts could not be checked: ${finished.stderr}`);
    const { balances } = JSON.parse(finished.stdout) as CheckReport;
    const queued = this.#changes * this.#underway;
    for (const balance of balances) {
      if (this.#worst === undefined || shareOf(balance) > shareOf(this.#worst)) this.#worst = balance;
      this.#bytes += balance.counted.bytes;
    }
    const wrong = balances.filter(({ difference, tolerance }) => Math.abs(difference) > tolerance + queued);
    assert.deepEqual(wrong, [], `the accounts do not add up; ${queued} bytes may have been in queues`);
    if (finished.status === 0) this.held++;
    assert.ok(
      balances.some(({ counted }) => counted.bytes > 0),
      'nothing was on the line',
    );
    this.done++;
  }

  /** Waits for the end of the check whose daemon was killed; none may be under way. */
  async breakOff(): Promise<void> {
    const finished = await this.#end();
    if (finished === undefined) return;
    // It may have been through before the signal.
    if (finished.stdout !== '') this.done++;
    else this.brokenOff++;
    assert.ok(finished.stdout !== '' || finished.stderr !== '', 'a broken check says why');
  }

  summary(): string {
    const worst = this.#worst;
    const most =
      worst === undefined
        ? ''
        : `, at most ${worst.difference} of ${worst.counted.bytes} bytes apart (${worst.interface} ${worst.direction}, may be ${worst.tolerance})`;
    return `${this.done} account checks over ${(this.#bytes / 1e6).toFixed(0)} MB, ${this.held} hold without queues, ${this.brokenOff} broken off${most}`;
  }

  async #end(): Promise<Finished | undefined> {
    const running = this.#running;
    this.#running = undefined;
    return await running;
  }
}

function shareOf({ difference, tolerance }: Balance): number {
  return Math.abs(difference) / tolerance;
}
