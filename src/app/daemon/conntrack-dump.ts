/**
 * A process of its own that lists the connections of this network namespace, so that a long list holds up
 * neither the daemon's event loop nor its memory: the lines go into a pipe, at the reader's pace.
 *
 * Reads one `DumpRequest` as JSON from standard input and writes JSON lines to standard output: a
 * `LiveFlow` for each connection, or for totals one `DumpTotal` for each id with any connection.
 */
import { readFileSync, writeSync } from 'node:fs';
import { formatAddress } from '../../core/wire/address.ts';
import { IPPROTO_TCP, IPPROTO_UDP } from '../../core/wire/packet-view.ts';
import { type MarkField, type MarkNames, namesOf } from '../../linux/netfilter/mark-field.ts';
import { Connection } from '../../linux/netlink/connection.ts';
import { ConntrackAccount } from '../../linux/netlink/conntrack-account.ts';
import {
  type ConntrackEntry,
  decodeConntrack,
  dumpConntrack,
} from '../../linux/netlink/conntrack-messages.ts';
import { ConntrackSight } from '../../linux/netlink/conntrack-sight.ts';
import { AF_UNSPEC, NETLINK_NETFILTER } from '../../linux/netlink/nfnetlink.ts';
import { SocketTransport } from '../../linux/netlink/transport.ts';
import type { LiveFlow } from './control-model.ts';

export type DumpRequest =
  | { readonly kind: 'totals'; readonly mark: MarkField }
  | {
      readonly kind: 'flows';
      readonly mark: MarkField;
      /** Id → name; other ids are shown as `id N`. */
      readonly names: readonly (readonly [id: number, name: string])[];
      /** Only connections of these names. */
      readonly only?: readonly string[];
    };

/** Live connections of one protocol id. */
export interface DumpTotal {
  readonly id: number;
  readonly connections: number;
  readonly packets: number;
  readonly bytes: number;
}

const STDOUT = 1;
const BLOCK = 1 << 16;
/** The kernel answers in pieces of at most 32 KB; this many may wait while the reader is slow. */
const RECEIVE_BUFFER = 4 << 20;

const request = JSON.parse(readFileSync(0, 'utf8')) as DumpRequest;
const transport = new SocketTransport(NETLINK_NETFILTER, { timeout: 5000, receiveBuffer: RECEIVE_BUFFER });
const connection = new Connection(transport);
if (request.kind === 'totals') dumpTotals(request.mark);
else dumpFlows(request);
connection.close();

function dumpTotals(mark: MarkField): void {
  const account = new ConntrackAccount(mark.mask);
  const sight = new ConntrackSight();
  connection.execute(dumpConntrack(AF_UNSPEC), ({ buffer, at, end }) => {
    sight.read(buffer, at, end);
    account.add(sight);
  });
  let text = '';
  for (const [id, connections] of account.connections.entries()) {
    if (connections === 0) continue;
    const total: DumpTotal = { id, connections, packets: account.packets[id], bytes: account.bytes[id] };
    text += `${JSON.stringify(total)}\n`;
  }
  writeText(text);
}

function dumpFlows({ mark, names, only }: DumpRequest & { readonly kind: 'flows' }): void {
  const nameById = new Map(names);
  const wanted = only === undefined ? undefined : new Set(only);
  let text = '';
  connection.execute(dumpConntrack(AF_UNSPEC), (message) => {
    const entry = decodeConntrack(message);
    const names = namesOf(mark, nameById, entry.mark);
    if (wanted !== undefined && !wanted.has(names.l7) && !wanted.has(names.app ?? '')) return;
    text += `${JSON.stringify(liveFlow(entry, names))}\n`;
    if (text.length < BLOCK) return;
    writeText(text);
    text = '';
  });
  writeText(text);
}

function liveFlow({ original, sent, answered }: ConntrackEntry, names: MarkNames): LiveFlow {
  return {
    proto: protocolName(original.protocol),
    src: formatAddress(original.source, 0, original.source.length),
    sport: original.sourcePort,
    dst: formatAddress(original.destination, 0, original.destination.length),
    dport: original.destinationPort,
    packets: sent.packets + answered.packets,
    bytes: sent.bytes + answered.bytes,
    ...names,
  };
}

function protocolName(protocol: number): string {
  if (protocol === IPPROTO_TCP) return 'tcp';
  return protocol === IPPROTO_UDP ? 'udp' : String(protocol);
}

function writeText(text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(STDOUT, bytes, at);
}
