/**
 * The kernel's switch for counting packets and bytes of connections. Rules that count packets turn it on by
 * themselves (xt_connbytes), so what it was before is read before there are rules, and kept in a file for
 * the case of a crash.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isSystemError, readIfThere, writeAtomically } from '../files.ts';

const SWITCH = '/proc/sys/net/netfilter/nf_conntrack_acct';

export interface Accounting {
  /** Turns the counting on, once connections are tracked; false when the kernel does not let us. */
  turnOn(): boolean;
  /** Puts the switch back where it was found. */
  restore(): void;
}

/** Remembers in `undoPath` how the switch stands, unless a daemon that crashed has done so already. */
export function rememberAccounting(undoPath: string): Accounting {
  const wasOn = readSwitch() === '1';
  if (!wasOn) writeAtomically(undoPath, '0\n');
  return { turnOn, restore: () => restoreAccounting(undoPath) };
}

/** Turns the counting off again if a daemon, this or one that crashed, has found it off. */
export function restoreAccounting(undoPath: string): void {
  if (readIfThere(undoPath) === undefined) return;
  if (readSwitch() !== undefined) writeFileSync(SWITCH, '0');
  rmSync(undoPath, { force: true });
}

/** Leaves it to another, who needs the counting still, to turn it off: `from` and `to` are undo paths. */
export function handOverAccounting(from: string, to: string): void {
  if (readIfThere(from) !== undefined) renameSync(from, to);
}

/** `0` or `1`; undefined while the kernel tracks no connections. */
function readSwitch(): string | undefined {
  try {
    return readFileSync(SWITCH, 'latin1').trim();
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function turnOn(): boolean {
  try {
    writeFileSync(SWITCH, '1');
    return true;
  } catch {
    return false;
  }
}
