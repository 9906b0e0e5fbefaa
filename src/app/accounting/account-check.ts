/**
 * Proves that the accounts add up, on the running machine: for some seconds, what is accounted for each
 * interface is held against what the interface counts itself. Packets that are not tracked are counted by
 * sockets and rules of their own meanwhile, so nothing is worked out as a remainder.
 */

import {
  type Amount,
  type Balance,
  balance,
  type InterfaceCounters,
  NO_AMOUNT,
  plus,
} from '../../core/accounting/adding-up.ts';
import { Layer7Error } from '../../core/errors.ts';
import type { Netfilter } from '../../linux/netfilter/tools.ts';
import { UntrackedRules } from '../../linux/netfilter/untracked-rules.ts';
import { UntrackedPackets } from '../../linux/packet/untracked-packets.ts';
import type { CheckReport } from '../daemon/control-model.ts';
import type { AccountKeeper } from './account-keeper.ts';
import { readInterfaces } from './interface-counters.ts';
import { LOCAL } from './paths.ts';

const DIRECTIONS = ['received', 'sent'] as const;
type Direction = (typeof DIRECTIONS)[number];

/** How often the sockets are read, in milliseconds. */
const READ_INTERVAL = 100;

/** One direction of an interface that is looked at. */
interface Probe {
  readonly name: string;
  readonly direction: Direction;
  /** Bytes of the link header. */
  readonly header: number;
  readonly packets: UntrackedPackets;
}

/**
 * Looks on for `seconds`, or until `gone`. Throws `OpError`, what the rules throw, and `CHECK_RUNNING`: a check
 * takes rules of its own, so there is one at a time.
 */
export async function checkAccounts(
  keeper: AccountKeeper,
  netfilter: Netfilter,
  seconds: number,
  gone: AbortSignal,
): Promise<CheckReport> {
  if (keeper.isBeingChecked) throw checkRunning();
  keeper.isBeingChecked = true;
  try {
    return await lookOn(keeper, netfilter, seconds, gone);
  } finally {
    keeper.isBeingChecked = false;
  }
}

function checkRunning(): Layer7Error {
  return new Layer7Error({
    code: 'CHECK_RUNNING',
    kind: 'conflict',
    message: 'the accounts are being checked already',
    next: 'wait for the other check to end',
  });
}

async function lookOn(
  keeper: AccountKeeper,
  netfilter: Netfilter,
  seconds: number,
  gone: AbortSignal,
): Promise<CheckReport> {
  const { links = [], devices = new Map() } = keeper.paths ?? {};
  const names = [...readInterfaces().keys()].filter((name) => name !== 'lo' && name !== LOCAL);
  const reached = names.filter((name) => links.includes(name) && devices.has(name));
  await using undo = new AsyncDisposableStack();
  const rules = await UntrackedRules.open(netfilter, reached);
  undo.defer(() => rules.close());
  const probes: Probe[] = [];
  undo.defer(() => {
    for (const { packets } of probes) packets.close();
  });
  for (const name of reached) {
    const { index, header } = devices.get(name)!;
    for (const direction of DIRECTIONS) {
      probes.push({ name, direction, header, packets: new UntrackedPackets(index, direction) });
    }
  }
  const reading = setInterval(() => {
    for (const { packets } of probes) packets.read();
  }, READ_INTERVAL);
  undo.defer(() => clearInterval(reading));

  const first = await settled(keeper);
  const packetsBefore = probes.map(({ packets }) => packets.read());
  const rulesBefore = await rules.read();
  const policyBefore = keeper.policyInForce;
  const book = keeper.openBook();
  undo.defer(() => keeper.accountant.close(book));
  const from = performance.now();
  await keeper.pause(seconds * 1000, gone);
  const last = await settled(keeper);
  const packetsAfter = probes.map(({ packets }) => packets.read());
  const rows = keeper.rowsOf(book);
  const rulesAfter = await rules.read();
  const balances = probes.map(({ name, direction, header }, i): Balance => {
    const key = `${direction} ${name}`;
    const apart = withoutHeaders(less(packetsAfter[i], packetsBefore[i]), header);
    const exempt = less(rulesAfter.get(key) ?? NO_AMOUNT, rulesBefore.get(key) ?? NO_AMOUNT);
    const amount = (counters: ReadonlyMap<string, InterfaceCounters>): Amount =>
      amountOf(counters.get(name), direction);
    const blur = [first, last].map(({ early, late }) => less(amount(late), amount(early)).bytes);
    return balance(
      {
        name,
        direction,
        counted: less(amount(last.late), amount(first.late)),
        header,
        blur: blur[0] + blur[1],
        notTracked: plus(apart, exempt),
      },
      rows,
    );
  });
  return {
    seconds: (performance.now() - from) / 1000,
    holds: balances.every(({ holds }) => holds),
    balances,
    passedOver: names.filter((name) => !reached.includes(name)),
    countsExempt: rules.counts,
    policyChanged: keeper.policyInForce !== policyBefore,
  };
}

/** Brings the accounts up to date; the counters of the interfaces right before and right after. */
async function settled(keeper: AccountKeeper) {
  let early = readInterfaces();
  await keeper.settle(() => {
    early = readInterfaces();
  });
  return { early, late: readInterfaces() };
}

function amountOf(counters: InterfaceCounters | undefined, direction: Direction): Amount {
  if (counters === undefined) return NO_AMOUNT;
  return direction === 'received'
    ? { packets: counters.receivedPackets, bytes: counters.receivedBytes }
    : { packets: counters.sentPackets, bytes: counters.sentBytes };
}

function less(a: Amount, b: Amount): Amount {
  return { packets: a.packets - b.packets, bytes: a.bytes - b.bytes };
}

function withoutHeaders({ packets, bytes }: Amount, header: number): Amount {
  return { packets, bytes: bytes - packets * header };
}
