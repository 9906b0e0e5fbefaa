/**
 * The rules that connect the kernel with the daemon, as data. One plan, two ways to write it down: iptables
 * (`iptables-text.ts`) and nftables (`nftables-text.ts`). Nothing here touches the machine.
 *
 *     FORWARD ─┐            ┌ back from the daemon ─► LAYER7_DONE ► LAYER7_NAME: keep names ► LAYER7_CLEAR
 *     INPUT ───┼─► LAYER7 ──┤ named / untracked / child ─────► return
 *     local ───┘            ├ packet 1…N ► LAYER7_TRY ► LAYER7_QUEUE ► NFQUEUE ┐
 *     output                ├ packet N+1… ► LAYER7_SETTLE      ▲               │ NF_REPEAT, mark = seen | names
 *                           └            or unknown            └── daemon ◄────┘
 *
 * The daemon answers "repeat", so the packet meets the same hook again, this time with its names in the packet
 * mark; the first rule moves them into the connection mark and takes them out of the packet mark. The jumps
 * stand first in their chains, so users' rules run once, after the names are known.
 *
 * Six points that are easy to miss:
 *  - TCP packets without payload, and packets that are no connection's, are never queued.
 *  - `first packets` is a goto: what LAYER7_TRY does not queue returns to the hook, past `too many packets`.
 *    That last rule has no test of its own, so a connection older than packet counting becomes unknown too.
 *  - A name is for good: an answer is kept only while the connection is unset or unknown, so a late answer
 *    to a packet that was held back cannot take a name away. "Unknown" is kept only while it is unset.
 *  - A connection whose protocol the daemon knows, but not yet the name in its first bytes, is noted as
 *    pending (`mark-field.ts`): it stays unset for users, and is queued on. Should its packets be used up
 *    before the name has come, or the daemon be gone, LAYER7_SETTLE makes it its protocol.
 *  - A packet that passes while no daemon listens may leave with the direction value in its packet mark;
 *    the second rule in POSTROUTING takes it out of forwarded packets. It also lets the first rule there
 *    skip its address lookup for every connection that has its name.
 */

import { Layer7Error } from '../../core/errors.ts';
import { type Family, HELPERS, type HelperName, type HelperRule } from './helpers.ts';
import { LABEL_COUNT, type Label, UNKNOWN_LABEL } from './labels.ts';
import {
  CARRIERS,
  carrierOf,
  type MarkField,
  markOf,
  matchOf,
  pendingMark,
  UNKNOWN_ID,
} from './mark-field.ts';
import type { Action, Match, Rule, Table } from './rule-model.ts';

/** Chains of ours. Every chain with this prefix is taken to be ours when its rules say so. */
export const CHAIN = {
  entry: 'LAYER7',
  attempt: 'LAYER7_TRY',
  queue: 'LAYER7_QUEUE',
  done: 'LAYER7_DONE',
  name: 'LAYER7_NAME',
  clear: 'LAYER7_CLEAR',
  settle: 'LAYER7_SETTLE',
  helpers: 'LAYER7_HELPERS',
} as const;

const QUEUE_LIMIT = 0xffff;
const PACKET_LIMIT = 1_000_000;

/** A helper rule that this kernel refused for a family. */
export interface MissingHelper {
  readonly family: Family;
  readonly kernelName: string;
}

export interface RuleOptions {
  readonly mark: MarkField;
  /** Queue numbers, one a worker. */
  readonly queues: { readonly first: number; readonly last: number };
  /** Packets of a connection that are looked at, both directions (l7-filter's numpackets). */
  readonly packets: number;
  readonly helpers: readonly HelperName[];
  readonly families: readonly Family[];
  /** Every name that a connection can be given, with its id. */
  readonly ids: ReadonlyMap<string, number>;
  /** Names whose connections also get a label. */
  readonly labels?: readonly Label[];
  /** False where the kernel has no `bpf` match: then every TCP packet of an undecided connection is queued. */
  readonly payloadTest?: boolean;
  /** Helpers that were tried and refused. */
  readonly missingHelpers?: readonly MissingHelper[];
}

export interface FamilyPlan {
  readonly family: Family;
  readonly tables: readonly Table[];
}

export interface RulePlan {
  readonly options: RuleOptions;
  readonly families: readonly FamilyPlan[];
}

function checkRange(name: string, value: number, lowest: number, highest: number): void {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return;
  throw new Layer7Error({
    code: 'RULE_OPTION_INVALID',
    kind: 'usage',
    message: `${name} must be a whole number from ${lowest} to ${highest}`,
    given: String(value),
    limit: highest,
    next: `give a number from ${lowest} to ${highest}`,
  });
}

/** Labels that there is room for. Those of carriers come first: their connections may have a second one. */
export function usableLabels({ ids, labels = [] }: RuleOptions): readonly Label[] {
  const known = ({ number, name }: Label): boolean => number === UNKNOWN_LABEL || ids.has(name);
  const hasRoom = ({ number }: Label): boolean => number > 0 && number < LABEL_COUNT;
  const usable = labels.filter((label) => hasRoom(label) && known(label));
  return [...usable].sort((a, b) => Number(carrierOf(b.name) > 0) - Number(carrierOf(a.name) > 0));
}

/** What becomes of a connection whose name did not come in time, as values of its mark. */
export interface Settling {
  readonly protocol: string;
  readonly pending: number;
  readonly settled: number;
  /** The protocol's label, where it has one. */
  readonly label: number | undefined;
}

/** For each carrier that connections can be named with. */
export function settlings(options: RuleOptions): readonly Settling[] {
  const { mark, ids } = options;
  const labels = usableLabels(options);
  return CARRIERS.flatMap((protocol, index) => {
    const id = ids.get(protocol);
    if (id === undefined) return [];
    const label = labels.find(({ name }) => name === protocol)?.number;
    const carrier = index + 1;
    return { protocol, pending: pendingMark(mark, carrier), settled: markOf(mark, id, carrier), label };
  });
}

/**
 * The rules for these options.
 *
 * @throws Layer7Error `RULE_OPTION_INVALID` for a number out of range, `MARK_FIELD_FULL` for an id that the
 *   mask has no room for.
 */
export function planRules(options: RuleOptions): RulePlan {
  const { first, last } = options.queues;
  checkRange('the first queue', first, 0, QUEUE_LIMIT);
  checkRange('the last queue', last, first, QUEUE_LIMIT);
  checkRange('the number of packets', options.packets, 1, PACKET_LIMIT);
  for (const id of options.ids.values()) markOf(options.mark, id);
  const mangle = mangleTable(options);
  const families = options.families.map((family): FamilyPlan => {
    const raw = rawTable(options, family);
    return { family, tables: raw === undefined ? [mangle] : [raw, mangle] };
  });
  return { options, families };
}

function mangleTable(options: RuleOptions): Table {
  const { mark, ids } = options;
  const { mask, seen, packetBits } = mark;
  const unknown = markOf(mark, UNKNOWN_ID);
  const unnamed: Match = { kind: 'connection-mark', ...matchOf(mark, ids, 'unset') };
  const named: Match = { ...unnamed, not: true };
  // Names have other bits than unset, unknown and pending.
  const nameless: Match = { kind: 'connection-mark', value: 0, mask: (unnamed.mask & ~unknown) >>> 0 };
  const isUnknown: Match = { kind: 'packet-mark', value: unknown, mask };
  const noted: Match = { kind: 'connection-mark', value: 0, mask, not: true };
  const carriesNames: Match = { kind: 'packet-mark', value: 0, mask, not: true };
  const enter: Action = { kind: 'jump', chain: CHAIN.entry };
  const payload: readonly Match[] = options.payloadTest === false ? [] : [{ kind: 'payload' }];
  const labels = usableLabels(options);

  const entry: Rule[] = [
    {
      matches: [{ kind: 'packet-mark', value: seen, mask: seen }],
      action: { kind: 'goto', chain: CHAIN.done },
      note: 'back from the daemon',
    },
    { matches: [named], action: { kind: 'return' }, note: 'has its name' },
    { matches: [{ kind: 'untracked' }], action: { kind: 'return' }, note: 'no connection' },
    { matches: [{ kind: 'expected' }], action: { kind: 'return' }, note: 'child, named by its master' },
    {
      matches: [{ kind: 'packet-count', most: options.packets }],
      action: { kind: 'goto', chain: CHAIN.attempt },
      note: 'first packets',
    },
    {
      matches: [noted],
      action: { kind: 'goto', chain: CHAIN.settle },
      note: 'too many packets, pending',
    },
  ];
  if (labels.some(({ number }) => number === UNKNOWN_LABEL)) {
    entry.push({
      matches: [{ kind: 'set-label', label: UNKNOWN_LABEL }],
      action: { kind: 'continue' },
      note: 'label unknown',
    });
  }
  entry.push({
    matches: [],
    action: { kind: 'set-connection-mark', value: unknown, mask },
    note: 'too many packets, unknown',
  });

  const attempt: Rule[] = [
    {
      matches: [{ kind: 'transport', transport: 'tcp' }, ...payload],
      action: { kind: 'goto', chain: CHAIN.queue },
      note: payload.length > 0 ? 'TCP with payload' : 'TCP',
    },
    {
      matches: [{ kind: 'transport', transport: 'udp' }],
      action: { kind: 'goto', chain: CHAIN.queue },
      note: 'UDP',
    },
  ];
  const queue: Rule[] = [
    {
      matches: [{ kind: 'reply' }],
      action: { kind: 'set-packet-mark', value: unknown, mask },
      note: 'tell the direction',
    },
    {
      matches: [],
      action: { kind: 'queue', first: options.queues.first, last: options.queues.last },
      note: 'to the daemon',
    },
  ];
  const done: Rule[] = [
    {
      matches: [isUnknown, noted],
      action: { kind: 'goto', chain: CHAIN.clear },
      note: 'more is known already',
    },
    {
      matches: [carriesNames, nameless],
      action: { kind: 'jump', chain: CHAIN.name },
      note: 'it has names',
    },
    { matches: [], action: { kind: 'goto', chain: CHAIN.clear }, note: 'give the bits back' },
  ];
  const name: Rule[] = [
    { matches: [], action: { kind: 'save-mark', mask }, note: 'keep the names' },
    ...labels.map(
      ({ number, name }): Rule => ({
        matches: [
          { kind: 'packet-mark', ...matchOf(mark, ids, name) },
          { kind: 'set-label', label: number },
        ],
        action: { kind: carrierOf(name) === 0 ? 'return' : 'continue' },
        note: `label ${number}`,
      }),
    ),
  ];
  const settle = settlings(options).flatMap(({ protocol, pending, settled, label }): Rule[] => {
    const isPending: Match = { kind: 'connection-mark', value: pending, mask };
    const set: Rule = {
      matches: [isPending],
      action: { kind: 'set-connection-mark', value: settled, mask },
      note: `no name, ${protocol}`,
    };
    if (label === undefined) return [set];
    const labelled: Rule = {
      matches: [isPending, { kind: 'set-label', label }],
      action: { kind: 'continue' },
      note: `label ${label}`,
    };
    return [labelled, set];
  });
  const clear: Rule[] = [
    {
      matches: [],
      action: { kind: 'set-packet-mark', value: 0, mask: packetBits },
      note: 'give the bits back',
    },
  ];
  const leftover: Rule = {
    matches: [{ kind: 'packet-mark', value: 0, mask: packetBits, not: true }],
    action: { kind: 'jump', chain: CHAIN.clear },
    note: 'passed without an answer',
  };

  return {
    name: 'mangle',
    chains: [
      { name: CHAIN.entry, rules: entry },
      { name: CHAIN.attempt, rules: attempt },
      { name: CHAIN.queue, rules: queue },
      { name: CHAIN.done, rules: done },
      { name: CHAIN.name, rules: name },
      { name: CHAIN.clear, rules: clear },
      { name: CHAIN.settle, rules: settle },
    ],
    jumps: [
      { chain: 'FORWARD', place: 'first', rule: { matches: [], action: enter, note: 'forwarded' } },
      {
        chain: 'INPUT',
        place: 'first',
        rule: { matches: [{ kind: 'not-loopback' }], action: enter, note: 'to this machine' },
      },
      {
        chain: 'POSTROUTING',
        place: 'first',
        rule: { matches: [unnamed, { kind: 'local-source' }], action: enter, note: 'from this machine' },
      },
      { chain: 'POSTROUTING', place: 'first', rule: leftover },
    ],
  };
}

/**
 * The helper assignments of a family. The jumps stand last in the raw table: a rule of the user's that
 * leaves a connection untracked, puts it into a zone or gives it a helper comes first and wins.
 */
function rawTable(options: RuleOptions, family: Family): Table | undefined {
  const refused = (options.missingHelpers ?? []).filter((missing) => missing.family === family);
  const rules = options.helpers
    .flatMap((name): readonly HelperRule[] => HELPERS[name])
    .filter((helper) => helper.families.includes(family))
    .filter((helper) => !refused.some((missing) => missing.kernelName === helper.kernelName))
    .map(
      (helper): Rule => ({
        matches: [{ kind: 'transport', transport: helper.transport, port: helper.port }],
        action: { kind: 'helper', helper },
        note: `helper ${helper.kernelName}`,
      }),
    );
  if (rules.length === 0) return undefined;
  // A helper is assigned when a connection begins. The raw table sees every packet and knows no state, so
  // without this rule each packet of every connection would be held against each port.
  rules.unshift({
    matches: [
      { kind: 'transport', transport: 'tcp' },
      { kind: 'syn', not: true },
    ],
    action: { kind: 'return' },
    note: 'not the first packet',
  });
  const enter = (note: string): Rule => ({
    matches: [],
    action: { kind: 'jump', chain: CHAIN.helpers },
    note,
  });
  return {
    name: 'raw',
    chains: [{ name: CHAIN.helpers, rules }],
    jumps: [
      { chain: 'PREROUTING', place: 'last', rule: enter('helpers, from outside') },
      { chain: 'OUTPUT', place: 'last', rule: enter('helpers, from this machine') },
    ],
  };
}
