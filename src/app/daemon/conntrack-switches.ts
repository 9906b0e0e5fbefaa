/**
 * The kernel's switches for what connection tracking tells: whether it counts packets and bytes of connections, and
 * whether the end of a connection is told also when nobody listened as it began. Without the second, connections
 * that begin between the death of a daemon and the next one go without a word.
 *
 * Rules that count packets turn the counting on by themselves (xt_connbytes), so what was before is read before
 * there are rules, and kept in a file for the case of a crash.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSystemError, readIfThere, writeAtomically } from '../files.ts';

const FOLDER = '/proc/sys/net/netfilter';

/** The switches, by their names in sysctl's net.netfilter; 1 turns each on. */
export const COUNTING = 'nf_conntrack_acct';
const TELLING = 'nf_conntrack_events';

export interface Switches {
  /** Turns them on, once connections are tracked; false when the kernel does not let us count. */
  turnOn(): boolean;
  /** Puts them back to where they were found. */
  restore(): void;
}

/** Remembers in `undoPath` how switches stand, unless a daemon that crashed has done so already. */
export function rememberSwitches(undoPath: string, names: readonly string[] = [COUNTING, TELLING]): Switches {
  const known = readUndo(undoPath);
  for (const name of names) {
    const value = readSwitch(name);
    if (value !== undefined && value !== '1' && !known.has(name)) known.set(name, value);
  }
  const lines = [...known].map(([name, value]) => `${name} ${value}\n`);
  if (lines.length > 0) writeAtomically(undoPath, lines.join(''));
  return {
    turnOn: () => {
      const turned = names.map(turnOn);
      return turned[names.indexOf(COUNTING)] === true;
    },
    restore: () => restoreSwitches(undoPath),
  };
}

/** Puts back what a daemon, this or one that crashed, has found otherwise. */
export function restoreSwitches(undoPath: string): void {
  for (const [name, value] of readUndo(undoPath)) {
    if (readSwitch(name) !== undefined) writeFileSync(join(FOLDER, name), value);
  }
  rmSync(undoPath, { force: true });
}

/** Leaves it to another, who needs them still, to put them back: `from` and `to` are undo paths. */
export function handOverSwitches(from: string, to: string): void {
  if (readIfThere(from) !== undefined) renameSync(from, to);
}

function readUndo(path: string): Map<string, string> {
  const lines = (readIfThere(path) ?? '').split('\n');
  return new Map(
    lines.flatMap((line) => {
      const [, name, value] = /^(nf_conntrack_\w+) (\d)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );
}

/** What a switch says; undefined while the kernel tracks no connections. */
function readSwitch(name: string): string | undefined {
  try {
    return readFileSync(join(FOLDER, name), 'latin1').trim();
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function turnOn(name: string): boolean {
  try {
    writeFileSync(join(FOLDER, name), '1');
    return true;
  } catch {
    return false;
  }
}
