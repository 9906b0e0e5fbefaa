/**
 * How fast a program names connections, measured against copying the same bytes: a ratio survives a change
 * of machine, a number of megabytes a second does not. The clock is handed in.
 *
 * Rounds of copying and of classifying take turns, so that whatever else the machine does falls on both; of
 * all rounds the median counts, and the fastest and slowest are told.
 */
import { BUDGET_LIMITS } from '../classify/budget.ts';
import { Classifier } from '../classify/classifier.ts';
import type { Program } from '../classify/program.ts';
import { IPPROTO_TCP, PacketView } from '../wire/packet-view.ts';
import { type FlowRecord, type RecordedPacket, showPacket } from './flow-record.ts';

/** Milliseconds from some beginning. */
export type Clock = () => number;

/** Median, and the range of all rounds. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface Timing {
  readonly flows: number;
  readonly packets: number;
  readonly bytes: number;
  readonly rounds: number;
  /** Milliseconds for all of the data. */
  readonly copy: Spread;
  readonly classify: Spread;
  /** How many times longer than copying. */
  readonly ratio: number;
  readonly nanosecondsPerPacket: number;
}

const PACKET = 1460;
const PACKETS = 1500;

/** Marsaglia's xorshift32: the same data on every machine. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield state >>> 0;
  }
}

/** Flows of one full TCP segment each, its bytes drawn from `first` … `last`. */
export function randomFlows(first: number, last: number): FlowRecord[] {
  const random = numbers(0x2009_0528);
  return Array.from({ length: PACKETS }, (): FlowRecord => {
    const payload = Uint8Array.from(
      { length: PACKET },
      () => first + (random.next().value % (last - first + 1)),
    );
    const packet: RecordedPacket = {
      direction: 0,
      sourcePort: 40_000,
      destinationPort: 40_001,
      tcpFlags: 0x18,
      sequence: 1,
      payload,
      payloadLength: payload.length,
    };
    return { protocol: IPPROTO_TCP, packets: [packet] };
  });
}

function spread(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1]!, least: sorted[0]!, most: sorted.at(-1)! };
}

/** Copies every payload; returns something of it, so that the work cannot be left out. */
function copyAll(flows: readonly FlowRecord[], target: Uint8Array): number {
  let sum = 0;
  for (const { packets } of flows) {
    for (const { payload } of packets) {
      target.set(payload);
      sum += target[payload.length >> 1]!;
    }
  }
  return sum;
}

function classifyAll(flows: readonly FlowRecord[], classifier: Classifier, view: PacketView): number {
  let sum = 0;
  for (const { protocol, packets } of flows) {
    view.protocol = protocol;
    classifier.begin(0, protocol);
    for (const packet of packets) {
      showPacket(view, packet);
      sum += classifier.packet(0, packet.direction, view, packet.payload);
    }
  }
  return sum;
}

/** Measures `program` on `flows`, which must hold payload. */
export function measure(program: Program, flows: readonly FlowRecord[], clock: Clock, rounds = 9): Timing {
  const payloads = flows.flatMap(({ packets }) => packets.map(({ payload }) => payload.length));
  const bytes = payloads.reduce((sum, length) => sum + length, 0);
  const target = new Uint8Array(payloads.reduce((most, length) => Math.max(most, length), 1));
  // Every byte is looked at, however much there is of a flow.
  const budget = { packets: BUDGET_LIMITS.packets.max, bytes: BUDGET_LIMITS.bytes.max, countsPackets: true };
  const classifier = new Classifier(program, budget);
  classifier.reserve(1);
  const view = new PacketView();
  const [copies, classifications]: [number[], number[]] = [[], []];
  let proof = 0;
  for (let round = -2; round < rounds; round += 1) {
    const before = clock();
    proof += copyAll(flows, target);
    const between = clock();
    proof += classifyAll(flows, classifier, view);
    const after = clock();
    // The first rounds warm up the machine.
    if (round < 0) continue;
    copies.push(between - before);
    classifications.push(after - between);
  }
  const [copy, classify] = [spread(copies), spread(classifications)];
  return {
    flows: flows.length,
    packets: payloads.length,
    bytes,
    rounds: proof < 0 ? 0 : rounds,
    copy,
    classify,
    ratio: classify.median / Math.max(copy.median, 1e-6),
    nanosecondsPerPacket: (classify.median * 1e6) / Math.max(payloads.length, 1),
  };
}
