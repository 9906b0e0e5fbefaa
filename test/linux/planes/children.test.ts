import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpError } from '../../../src/linux/ffi/op-error.ts';
import type { Request } from '../../../src/linux/netlink/connection.ts';
import { decodeConntrack, type Tuple, tupleKey } from '../../../src/linux/netlink/conntrack-messages.ts';
import { type Message, MessageWriter, messages } from '../../../src/linux/netlink/message.ts';
import { beginNfnetlink } from '../../../src/linux/netlink/nfnetlink.ts';
import { Children, type ConntrackAccess } from '../../../src/linux/planes/children.ts';
import type { LateName } from '../../../src/linux/planes/queue-decisions.ts';
import { MASK } from '../../support/queue-rules.ts';

const ENOENT = 2;

interface Entry {
  readonly port: number;
  readonly master?: number;
  mark: number;
}

/** Connections are told apart by their source port. */
function tuple(port: number): Tuple {
  return {
    family: 2,
    protocol: 6,
    source: Uint8Array.of(192, 0, 2, 1),
    destination: Uint8Array.of(192, 0, 2, 2),
    sourcePort: port,
    destinationPort: 21,
  };
}

function writeTuple(writer: MessageWriter, type: number, port: number): void {
  const nest = writer.beginNested(type);
  const ip = writer.beginNested(1);
  writer.attribute(1, [192, 0, 2, 1]);
  writer.attribute(2, [192, 0, 2, 2]);
  writer.endNested(ip);
  const proto = writer.beginNested(2);
  writer.uint8(1, 6);
  writer.uint16(2, port);
  writer.uint16(3, 21);
  writer.endNested(proto);
  writer.endNested(nest);
}

/** A conntrack table that answers look-ups, dumps by mark, and changes of marks. */
class FakeConntrack implements ConntrackAccess {
  readonly entries: Entry[];
  dumps = 0;

  constructor(...entries: Entry[]) {
    this.entries = entries;
  }

  execute(request: Request, visit?: (message: Message) => void): void {
    const writer = new MessageWriter();
    request.write(writer, 1);
    const bytes = writer.bytes();
    for (const asked of messages(bytes, 0, bytes.length)) this.#answer(request.operation, asked, visit);
  }

  #answer(operation: string, asked: Message, visit?: (message: Message) => void): void {
    const { original, mark } = decodeConntrack(asked);
    if (operation === 'list connections') {
      this.dumps++;
      for (const entry of this.entries) if ((entry.mark & MASK) === 0) visit?.(message(entry));
      return;
    }
    const found = this.entries.find((entry) => entry.port === original.sourcePort);
    const isSame = tupleKey(original) === tupleKey(tuple(original.sourcePort));
    if (found === undefined || !isSame) throw new OpError(operation, ENOENT);
    if (operation === 'mark a connection') found.mark = (found.mark & ~MASK) | mark;
    else visit?.(message(found));
  }

  mark(port: number): number {
    return this.entries.find((entry) => entry.port === port)?.mark ?? -1;
  }
}

function message(entry: Entry): Message {
  const writer = new MessageWriter();
  const at = beginNfnetlink(writer, 0x100, 2, 1, 2);
  writeTuple(writer, 1, entry.port);
  if (entry.master !== undefined) writeTuple(writer, 14, entry.master);
  writer.uint32(8, entry.mark);
  writer.endMessage(at);
  const bytes = writer.bytes();
  const [first] = messages(bytes, 0, bytes.length);
  return first;
}

test('a master named after its child began: the child gets its id, other bits stay', () => {
  const conntrack = new FakeConntrack({ port: 1, mark: 0 }, { port: 2, master: 1, mark: 5 });
  const children = new Children(MASK, conntrack);
  children.expect(tuple(1));
  children.look();
  assert.equal(conntrack.dumps, 0, 'nothing to hand on yet');
  conntrack.entries[0].mark = 0x40000;
  children.look();
  assert.equal(conntrack.mark(2), 0x40005);
  assert.equal(children.marked, 1);
});

test('grandchildren carry the topmost master’s id, whatever the order of the list', () => {
  const conntrack = new FakeConntrack(
    { port: 4, master: 3, mark: 0 },
    { port: 3, master: 2, mark: 0 },
    { port: 2, master: 1, mark: 0 },
    { port: 9, master: 8, mark: 0 },
    { port: 1, mark: 0x70000 },
  );
  const children = new Children(MASK, conntrack);
  conntrack.entries[4].mark = 0;
  children.expect(tuple(1));
  conntrack.entries[4].mark = 0x70000;
  children.look();
  assert.deepEqual(
    [2, 3, 4].map((port) => conntrack.mark(port)),
    [0x70000, 0x70000, 0x70000],
  );
  assert.equal(conntrack.mark(9), 0);
});

test('a child that was being set up at the first look gets its id at the second, then the master is left', () => {
  const conntrack = new FakeConntrack({ port: 1, mark: 0 });
  const children = new Children(MASK, conntrack);
  children.expect(tuple(1));
  conntrack.entries[0].mark = 0x10000;
  children.look();
  conntrack.entries.push({ port: 2, master: 1, mark: 0 });
  assert.equal(children.waiting, 1);
  children.look();
  assert.equal(conntrack.mark(2), 0x10000);
  assert.equal(children.waiting, 0);
});

test('a master with an id is not remembered: its children inherit it', () => {
  const conntrack = new FakeConntrack({ port: 1, mark: 0x20000 });
  const children = new Children(MASK, conntrack);
  children.expect(tuple(1));
  assert.equal(children.waiting, 0);
  assert.equal(children.expectations, 1);
});

test('masters that are gone are forgotten, and children that are gone do not matter', () => {
  const conntrack = new FakeConntrack({ port: 1, mark: 0 }, { port: 3, mark: 0 });
  const children = new Children(MASK, conntrack);
  children.expect(tuple(1));
  children.expect(tuple(2));
  children.expect(tuple(3));
  assert.equal(children.waiting, 2);
  conntrack.entries.shift();
  children.look();
  assert.equal(children.waiting, 1);
});

test('connections named in silence get their marks, unless they have another or are gone', () => {
  const conntrack = new FakeConntrack(
    { port: 1, mark: 5 },
    { port: 2, mark: 0x20000 },
    { port: 4, mark: 0x40000 },
  );
  const children = new Children(MASK, conntrack);
  const late = (sport: number): LateName => ({
    ...{ proto: 'tcp', src: '192.0.2.1', sport, dst: '192.0.2.2', dport: 21 },
    ...{ packets: 1, bytes: 20, l7: 'tls', mark: 0x40000, offset: 2, side: 'client' },
    ...{ passed: { packets: 1, bytes: 20 }, place: { hook: 2, input: 1, output: 2 } },
  });
  const named = children.settle([late(1), late(2), late(3), late(4)]);
  assert.deepEqual(
    named.map(({ sport }) => sport),
    [1, 4],
    'the last was named by the kernel',
  );
  assert.equal(conntrack.mark(1), 0x40005);
  assert.equal(conntrack.mark(2), 0x20000);
  assert.equal(children.settled, 2);
});

test('so many masters are remembered and no more', () => {
  const entries = Array.from({ length: 4100 }, (_, i) => ({ port: i + 1, mark: 0 }));
  const children = new Children(MASK, new FakeConntrack(...entries));
  for (const entry of entries) children.expect(tuple(entry.port));
  assert.equal(children.waiting, 4096);
  assert.equal(children.forgotten, 4);
});
