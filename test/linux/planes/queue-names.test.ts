/** Second names in a worker: what the mark of each packet says until the name is settled, and after. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HostAutomaton } from '../../../src/core/applications/host-automaton.ts';
import { DEFAULT_BUDGET } from '../../../src/core/classify/budget.ts';
import { nodeAead } from '../../../src/linux/crypto/node-aead.ts';
import { markField, markOf, pendingMark } from '../../../src/linux/netfilter/mark-field.ts';
import { AF_INET } from '../../../src/linux/netlink/nfnetlink.ts';
import { QueueFlows } from '../../../src/linux/planes/queue-flows.ts';
import { QueueLoop } from '../../../src/linux/planes/queue-loop.ts';
import { createWorkerCounters } from '../../../src/linux/planes/queue-protocol.ts';
import { type MadeUpPacket, queuedMessage } from '../../../src/linux/planes/rehearsal.ts';
import { application } from '../../support/applications.ts';
import { clientHello, records } from '../../support/hello.ts';
import { programOf } from '../../support/programs.ts';

const FIELD = markField();
const TLS = 2;
const HTTP = 3;
const EXAMPLE = 500;
const program = programOf({ tls: '^\x16\x03', http: '^get ' });
const names = {
  program,
  ids: [TLS, HTTP],
  applications: {
    names: {
      hosts: new HostAutomaton([application('example', ['example.org'])]),
      names: ['example'],
      aead: nodeAead,
    },
    ids: [EXAMPLE],
  },
};

/** A worker's loop that answers with the field of the mark. */
class Rig {
  readonly counters = createWorkerCounters();
  readonly flows: QueueFlows;
  readonly #loop: QueueLoop;
  #id = 0;

  constructor(packets = 10) {
    const { counters } = this;
    const budget = { ...DEFAULT_BUDGET, packets, countsPackets: false };
    this.flows = new QueueFlows({ ...names, field: FIELD, budget, capacity: 100, seed: 1, counters });
    this.#loop = new QueueLoop({
      fd: -1,
      config: {
        queue: 0,
        program: { path: '', ids: names.ids, generation: 1 },
        packets,
        bytes: DEFAULT_BUDGET.bytes,
        maxLength: 100,
        mask: FIELD.mask,
        seen: FIELD.seen,
        capacity: 100,
        helperIds: [],
        decisionLog: 100,
      },
      field: FIELD,
      flows: this.flows,
      counters,
      clock: () => 1000,
      calendar: () => 0,
      onHelper: () => {},
    });
  }

  one(packet: Partial<MadeUpPacket>): number {
    const whole = {
      family: AF_INET,
      protocol: 6,
      port: 5000,
      fromServer: false,
      sequence: 100,
      payload: 'x',
    };
    const message = queuedMessage(++this.#id, { ...whole, ...packet } as MadeUpPacket, FIELD.mask);
    const verdicts = this.#loop.rehearse([message]);
    const mark = new DataView(verdicts.buffer, verdicts.byteOffset).getUint32(36);
    return (mark & FIELD.mask) >>> 0;
  }
}

const text = (bytes: Uint8Array): string => String.fromCharCode(...bytes);
const HELLO = text(records(clientHello({ name: 'www.example.org' })));
const OTHER = text(records(clientHello({ name: 'www.example.net' })));

const TLS_ALONE = markOf(FIELD, TLS, 1);
const TLS_EXAMPLE = markOf(FIELD, EXAMPLE, 1);
const TLS_PENDING = pendingMark(FIELD, 1);

describe('second names in a worker', () => {
  it('stand in the mark with their carrier, from the packet that has them on', () => {
    const rig = new Rig();
    assert.equal(rig.one({ payload: HELLO }), TLS_EXAMPLE);
    assert.equal(rig.one({ port: 1, payload: OTHER }), TLS_ALONE);
    const get = 'GET / HTTP/1.1\r\nHost: example.org\r\n\r\n';
    assert.equal(rig.one({ port: 2, payload: get }), markOf(FIELD, EXAMPLE, 3));
    assert.deepEqual([rig.counters.named, rig.counters.applications], [3, 2]);
  });

  it('are waited for while the hello comes in pieces, wherever it is cut', () => {
    for (let cut = 12; cut < HELLO.length; cut += 7) {
      const rig = new Rig();
      const first = rig.one({ payload: HELLO.slice(0, cut) });
      const second = rig.one({ sequence: 100 + cut, payload: HELLO.slice(cut) });
      assert.equal(second, TLS_EXAMPLE, `cut at ${cut}`);
      assert.ok(first === TLS_PENDING || first === TLS_EXAMPLE, `cut at ${cut}`);
    }
  });

  it('that do not come with the last packet leave the protocol', () => {
    const rig = new Rig(3);
    assert.equal(rig.one({ payload: HELLO.slice(0, 20) }), TLS_PENDING);
    assert.equal(rig.one({ payload: HELLO.slice(0, 20) }), TLS_PENDING, 'a repeat says it again');
    assert.equal(rig.one({ sequence: 120, payload: HELLO.slice(20, 30) }), TLS_ALONE);
  });

  it('that are waited for in silence leave the protocol, told for conntrack', () => {
    const rig = new Rig();
    rig.one({ payload: HELLO.slice(0, 20) });
    rig.flows.tick(1002);
    assert.deepEqual(rig.flows.takeLate(), []);
    rig.flows.tick(1003);
    assert.deepEqual(rig.flows.takeLate(), [
      {
        proto: 'tcp',
        src: '192.0.2.1',
        sport: 5000,
        dst: '192.0.2.2',
        dport: 80,
        packets: 1,
        bytes: 20,
        l7: 'tls',
        mark: TLS_ALONE,
        decided: { packet: 1, bytes: 20 },
        evidence: 0,
        offset: 2,
        side: 'client',
        passed: { packets: 1, bytes: 20 },
        place: { hook: 0, input: 0, output: 0 },
      },
    ]);
    assert.deepEqual(rig.flows.takeLate(), []);
  });

  it('give way to the protocol when patterns are read again in between', () => {
    const rig = new Rig();
    rig.one({ payload: HELLO.slice(0, 20) });
    rig.flows.swap({ program: programOf({ ssh: '^ssh-' }), ids: [9] }, 1000);
    assert.equal(rig.one({ sequence: 120, payload: HELLO.slice(20) }), TLS_ALONE);
  });
});
