/** `layer7 policy` as a user types it on the router of a live test, and the machine before and after. */

import assert from 'node:assert/strict';
import type { Finished } from '../../src/app/lab/process.ts';
import { type Run, runCommand } from '../../src/linux/netfilter/tools.ts';
import { snapshotMachine } from '../../src/linux/tc/snapshot.ts';
import type { Live } from './lab.ts';

export interface Policies {
  /** Rules and queues of the router as they are. */
  machine(): Promise<string>;
  /** Writes a policy to a file and returns its path. */
  write(text: string): string;
  /** `layer7 policy …`, whatever comes of it. */
  run(...words: readonly string[]): Promise<Finished>;
  /** Applies a policy, which must succeed; remembers the machine before the first. */
  apply(text: string, ...more: readonly string[]): Promise<Finished>;
  /** Asserts that the machine is as it was, naming the first line that is not. */
  same(before: string, when?: string): Promise<void>;
  /** Reverts what may be in force, for the next test. */
  reset(): Promise<void>;
  /** Reverts it, and asserts that the machine is as it was before the first. */
  revert(): Promise<void>;
}

export function policies(live: Live): Policies {
  const { router } = live.lab;
  const inRouter: Run = (file, args, input) =>
    runCommand('nsenter', [`--net=/run/netns/${live.lab.topology.router}`, '--', file, ...args], input);
  let before: string | undefined;
  let files = 0;
  // Labels belong to one daemon of the whole machine: whether that is this one may change meanwhile.
  const machine = async (): Promise<string> =>
    (await snapshotMachine(inRouter)).replaceAll(/^.*connlabel.*\n/gm, '');
  const run = (...words: readonly string[]): Promise<Finished> => live.daemon.layer7('policy', ...words);
  const write = (text: string): string => router.write(`policy-${files++}.yaml`, text);
  const same = async (wanted: string, when = ''): Promise<void> => {
    const now = await machine();
    if (now === wanted) return;
    const [is, was] = [now.split('\n'), wanted.split('\n')];
    const extra = is.filter((line) => !was.includes(line)).slice(0, 5);
    const gone = was.filter((line) => !is.includes(line)).slice(0, 5);
    assert.fail(`the machine differs ${when}\nnew:\n${extra.join('\n')}\ngone:\n${gone.join('\n')}`);
  };
  return {
    machine,
    same,
    reset: async () => {
      await run('revert');
      before = undefined;
    },
    write,
    run,
    apply: async (text, ...more) => {
      before ??= await machine();
      const applied = await run('apply', write(text), ...more);
      assert.equal(applied.status, 0, applied.stderr);
      return applied;
    },
    revert: async () => {
      const reverted = await run('revert');
      assert.equal(reverted.status, 0, reverted.stderr);
      if (before !== undefined) await same(before);
      before = undefined;
    },
  };
}

/** `14:05-15:05` in local time, around a moment so many minutes from now. */
export function windowAround(minutes: number): string {
  const clock = (offset: number): string => {
    const at = new Date(Date.now() + offset * 60_000);
    return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
  };
  return `${clock(minutes - 20)}-${clock(minutes + 20)}`;
}
