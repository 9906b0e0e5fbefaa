/**
 * The kernel's switch for counting packets and bytes of connections. The daemon turns it on and back; what
 * it was before is kept in a file, so that the next daemon still knows after a crash.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isSystemError, readIfThere, writeAtomically } from '../files.ts';

const SWITCH = '/proc/sys/net/netfilter/nf_conntrack_acct';

export interface Accounting {
  readonly isOn: boolean;
  /** Puts the switch back where it was found. */
  restore(): void;
}

/** Turns the counting on. `undoPath` remembers that it was off. */
export function switchAccountingOn(undoPath: string): Accounting {
  const before = readSwitch();
  if (before === '0') {
    if (!writeSwitch('1')) return { isOn: false, restore() {} };
    writeAtomically(undoPath, '0\n');
  }
  return { isOn: before !== undefined, restore: () => restoreAccounting(undoPath) };
}

/** Turns the counting off again if a daemon, this or one that crashed, has turned it on. */
export function restoreAccounting(undoPath: string): void {
  if (readIfThere(undoPath) === undefined) return;
  writeSwitch('0');
  rmSync(undoPath, { force: true });
}

/** `0` or `1`; undefined when the kernel tracks no connections. */
function readSwitch(): string | undefined {
  try {
    return readFileSync(SWITCH, 'latin1').trim();
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** False when the kernel does not let us. */
function writeSwitch(value: string): boolean {
  try {
    writeFileSync(SWITCH, value);
    return true;
  } catch {
    return false;
  }
}
