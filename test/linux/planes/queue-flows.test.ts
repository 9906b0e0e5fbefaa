import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { DEFAULT_BUDGET } from '../../../src/core/classify/budget.ts';
import { type MarkNames, markField, namesOf } from '../../../src/linux/netfilter/mark-field.ts';
import { ConntrackAccount } from '../../../src/linux/netlink/conntrack-account.ts';
import { AF_INET, AF_INET6 } from '../../../src/linux/netlink/nfnetlink.ts';
import { decodeDecisions, type HelperDecision } from '../../../src/linux/planes/queue-decisions.ts';
import { QueueFlows } from '../../../src/linux/planes/queue-flows.ts';
import { QueueLoop } from '../../../src/linux/planes/queue-loop.ts';
import { createWorkerCounters } from '../../../src/linux/planes/queue-protocol.ts';
import { type MadeUpPacket, queuedMessage } from '../../../src/linux/planes/rehearsal.ts';
import { type Expressions, programOf } from '../../support/programs.ts';
import { MASK, SEEN } from '../../support/queue-rules.ts';

const LATE: Expressions = { zebra: 'zebra', lion: 'a lion' };
const ZEBRA = 2;
const LION = 3;
const FIELD = markField(MASK, SEEN);

/** A worker's loop with a queue made of packets that the test makes up. */
class Rig {
  readonly counters = createWorkerCounters();
  readonly flows: QueueFlows;
  readonly loop: QueueLoop;
  readonly helpers: HelperDecision[] = [];
  seconds = 1000;
  #id = 0;

  constructor(change: { expressions?: Expressions; capacity?: number; packets?: number } = {}) {
    const program = programOf(change.expressions ?? LATE);
    const ids = program.protocols.map((_, i) => i + 2);
    const packets = change.packets ?? 10;
    const capacity = change.capacity ?? 1000;
    this.flows = new QueueFlows({
      program,
      ids,
      field: FIELD,
      budget: { ...DEFAULT_BUDGET, packets, countsPackets: false },
      capacity,
      seed: 1,
      counters: this.counters,
    });
    this.loop = new QueueLoop({
      fd: -1,
      config: {
        queue: 0,
        program: { path: '', ids, generation: 4 },
        packets,
        bytes: DEFAULT_BUDGET.bytes,
        maxLength: 100,
        mask: MASK,
        seen: SEEN,
        capacity,
        helperIds: [LION],
        decisionLog: 100,
      },
      field: FIELD,
      flows: this.flows,
      counters: this.counters,
      clock: () => this.seconds,
      calendar: () => 1_700_000_000,
      onHelper: (decision) => this.helpers.push(decision),
    });
  }

  /** Judges packets in one batch; returns the id in the mark of each verdict. */
  batch(...packets: Partial<MadeUpPacket>[]): number[] {
    const verdicts = this.loop.rehearse(
      packets.map((packet) => queuedMessage(++this.#id, madeUp(packet), MASK)),
    );
    const view = new DataView(verdicts.buffer, verdicts.byteOffset, verdicts.byteLength);
    return packets.map((_, i) => {
      assert.equal(view.getUint32(i * 40 + 28), this.#id - packets.length + 1 + i, 'packet id');
      const mark = view.getUint32(i * 40 + 36);
      assert.equal((mark & ~MASK) >>> 0, SEEN, 'nothing but the field and the bit');
      return (mark & MASK) >>> 16;
    });
  }

  /** One packet in a batch of its own. */
  one(packet: Partial<MadeUpPacket>): number {
    return this.batch(packet)[0];
  }

  /** Packet ids that were never delivered. */
  lose(count: number): void {
    this.#id += count;
  }
}

function madeUp(packet: Partial<MadeUpPacket>): MadeUpPacket {
  return {
    family: AF_INET,
    protocol: 6,
    port: 5000,
    fromServer: false,
    sequence: 100,
    payload: 'x',
    ...packet,
  };
}

const UDP = { protocol: 17 } as const;

describe('what a queued packet’s connection is called', () => {
  test('undecided packets get 0, the deciding one its id, over both directions and families', () => {
    for (const family of [AF_INET, AF_INET6] as const) {
      const rig = new Rig();
      assert.equal(rig.one({ family, payload: 'ze' }), 0);
      assert.equal(rig.one({ family, fromServer: true, payload: 'br' }), 0);
      assert.equal(rig.one({ family, sequence: 102, payload: 'a' }), ZEBRA);
      assert.equal(rig.counters.named, 1);
    }
  });

  test('packets of a decided TCP connection that were queued already get its id, then it is forgotten', () => {
    const rig = new Rig();
    assert.deepEqual(rig.batch({ payload: 'zebra' }, { sequence: 105, payload: 'more' }), [ZEBRA, ZEBRA]);
    // Read by the next call: was perhaps queued before the verdict was sent.
    assert.equal(rig.one({ sequence: 109, payload: 'again' }), ZEBRA);
    // By now everything queued before has been read.
    assert.equal(rig.flows.size, 0);
    assert.equal(rig.one({ sequence: 114, payload: 'again' }), 0);
  });

  test('a decided UDP connection is marked again for some seconds', () => {
    const rig = new Rig();
    assert.deepEqual(rig.batch({ ...UDP, payload: 'a' }, { ...UDP, payload: 'zebra' }, UDP), [
      0,
      ZEBRA,
      ZEBRA,
    ]);
    rig.seconds += 2;
    rig.flows.tick(rig.seconds);
    assert.equal(rig.one(UDP), ZEBRA);
    rig.seconds += 2;
    rig.flows.tick(rig.seconds);
    assert.equal(rig.flows.size, 0);
    assert.equal(rig.counters.remarked, 2);
  });

  test('a segment that repeats what was seen is not looked at twice', () => {
    const rig = new Rig();
    rig.one({ sequence: 0xfffffffe, payload: 'zeb' });
    assert.equal(rig.one({ sequence: 0xfffffffe, payload: 'zeb' }), 0);
    assert.equal(rig.one({ sequence: 1, payload: 'ra' }), ZEBRA);
    assert.equal(rig.counters.repeats, 1);
  });

  test('each direction has sequence numbers of its own', () => {
    const rig = new Rig();
    rig.one({ sequence: 5, payload: 'zeb' });
    assert.equal(rig.one({ sequence: 5, fromServer: true, payload: 'ra' }), ZEBRA);
    assert.equal(rig.counters.repeats, 0);
  });

  test('a segment far outside of the sequence begins another connection', () => {
    const rig = new Rig();
    rig.one({ sequence: 1000, payload: 'zeb' });
    assert.equal(rig.one({ sequence: 1000 + (1 << 28), payload: 'ra' }), 0);
    assert.equal(rig.counters.portReuses, 1);
    assert.equal(rig.one({ sequence: 1000 + (1 << 28) + 2, payload: 'zebra' }), ZEBRA);
    assert.equal(rig.one({ sequence: 7, payload: 'something' }), 0, 'not the decided one either');
  });

  test('a hole in the sequence does not begin another connection', () => {
    const rig = new Rig();
    rig.one({ sequence: 1000, payload: 'zeb' });
    assert.equal(rig.one({ sequence: 60_000, payload: 'ra' }), ZEBRA);
  });

  test('what conntrack has forgotten is forgotten, whichever direction is named', () => {
    const rig = new Rig();
    for (const family of [AF_INET, AF_INET6] as const) rig.one({ family, payload: 'zeb' });
    assert.equal(rig.flows.size, 2);
    const ended = new Uint8Array(80);
    ended.set([4, 6, 5000 >> 8, 5000 & 255, 0, 80, 0, 0, 192, 0, 2, 1]);
    ended.set([192, 0, 2, 2], 24);
    // The IPv6 one by its reply direction.
    ended.set([6, 6, 0, 80, 5000 >> 8, 5000 & 255, 0, 0, 0x20, 1, 0x0d, 0xb8], 40);
    ended[40 + 23] = 2;
    ended.set([0x20, 1, 0x0d, 0xb8], 40 + 24);
    ended[40 + 39] = 1;
    rig.flows.forgetEnded(ended);
    assert.equal(rig.flows.size, 0);
    assert.equal(rig.counters.ended, 2);
    assert.equal(rig.one({ sequence: 103, payload: 'ra' }), 0);
    rig.flows.forgetEnded(new ConntrackAccount(MASK).takeEnded());
  });

  test('the table is bounded, and what was pushed out is counted', () => {
    const rig = new Rig({ capacity: 50 });
    for (let port = 1; port <= 500; port++) rig.one({ ...UDP, port });
    rig.flows.tick(rig.seconds);
    assert.equal(rig.flows.size, 50);
    assert.equal(rig.counters.evicted, 450);
    assert.equal(rig.counters.flows, 50);
  });

  test('a connection that used up its packets is forgotten: the kernel gives it up', () => {
    const rig = new Rig({ packets: 3 });
    for (let i = 0; i < 3; i++) assert.equal(rig.one({ ...UDP, payload: 'zeb' }), 0);
    assert.equal(rig.flows.size, 0);
  });

  test('nothing can match any more: unknown at once', () => {
    const rig = new Rig({ expressions: { strict: '^abc' } });
    assert.equal(rig.one({ payload: 'x' }), 1);
    assert.equal(rig.counters.unknown, 1);
  });

  test('another program: undecided connections start again with it, decided ones keep their id', () => {
    const rig = new Rig();
    rig.batch({ ...UDP, port: 1, payload: 'zebra' }, { ...UDP, port: 2, payload: 'li' });
    rig.flows.swap({ program: programOf({ lily: 'lily', tiger: '^tiger' }), ids: [70, 80] }, rig.seconds);
    assert.equal(rig.one({ ...UDP, port: 1, payload: 'lily' }), ZEBRA);
    assert.equal(rig.one({ ...UDP, port: 2, payload: 'tiger' }), 80);
    assert.equal(rig.one({ ...UDP, port: 3, payload: 'lily' }), 70);
    assert.throws(() => rig.flows.swap({ program: programOf(LATE), ids: [1] }, 0), RangeError);
  });

  test('gaps in the packet ids are counted as overflow', () => {
    const rig = new Rig();
    rig.one({ ...UDP, port: 1 });
    rig.lose(7);
    rig.one({ ...UDP, port: 2 });
    rig.one({ ...UDP, port: 3 });
    assert.equal(rig.counters.overflowed, 7);
  });

  test('a message that is no packet is counted and not answered', () => {
    const rig = new Rig();
    const refusal = new Uint8Array(36);
    new DataView(refusal.buffer).setUint32(0, 36, true);
    refusal[4] = 2;
    assert.equal(rig.loop.rehearse([refusal]).length, 0);
    assert.equal(rig.counters.refusedVerdicts, 1);
  });

  test('a packet that cannot be decoded is let go as undecided', () => {
    const rig = new Rig();
    const whole = queuedMessage(1, madeUp({}), MASK);
    for (let cut = 32; cut < whole.length; cut++) {
      const rest = whole.slice(0, cut);
      new DataView(rest.buffer).setUint32(0, cut, true);
      const verdicts = rig.loop.rehearse([rest]);
      assert.equal(verdicts.length, 40);
      assert.equal(new DataView(verdicts.buffer).getUint32(36), SEEN);
    }
    assert.ok(rig.counters.undecoded > 0);
  });
});

describe('what is told of decisions', () => {
  const words = new Map(['unset', 'unknown', 'zebra', 'lion'].entries());
  const inWords = (mark: number): MarkNames => namesOf(FIELD, words, mark);

  test('client and server are as the mark says, whoever sent the deciding packet', () => {
    const rig = new Rig();
    rig.one({ payload: 'hello' });
    rig.one({ fromServer: true, payload: 'zebra' });
    rig.one({ family: AF_INET6, port: 6000, protocol: 17, payload: 'a zebra' });
    const [first, second] = decodeDecisions(rig.loop.log.take(), inWords);
    assert.deepEqual(first, {
      proto: 'tcp',
      src: '192.0.2.1',
      sport: 5000,
      dst: '192.0.2.2',
      dport: 80,
      packets: 2,
      bytes: 10,
      l7: 'zebra',
      decided: { packet: 2, bytes: 10 },
      mark: ZEBRA << 16,
      evidence: 0,
      offset: 5,
      side: 'server',
      time: 1_700_000_000_000,
      generation: 4,
      passed: { packets: 1, bytes: 5 },
      place: { hook: 0, input: 0, output: 0 },
    });
    assert.deepEqual([second.proto, second.src, second.sport], ['udp', '2001:db8::1', 6000]);
    assert.equal(rig.loop.log.take().length, 0);
  });

  test('more than fit are counted, not told', () => {
    const rig = new Rig();
    for (let port = 1; port <= 120; port++) rig.one({ ...UDP, port, payload: 'zebra' });
    assert.equal(decodeDecisions(rig.loop.log.take(), inWords).length, 100);
    assert.equal(rig.counters.untold, 20);
  });

  test('undecided connections are listed with the client as source, also when the server was met first', () => {
    const rig = new Rig();
    rig.one({ fromServer: true, payload: 'welcome' });
    rig.one({ family: AF_INET6, protocol: 17, port: 7, payload: 'hi' });
    rig.one({ ...UDP, port: 8, payload: 'zebra' });
    assert.deepEqual(
      rig.flows
        .undecided(10)
        .map((flow) => [flow.proto, flow.src, flow.sport, flow.dport, flow.l7, flow.packets]),
      [
        ['tcp', '192.0.2.1', 5000, 80, 'unset', 1],
        ['udp', '2001:db8::1', 7, 80, 'unset', 1],
      ],
    );
    assert.equal(rig.flows.undecided(1).length, 1);
  });
});
