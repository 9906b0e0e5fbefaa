/**
 * The queues of a plan for tc: HTB at every place where packets leave, one tree for each link.
 *
 *     eth0 (WAN)   root 1717: htb ── 1717:100 up ──┬─ 1717:101 calls ── leaf
 *                                                  └─ 1717:102 web ──── leaf
 *     eth1 (LAN)   root 1717: htb ── 1717:100 down ┬─ …          what comes from eth0
 *                                                  └─ …          the rest leaves eth1 unshaped
 *
 * Downloads are shaped where they leave towards the hosts, and the rules have chosen their class by then.
 * Several LAN devices share one tree on an intermediate device (ifb), or the link could be promised to each.
 * A machine without a LAN takes what comes in through an ifb too; rules have not seen it there, so all of
 * that download is one class.
 *
 * A leaf is the best queue there is. HTB counts a packet that offloading put together (up to 64 KB) as one;
 * at 20 Mbit/s it takes 26 ms, and a call behind it waits. On slow links a small TBF cuts it up.
 */
import { classId, classMark, classMinor, linkMinor, wholeMinor } from './class-number.ts';
import type { Features, Leaf } from './features.ts';
import { markFilterText } from './mark-filter.ts';
import type { Direction, TrafficKind } from './model.ts';
import type { ClassRates, Plan } from './plan.ts';
import {
  type Command,
  DEFAULT_CLASS_MASK,
  type DeviceRendering,
  IFB_PREFIX,
  type RenderOptions,
  ROOT_HANDLE,
} from './rendering.ts';
import { rateText } from './units.ts';

const PACKET = 1514;
/** Below this rate of a link a 64 KB packet takes more than 2.5 ms. */
const CUT_BELOW = 200e6;
/** What one turn of the round robin gives to the class with the largest guarantee. */
const LARGEST_QUANTUM = 60_000;

export interface TcPolicy {
  readonly devices: readonly DeviceRendering[];
  readonly notes: readonly string[];
}

const tc = (text: string): Command => ({ program: 'tc', args: text.split(' ') });
const ip = (text: string): Command => ({ program: 'ip', args: text.split(' ') });
const root = ROOT_HANDLE.toString(16);

/** A millisecond of the rate and a packet: what may leave at once after a pause. */
const burst = (rate: number): number => Math.ceil(rate / 8000) + PACKET;

const shapes = (rate: number, ceiling: number): string =>
  `rate ${rate}bit ceil ${ceiling}bit burst ${burst(rate)}b cburst ${burst(ceiling)}b`;

/** Packets that a plain queue holds: this long at the guaranteed rate. */
const QUEUE_MS: Readonly<Record<TrafficKind, number>> = { interactive: 50, normal: 150, bulk: 300 };

const queueLength = (traffic: TrafficKind, guarantee: number): number =>
  Math.min(1000, Math.max(20, Math.ceil((guarantee * QUEUE_MS[traffic]) / 8000 / PACKET)));

function leafText(leaf: Leaf, traffic: TrafficKind, guarantee: number): string {
  switch (leaf) {
    case 'cake':
      return 'cake unlimited besteffort triple-isolate';
    case 'fq_codel':
      return `fq_codel target ${traffic === 'bulk' ? 10 : 5}ms`;
    case 'sfq':
      return 'sfq perturb 10';
    case 'pfifo':
      return `pfifo limit ${queueLength(traffic, guarantee)}`;
  }
}

/** Qdiscs of one device, with handles of their own. */
class DeviceQueues {
  readonly device: string;
  readonly commands: Command[] = [];
  readonly #features: Features;
  #handle = ROOT_HANDLE + 1;

  constructor(device: string, features: Features, defaultMinor: number | undefined) {
    this.device = device;
    this.#features = features;
    const other = defaultMinor === undefined ? '' : ` default ${defaultMinor.toString(16)}`;
    this.commands.push(tc(`qdisc add dev ${device} root handle ${root}: htb${other}`));
  }

  /** The class of a link, parent of its classes. */
  link(minor: number, rate: number): void {
    const at = `dev ${this.device} parent ${root}: classid ${classId(minor)}`;
    this.commands.push(tc(`class add ${at} htb ${shapes(rate, rate)} quantum ${LARGEST_QUANTUM}`));
  }

  class(
    parent: number,
    minor: number,
    rates: ClassRates,
    link: number,
    rest: { readonly priority: number; readonly quantum: number; readonly traffic: TrafficKind },
  ): void {
    const at = `dev ${this.device} parent ${classId(parent)} classid ${classId(minor)}`;
    const order = `prio ${rest.priority} quantum ${rest.quantum}`;
    this.commands.push(tc(`class add ${at} htb ${shapes(rates.guarantee, rates.ceiling)} ${order}`));
    this.#leaf(minor, rates, link, rest.traffic);
  }

  #leaf(minor: number, rates: ClassRates, link: number, traffic: TrafficKind): void {
    const leaf = bestLeaf(this.#features);
    let parent = classId(minor);
    if (this.#features.tbf && leaf !== 'cake' && link < CUT_BELOW) {
      const handle = this.#nextHandle();
      const limit = queueLength(traffic, rates.guarantee) * PACKET;
      // Twice the ceiling: it cuts and never slows.
      const shape = `rate ${rates.ceiling * 2}bit burst ${2 * PACKET}b limit ${limit}b`;
      this.commands.push(tc(`qdisc add dev ${this.device} parent ${parent} handle ${handle} tbf ${shape}`));
      if (leaf === 'pfifo') return;
      parent = `${handle}1`;
    }
    const queue = leafText(leaf, traffic, rates.guarantee);
    this.commands.push(
      tc(`qdisc add dev ${this.device} parent ${parent} handle ${this.#nextHandle()} ${queue}`),
    );
  }

  #nextHandle(): string {
    const handle = `${this.#handle.toString(16)}:`;
    this.#handle += 1;
    return handle;
  }

  /** Packets with this mark belong to this class. */
  filter(minor: number, value: number, mask: number): void {
    const [best = 'fw'] = this.#features.markFilters;
    const at = `dev ${this.device} parent ${root}: protocol all prio 1`;
    this.commands.push(tc(`filter add ${at} ${markFilterText(best, value, mask, classId(minor))}`));
  }

  rendered(): DeviceRendering {
    const { device } = this;
    return { device, kind: 'root', apply: this.commands, remove: [tc(`qdisc del dev ${device} root`)] };
  }
}

/** The best queue that this kernel has. */
export function bestLeaf(features: Features): Leaf {
  for (const leaf of ['cake', 'fq_codel', 'sfq'] as const) {
    if (features.leaves.includes(leaf)) return leaf;
  }
  return 'pfifo';
}

/** The tree of one link on a device, with filters where marks carry the class. */
function addTree(
  queues: DeviceQueues,
  plan: Plan,
  wan: number,
  way: Direction,
  features: Features,
  mask: number,
): void {
  const rate = plan.wans[wan]![way];
  if (rate === undefined) return;
  queues.link(linkMinor(wan), rate);
  const most = Math.max(...plan.classes.map((one) => one[way][wan]!.guarantee));
  for (const [index, { priority, traffic, ...rates }] of plan.classes.entries()) {
    const own = rates[way][wan]!;
    const quantum = Math.max(PACKET, Math.round((LARGEST_QUANTUM * own.guarantee) / most));
    const minor = classMinor(wan, index);
    queues.class(linkMinor(wan), minor, own, rate, { priority, quantum, traffic });
    if (!features.classify) queues.filter(minor, classMark(plan, wan, index, mask), mask);
  }
}

const everyPacket = 'u32 match u32 0 0 action mirred egress redirect dev';

function ifbDevice(device: string): DeviceRendering {
  return {
    device,
    kind: 'ifb',
    apply: [ip(`link add ${device} type ifb`), ip(`link set dev ${device} up`)],
    remove: [ip(`link del dev ${device}`)],
  };
}

/** Downloads of a machine without a LAN: one class for each link. */
function ingress(plan: Plan, wan: number, rate: number, features: Features): readonly DeviceRendering[] {
  const { device } = plan.wans[wan]!;
  const ifb = `${IFB_PREFIX}${wan}`;
  const queues = new DeviceQueues(ifb, features, wholeMinor(wan));
  queues.link(linkMinor(wan), rate);
  const rates = { guarantee: rate, ceiling: rate };
  const rest = { priority: 0, quantum: LARGEST_QUANTUM, traffic: 'normal' } as const;
  queues.class(linkMinor(wan), wholeMinor(wan), rates, rate, rest);
  const redirect: DeviceRendering = {
    device,
    kind: 'redirect',
    apply: [
      tc(`qdisc add dev ${device} handle ffff: ingress`),
      tc(`filter add dev ${device} parent ffff: protocol all prio 17 ${everyPacket} ${ifb}`),
    ],
    remove: [tc(`qdisc del dev ${device} ingress`)],
  };
  return [ifbDevice(ifb), queues.rendered(), redirect];
}

function clsact(device: string, ifb: string): DeviceRendering {
  return {
    device,
    kind: 'redirect',
    apply: [
      tc(`qdisc add dev ${device} clsact`),
      tc(`filter add dev ${device} egress protocol all prio 17 ${everyPacket} ${ifb}`),
    ],
    remove: [tc(`qdisc del dev ${device} clsact`)],
  };
}

/** The queues of a plan on a machine with these features. */
export function tcPolicy(plan: Plan, features: Features, options: RenderOptions): TcPolicy {
  const devices: DeviceRendering[] = [];
  const notes: string[] = [];
  if (plan.classes.length === 0) return { devices, notes };
  const mask = options.classMask ?? DEFAULT_CLASS_MASK;
  notes.push(`queues are ${bestLeaf(features)}`);
  notes.push(
    features.classify
      ? 'rules set the class of a packet themselves'
      : `the class travels in mark bits 0x${mask.toString(16)}, read by the ${features.markFilters[0]} filter`,
  );
  for (const [wan, { device, up }] of plan.wans.entries()) {
    if (up === undefined) continue;
    const queues = new DeviceQueues(device, features, classMinor(wan, plan.defaultClass ?? 0));
    addTree(queues, plan, wan, 'up', features, mask);
    devices.push(queues.rendered());
  }
  const down = plan.wans.flatMap((link, wan) => (link.down === undefined ? [] : [{ ...link, wan }]));
  if (down.length === 0) return { devices, notes };
  const downTrees = (device: string): DeviceRendering => {
    const queues = new DeviceQueues(device, features, undefined);
    for (const { wan } of down) addTree(queues, plan, wan, 'down', features, mask);
    return queues.rendered();
  };
  if (plan.lans.length === 0) {
    for (const link of down) {
      const rate = rateText(link.down!);
      if (!features.ifb) {
        notes.push(
          `downloads through ${link.device} are not shaped: there is no LAN device to do it at, and no ifb`,
        );
        continue;
      }
      devices.push(...ingress(plan, link.wan, link.down!, features));
      notes.push(
        `downloads through ${link.device} are held to ${rate} as one class: they come in before rules know them`,
      );
    }
  } else if (plan.lans.length > 1 && features.ifb) {
    const ifb = `${IFB_PREFIX}0`;
    devices.push(ifbDevice(ifb), downTrees(ifb));
    for (const lan of plan.lans) devices.push(clsact(lan.device, ifb));
    notes.push(`downloads of ${plan.lans.map((lan) => lan.device).join(', ')} share one tree on ${ifb}`);
  } else {
    for (const lan of plan.lans) devices.push(downTrees(lan.device));
    if (plan.lans.length > 1) {
      notes.push('each LAN device has a tree of its own: together they may get more than the link carries');
    }
  }
  if (plan.lans.length > 0) {
    notes.push('downloads of this machine itself are not shaped: they never leave by a LAN device');
  }
  return { devices, notes };
}
