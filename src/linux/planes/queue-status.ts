/**
 * What the kernel says of its queues, and who holds one. Read from /proc; the formats are those of
 * net/netfilter/nfnetlink_queue.c and net/netlink/af_netlink.c (`…_seq_show`).
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { NETLINK_NETFILTER } from '../netlink/nfnetlink.ts';

/** One line of /proc/net/netfilter/nfnetlink_queue. */
export interface QueueStatus {
  readonly number: number;
  /** Netlink address of the socket that the queue is bound to. */
  readonly portid: number;
  /** Packets held now. */
  readonly held: number;
  readonly copyRange: number;
  /** Dropped because the queue was full, or its socket; both 0 for a queue that fails open. */
  readonly dropped: number;
  readonly userDropped: number;
  /** Id of the newest packet. */
  readonly lastId: number;
}

/** A process that has the socket open. */
export interface Holder {
  readonly pid: number;
  readonly command: string;
}

/** The queues of this process's network namespace; none when the kernel has no NFQUEUE. */
export function readQueues(proc = '/proc'): QueueStatus[] {
  return lines(`${proc}/net/netfilter/nfnetlink_queue`).map((line) => {
    const [number, portid, held, , copyRange, dropped, userDropped, lastId] = line
      .trim()
      .split(/\s+/)
      .map(Number);
    return { number, portid, held, copyRange, dropped, userDropped, lastId };
  });
}

/** The queue with that number, when some socket is bound to it. */
export function readQueue(number: number, proc = '/proc'): QueueStatus | undefined {
  return readQueues(proc).find((queue) => queue.number === number);
}

/**
 * The processes that have the netfilter socket with this netlink address open. Empty when they are not to be
 * seen from here (another PID namespace, no permission).
 */
export function findHolders(portid: number, proc = '/proc'): Holder[] {
  const inode = inodeOf(portid, proc);
  if (inode === undefined) return [];
  const target = `socket:[${inode}]`;
  return readdirSync(proc)
    .filter((name) => /^\d+$/.test(name) && hasOpen(`${proc}/${name}/fd`, target))
    .map((name) => ({ pid: Number(name), command: commandOf(`${proc}/${name}`) }));
}

/** sk, Eth, Pid, Groups, Rmem, Wmem, Dump, Locks, Drops, Inode. */
function inodeOf(portid: number, proc: string): string | undefined {
  for (const line of lines(`${proc}/net/netlink`).slice(1)) {
    const fields = line.trim().split(/\s+/);
    if (Number(fields[1]) === NETLINK_NETFILTER && Number(fields[2]) === portid) return fields[9];
  }
  return undefined;
}

function hasOpen(directory: string, target: string): boolean {
  try {
    return readdirSync(directory).some((fd) => linkOf(`${directory}/${fd}`) === target);
  } catch {
    // The process has ended, or is not ours to look at.
    return false;
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function commandOf(directory: string): string {
  try {
    return readFileSync(`${directory}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** The lines of a file, or none when it is not there. */
function lines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
  } catch {
    return [];
  }
}
