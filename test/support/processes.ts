/** What /proc tells of a running process: its children and its memory. */

import { readdirSync, readFileSync } from 'node:fs';

/** Children of a process that are alive. */
export function childrenOf(pid: number): readonly number[] {
  const found: number[] = [];
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'latin1');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (Number(fields[1]) === pid && fields[0] !== 'Z') found.push(Number(entry));
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}

/** Memory of a process in bytes (VmRSS), 0 when it has ended. */
function residentOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Memory of a process and its children in bytes; what they share is counted with each. */
export function residentWithChildren(pid: number): number {
  return [pid, ...childrenOf(pid)].reduce((sum, one) => sum + residentOf(one), 0);
}
