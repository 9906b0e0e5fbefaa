/**
 * The device half of a rendering onto the machine and off it again: root qdiscs with their classes,
 * intermediate devices, and what redirects packets to them.
 *
 * tc knows no transaction, so safety comes from the order of things. Before anything is changed, every
 * device is looked at: a qdisc of somebody else's is refused by name. What may be made is written down
 * before it is made (by the caller), so that after a crash at any moment everything of ours is found again.
 * Making a device that has something of ours replaces it: while it does, packets pass unshaped for some
 * milliseconds and none is refused.
 */

import { Layer7Error } from '../../core/errors.ts';
import type { Command, DeviceRendering } from '../../core/policy/rendering.ts';
import { IFB_PREFIX } from '../../core/policy/rendering.ts';
import type { CommandResult, Run } from '../netfilter/tools.ts';
import {
  type Device,
  ingressOf,
  ownershipOf,
  type Qdisc,
  readDevices,
  readFilters,
  readQdiscs,
  rootOf,
} from './listing.ts';

/** What a policy has put, or may have put, on one device; enough to take it away again. */
export interface DeviceTrace {
  readonly device: string;
  readonly kind: DeviceRendering['kind'];
  readonly remove: readonly Command[];
  /** Length of its queue before; the kernel raises 0 when a qdisc comes. */
  readonly queueLength?: number;
}

/** Somebody else's qdisc where one of ours would go. */
export interface ForeignQdisc {
  readonly device: string;
  readonly qdisc: Qdisc;
}

/** The devices of this machine at one moment. */
export interface Devices {
  readonly devices: readonly Device[];
  readonly qdiscs: readonly Qdisc[];
}

export async function lookAtDevices(run: Run): Promise<Devices> {
  return { devices: await readDevices(run), qdiscs: await readQdiscs(run) };
}

/**
 * The qdiscs that are in the way of a rendering. What `traces` names at ingress is ours, since it was free
 * when it was written down.
 */
export function foreignQdiscs(
  rendered: readonly DeviceRendering[],
  traces: readonly DeviceTrace[],
  { qdiscs }: Devices,
): readonly ForeignQdisc[] {
  return rendered.flatMap(({ device, kind }): readonly ForeignQdisc[] => {
    if (kind === 'ifb') return [];
    const there = kind === 'root' ? rootOf(qdiscs, device) : ingressOf(qdiscs, device);
    if (there === undefined) return [];
    const ours =
      kind === 'root'
        ? ownershipOf(there) !== 'others'
        : traces.some((trace) => trace.kind === 'redirect' && trace.device === device);
    return ours ? [] : [{ device, qdisc: there }];
  });
}

/** @throws Layer7Error `QDISC_TAKEN`, naming all of them. */
export function refuseForeign(foreign: readonly ForeignQdisc[]): void {
  const [first] = foreign;
  if (first === undefined) return;
  const name = ({ device, qdisc }: ForeignQdisc): string =>
    `qdisc ${qdisc.kind} ${qdisc.handle} on ${device}`;
  const devices = [...new Set(foreign.map(({ device }) => device))].join(',');
  throw new Layer7Error({
    code: 'QDISC_TAKEN',
    kind: 'conflict',
    message: `somebody else shapes a device of the policy: ${name(first)}`,
    given: foreign.map(name).join('; '),
    next: `remove it (tc qdisc del dev ${first.device} ${first.qdisc.root ? 'root' : first.qdisc.kind}), or apply with --leave ${devices} to leave it as it is`,
  });
}

type Place = Pick<DeviceRendering, 'device' | 'kind'>;

/** Names of the devices that a rendering makes itself. */
export function madeHere(rendered: readonly Place[]): ReadonlySet<string> {
  return new Set(rendered.filter(({ kind }) => kind === 'ifb').map(({ device }) => device));
}

/** @throws Layer7Error `DEVICE_MISSING` for a device of the rendering, or one of `more`, that is not there. */
export function refuseMissing(
  rendered: readonly DeviceRendering[],
  { devices }: Devices,
  more: readonly string[] = [],
): void {
  const there = new Set([...devices.map(({ name }) => name), ...madeHere(rendered)]);
  const absent = [...rendered.map(({ device }) => device), ...more].find((device) => !there.has(device));
  if (absent === undefined) return;
  throw new Layer7Error({
    code: 'DEVICE_MISSING',
    kind: 'environment',
    message: `this machine has no device ${absent}`,
    given: `there are: ${devices.flatMap(({ name, ownIfb }) => (ownIfb ? [] : [name])).join(' ')}`,
    next: 'correct the name under "links" in the policy, or apply it once the device is there',
  });
}

/** What will have to be taken away again, in the order in which it is made. */
export function tracesOf(rendered: readonly DeviceRendering[], { devices }: Devices): readonly DeviceTrace[] {
  return rendered.map(({ device, kind, remove }) => {
    const queueLength = devices.find(({ name }) => name === device)?.queueLength;
    return { device, kind, remove, ...(queueLength === 0 ? { queueLength } : {}) };
  });
}

/**
 * Makes everything of a rendering, on devices that have nothing of ours.
 *
 * @throws Layer7Error `TC_REFUSED`, `TC_NOT_PERMITTED`; what was made before stays, to be removed by the caller.
 */
export async function makeDevices(run: Run, rendered: readonly DeviceRendering[]): Promise<void> {
  for (const { apply } of rendered) await runAll(run, apply);
}

/**
 * What carries our handles and names though no trace tells of it: on a device that got another name since, or
 * after the traces were lost.
 */
export async function findStrays(run: Run, traces: readonly DeviceTrace[]): Promise<readonly DeviceTrace[]> {
  const { devices, qdiscs } = await lookAtDevices(run);
  const strays: DeviceTrace[] = [];
  const add = (
    device: string,
    kind: DeviceTrace['kind'],
    program: Command['program'],
    words: string,
  ): void => {
    if (traces.some((trace) => trace.device === device && trace.kind === kind)) return;
    strays.push({ device, kind, remove: [{ program, args: words.split(' ') }] });
  };
  for (const { name, ownIfb } of devices) if (ownIfb) add(name, 'ifb', 'ip', `link del dev ${name}`);
  for (const qdisc of qdiscs) {
    const { dev, kind, root } = qdisc;
    if (root && ownershipOf(qdisc) === 'ours') add(dev, 'root', 'tc', `qdisc del dev ${dev} root`);
    if (ingressOf([qdisc], dev) === undefined) continue;
    const filters = await filtersOf(run, dev);
    if (filters.some(({ ours }) => ours)) add(dev, 'redirect', 'tc', `qdisc del dev ${dev} ${kind}`);
  }
  return strays;
}

/**
 * Takes away what these traces name, as far as it is there; others' qdiscs and filters stay. A device that
 * is gone has taken its qdiscs along.
 *
 * @returns sentences about what had to stay, and what was gone.
 * @throws Layer7Error `TC_REFUSED`, `TC_NOT_PERMITTED`.
 */
export async function removeDevices(run: Run, traces: readonly DeviceTrace[]): Promise<readonly string[]> {
  const notes = new Set<string>();
  const made = madeHere(traces);
  for (const trace of traces.toReversed()) {
    const now = await lookAtDevices(run);
    const device = now.devices.find(({ name }) => name === trace.device);
    if (device === undefined) {
      if (!made.has(trace.device)) notes.add(`device ${trace.device} is gone, and with it its queues`);
      continue;
    }
    if (trace.kind === 'root') {
      const root = rootOf(now.qdiscs, trace.device);
      if (root === undefined || ownershipOf(root) !== 'ours') continue;
    } else if (trace.kind === 'redirect') {
      const ingress = ingressOf(now.qdiscs, trace.device);
      if (ingress === undefined) continue;
      const others = await foreignFilters(run, trace.device);
      if (others > 0) {
        await removeOwnFilters(run, trace.device);
        notes.add(
          `qdisc ${ingress.kind} of ${trace.device} stays: ${others} filters of others hang there now`,
        );
        continue;
      }
    }
    await runAll(run, trace.remove);
    if (trace.queueLength !== undefined && device.queueLength !== trace.queueLength) {
      const words = ['link', 'set', 'dev', trace.device, 'txqueuelen', String(trace.queueLength)];
      await runAll(run, [{ program: 'ip', args: words }]);
    }
  }
  return [...notes];
}

/** What of these traces is not on the machine, in words. */
export function missingDevices(rendered: readonly Place[], { devices, qdiscs }: Devices): readonly string[] {
  const made = madeHere(rendered);
  const missing = rendered.flatMap(({ device, kind }): readonly string[] => {
    const isThere = devices.some(({ name }) => name === device);
    if (!isThere && made.has(device)) return [`device ${device}`];
    if (kind === 'ifb') return [];
    if (kind === 'redirect') return ingressOf(qdiscs, device) ? [] : [`redirection at ${device}`];
    const root = rootOf(qdiscs, device);
    return root !== undefined && ownershipOf(root) === 'ours' ? [] : [`qdisc of ${device}`];
  });
  return [...new Set(missing)];
}

const PLACES = ['ingress', 'egress'] as const;
const FILTER = /^filter .*\bpref (\d+) (\S+)(?: chain \d+)?(.*)$/;

/** One filter of a listing with all its lines. */
interface Filter {
  readonly place: string;
  readonly preference: string;
  readonly text: string;
  readonly ours: boolean;
}

async function filtersOf(run: Run, device: string): Promise<readonly Filter[]> {
  const found: Filter[] = [];
  for (const place of PLACES) {
    const listed = await readFilters(run, device, place);
    for (const text of listed.split(/\n(?=filter )/)) {
      const header = FILTER.exec(text.split('\n')[0] ?? '');
      // tc first prints a line for the kind, and for u32 one for its table, before the filters themselves.
      if (header === null || !/\bfh \S+::\S+|\bhandle \S+/.test(text)) continue;
      const ours = text.includes(`to device ${IFB_PREFIX}`);
      found.push({ place, preference: header[1]!, text, ours });
    }
  }
  return found;
}

async function foreignFilters(run: Run, device: string): Promise<number> {
  return (await filtersOf(run, device)).filter(({ ours }) => !ours).length;
}

async function removeOwnFilters(run: Run, device: string): Promise<void> {
  const filters = await filtersOf(run, device);
  const own = filters.filter(({ ours }) => ours);
  for (const { place, preference } of own) {
    if (filters.some((one) => !one.ours && one.place === place && one.preference === preference)) continue;
    await run('tc', ['filter', 'del', 'dev', device, place, 'pref', preference]);
  }
}

/** Runs commands in order; those of one program that follow each other as one batch. */
async function runAll(run: Run, commands: readonly Command[]): Promise<void> {
  for (let start = 0; start < commands.length; ) {
    const { program } = commands[start]!;
    let end = start + 1;
    while (end < commands.length && commands[end]!.program === program) end += 1;
    const lines = commands.slice(start, end).map(({ args }) => args.join(' '));
    const result = await run(program, ['-batch', '-'], `${lines.join('\n')}\n`);
    if (result.status !== 0) throw refusedCommand(program, lines, result);
    start = end;
  }
}

function refusedCommand(program: string, lines: readonly string[], result: CommandResult): Layer7Error {
  const cause = result.stderr.trim();
  const denied = /not permitted|permission denied/i.test(cause);
  const line = /Command failed -:(\d+)/.exec(cause)?.[1];
  const given = line === undefined ? undefined : lines[Number(line) - 1];
  return new Layer7Error({
    code: denied ? 'TC_NOT_PERMITTED' : 'TC_REFUSED',
    kind: denied ? 'permission' : 'environment',
    message: `${program} refused a command of the policy`,
    ...(given === undefined ? {} : { given: `${program} ${given}` }),
    ...(cause === '' ? {} : { cause }),
    next: result.missing
      ? 'install it: apt-get install -y iproute2'
      : denied
        ? 'run this as root'
        : 'see the commands with "layer7 policy plan"; another program may change the devices at the same time',
  });
}
