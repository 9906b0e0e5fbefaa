/**
 * Reading what `tc` and `ip` say of a machine's devices: which there are, which qdisc stands at their root,
 * whose it is, and what hangs at ingress. tc's JSON is used for qdiscs; classes and filters it prints only
 * as text, which is kept as it is, to be compared and never taken apart.
 *
 * A root qdisc that nobody configured has the handle 0:, whatever its kind (pfifo_fast, fq_codel, mq,
 * noqueue): the kernel gives it to itself (net/sched/sch_generic.c, attach_default_qdiscs). One of ours has
 * our handle. Any other is somebody else's.
 */

import { Layer7Error } from '../../core/errors.ts';
import { IFB_PREFIX, ROOT_HANDLE } from '../../core/policy/rendering.ts';
import type { CommandResult, Run } from '../netfilter/tools.ts';

export interface Qdisc {
  readonly kind: string;
  /** As tc prints it: `1:`, `0:`, `ffff:`. */
  readonly handle: string;
  readonly dev: string;
  readonly root: boolean;
  readonly parent?: string;
}

export interface Device {
  readonly name: string;
  /** Packets that its queue takes where a qdisc does not say otherwise. */
  readonly queueLength: number;
  readonly up: boolean;
  /** An intermediate device of ours. */
  readonly ownIfb: boolean;
}

/** `1717:`, as tc prints a handle. */
export const OUR_ROOT = `${ROOT_HANDLE.toString(16)}:`;
/** The kind that tc gives for what stands at a device's ingress, as kept by us or by others. */
const INGRESS_KINDS = ['ingress', 'clsact'];

/** Whose a qdisc is. */
export type Ownership = 'kernel' | 'ours' | 'others';

export function ownershipOf(qdisc: Qdisc): Ownership {
  if (qdisc.handle === '0:') return 'kernel';
  return qdisc.kind === 'htb' && qdisc.handle === OUR_ROOT ? 'ours' : 'others';
}

interface JsonQdisc {
  readonly kind: string;
  readonly handle: string;
  readonly dev?: string;
  readonly root?: boolean;
  readonly parent?: string;
}

interface JsonLink {
  readonly ifname: string;
  readonly flags?: readonly string[];
  readonly txqlen?: number;
}

/** @throws Layer7Error `TC_FAILED` with the program's words. */
export function must(result: CommandResult, command: string): string {
  if (result.status === 0) return result.stdout;
  const cause = result.stderr.trim();
  const denied = /not permitted|permission denied/i.test(cause);
  throw new Layer7Error({
    code: denied ? 'TC_NOT_PERMITTED' : 'TC_FAILED',
    kind: denied ? 'permission' : 'environment',
    message: `${command.split(' ')[0]} refused a command`,
    given: command,
    ...(cause === '' ? {} : { cause }),
    next: result.missing
      ? 'install it: apt-get install -y iproute2'
      : denied
        ? 'run this as root'
        : 'see cause',
  });
}

function fromJson<T>(text: string): readonly T[] {
  return text.trim() === '' ? [] : (JSON.parse(text) as readonly T[]);
}

/** Every device of this network namespace. */
export async function readDevices(run: Run): Promise<readonly Device[]> {
  const listed = must(await run('ip', ['-j', 'link', 'show']), 'ip -j link show');
  return fromJson<JsonLink>(listed).map(({ ifname, flags, txqlen }) => ({
    name: ifname,
    queueLength: txqlen ?? 0,
    up: flags?.includes('UP') ?? false,
    ownIfb: ifname.startsWith(IFB_PREFIX),
  }));
}

/** Every qdisc of this network namespace. */
export async function readQdiscs(run: Run): Promise<readonly Qdisc[]> {
  const listed = must(await run('tc', ['-j', 'qdisc', 'show']), 'tc -j qdisc show');
  return fromJson<JsonQdisc>(listed).flatMap(({ kind, handle, dev, root, parent }) =>
    dev === undefined
      ? []
      : [{ kind, handle, dev, root: root ?? false, ...(parent === undefined ? {} : { parent }) }],
  );
}

/** The root qdisc of a device; one with several hardware queues may list none but those. */
export function rootOf(qdiscs: readonly Qdisc[], device: string): Qdisc | undefined {
  return qdiscs.find(({ dev, root }) => dev === device && root);
}

/** What stands at a device's ingress: `ingress`, `clsact`, or nothing. */
export function ingressOf(qdiscs: readonly Qdisc[], device: string): Qdisc | undefined {
  return qdiscs.find(({ dev, kind }) => dev === device && INGRESS_KINDS.includes(kind));
}

/** The filters of a device at one place (`parent 1:`, `ingress`, `egress`), as tc prints them. */
export async function readFilters(run: Run, device: string, ...place: readonly string[]): Promise<string> {
  const result = await run('tc', ['filter', 'show', 'dev', device, ...place]);
  // A device may have gone since it was listed.
  return result.status === 0 ? result.stdout : '';
}

/** The classes of a device, as tc prints them. */
export async function readClasses(run: Run, device: string): Promise<string> {
  const result = await run('tc', ['class', 'show', 'dev', device]);
  return result.status === 0 ? result.stdout : '';
}
