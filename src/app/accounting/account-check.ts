/**
 * Proves that the accounts add up, on the running machine: for some seconds, what is accounted for each
 * interface is held against what the interface counts itself. Packets that are not tracked are counted by
 * sockets of their own meanwhile, so nothing is worked out as a remainder.
 */
import {
  type Amount,
  type Balance,
  balance,
  type InterfaceCounters,
} from '../../core/accounting/adding-up.ts';
import { UntrackedPackets } from '../../linux/packet/untracked-packets.ts';
import type { CheckReport } from '../daemon/control-model.ts';
import type { AccountKeeper } from './account-keeper.ts';
import { readInterfaces } from './interface-counters.ts';
import { LOCAL } from './paths.ts';

const DIRECTIONS = ['received', 'sent'] as const;
type Direction = (typeof DIRECTIONS)[number];

/** How often the sockets are read, in milliseconds. */
const READ_INTERVAL = 100;

interface Probe {
  readonly name: string;
  readonly direction: Direction;
  readonly header: number;
  readonly packets: UntrackedPackets;
}

/** Looks on for `seconds`, or until `gone`. @throws OpError */
export async function checkAccounts(
  keeper: AccountKeeper,
  seconds: number,
  gone: AbortSignal,
): Promise<CheckReport> {
  const { probes, passedOver } = openProbes(keeper);
  const reading = setInterval(() => {
    for (const { packets } of probes) packets.read();
  }, READ_INTERVAL);
  try {
    let early = readInterfaces();
    await keeper.settle(() => {
      early = readInterfaces();
    });
    const before = readInterfaces();
    const alreadyUntracked = probes.map(({ packets }) => packets.read());
    const book = keeper.openBook();
    try {
      const from = performance.now();
      await keeper.pause(seconds * 1000, gone);
      let late = readInterfaces();
      await keeper.settle(() => {
        late = readInterfaces();
      });
      const after = readInterfaces();
      const rows = keeper.rowsOf(book);
      const balances = probes.map(({ name, direction, header, packets }, i): Balance => {
        const counted = amountBetween(before, after, name, direction);
        const blur =
          amountBetween(early, before, name, direction).bytes +
          amountBetween(late, after, name, direction).bytes;
        const untracked = packets.read();
        const notTracked: Amount = {
          packets: untracked.packets - alreadyUntracked[i].packets,
          bytes: untracked.bytes - alreadyUntracked[i].bytes,
        };
        return balance({ name, direction, header, counted, blur, notTracked }, rows);
      });
      return {
        seconds: (performance.now() - from) / 1000,
        holds: balances.every(({ holds }) => holds),
        balances,
        passedOver,
      };
    } finally {
      keeper.accountant.close(book);
    }
  } finally {
    clearInterval(reading);
    for (const { packets } of probes) packets.close();
  }
}

/** A probe for each direction of each interface that a route leads to. */
function openProbes(keeper: AccountKeeper): { probes: Probe[]; passedOver: string[] } {
  const probes: Probe[] = [];
  const passedOver: string[] = [];
  const { links = [], devices = new Map() } = keeper.paths ?? {};
  for (const name of readInterfaces().keys()) {
    const device = devices.get(name);
    if (name === 'lo' || name === LOCAL) continue;
    if (device === undefined || !links.includes(name)) {
      passedOver.push(name);
      continue;
    }
    for (const direction of DIRECTIONS) {
      const packets = new UntrackedPackets(device.index, direction);
      probes.push({ name, direction, header: device.header, packets });
    }
  }
  return { probes, passedOver };
}

function amountBetween(
  before: ReadonlyMap<string, InterfaceCounters>,
  after: ReadonlyMap<string, InterfaceCounters>,
  name: string,
  direction: Direction,
): Amount {
  const zero: InterfaceCounters = { receivedBytes: 0, receivedPackets: 0, sentBytes: 0, sentPackets: 0 };
  const [a, b] = [before.get(name) ?? zero, after.get(name) ?? zero];
  return direction === 'received'
    ? { packets: b.receivedPackets - a.receivedPackets, bytes: b.receivedBytes - a.receivedBytes }
    : { packets: b.sentPackets - a.sentPackets, bytes: b.sentBytes - a.sentBytes };
}
