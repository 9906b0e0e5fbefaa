/** Verdicts that a policy blocks: told with their evidence, not too often, and counted by rule. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Log, type LogRecord } from '../../../src/app/log.ts';
import { type AppliedPolicy, AppliedStore } from '../../../src/app/policy/applied-store.ts';
import { BlockLog } from '../../../src/app/policy/block-log.ts';
import { DECISION_RECORD } from '../../../src/linux/planes/queue-decisions.ts';

const folder = mkdtempSync(join(tmpdir(), 'layer7 blocks '));
after(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = new Map([
  [2, 'bittorrent'],
  [3, 'http'],
  [4, 'edonkey'],
  [5, 'tls'],
]);
const namesOf = (mark: number) => ({ l7: NAMES.get(mark) ?? '', ...(mark === 5 ? { app: 'netflix' } : {}) });

/** Records of TCP connections from 192.0.2.7 port 1234 to 198.51.100.9 port 6881. */
function records(...verdicts: readonly (readonly [id: number, packet: number, bytes: number])[]): Uint8Array {
  const all = new Uint8Array(verdicts.length * DECISION_RECORD);
  const fields = new DataView(all.buffer);
  for (const [index, [id, packet, bytes]] of verdicts.entries()) {
    const at = index * DECISION_RECORD;
    all.set([4, 6, 1234 >> 8, 1234 & 255, 6881 >> 8, 6881 & 255], at);
    fields.setUint16(at + 6, packet, true);
    all.set([192, 0, 2, 7], at + 8);
    all.set([198, 51, 100, 9], at + 24);
    fields.setUint32(at + 40, bytes, true);
    fields.setUint32(at + 44, id, true);
    fields.setUint16(at + 50, 20, true);
  }
  return all;
}

let stores = 0;
function rig(onlyNames = true) {
  const store = new AppliedStore(join(folder, String(stores++)));
  store.makeFolder();
  const lines: LogRecord[] = [];
  const clock = { now: 0 };
  const blocks = new BlockLog(store, new Log((record) => lines.push(record)), () => clock.now);
  const apply = (...names: readonly string[]): void => {
    const block = { number: 2, rule: 'no p2p', how: 'drop', names, onlyNames } as const;
    store.keep('applied.json', { blocks: [block] } as unknown as AppliedPolicy);
    clock.now += 5000;
  };
  return { blocks, lines, clock, apply };
}

test('a blocked connection is told with what passed and the evidence; others are not', () => {
  const { blocks, lines, apply } = rig();
  blocks.decisions(records([2, 4, 68]), namesOf);
  assert.equal(lines.length, 0);
  apply('bittorrent', 'edonkey');
  blocks.decisions(records([3, 4, 100], [2, 4, 68]), namesOf);
  assert.equal(lines.length, 1);
  assert.equal(lines[0]?.message, 'rule 2 of the policy blocks bittorrent');
  assert.deepEqual(lines[0]?.fields, {
    rule: 'no p2p',
    connection: 'tcp 192.0.2.7 port 1234 to 198.51.100.9 port 6881',
    passed: '4 packets, 68 bytes',
    evidence: 'in packet 4, of the client, complete at byte 20',
  });
});

test('what passed is counted by rule, until another policy is applied', () => {
  const { blocks, apply } = rig(false);
  apply('bittorrent', 'edonkey');
  blocks.decisions(records([2, 4, 68], [4, 3, 6], [2, 6, 3000]), namesOf);
  assert.deepEqual(blocks.report(), [
    { number: 2, rule: 'no p2p', onlyNames: false, connections: 3, packets: 4, bytes: 68 },
  ]);
  apply('http');
  assert.deepEqual(blocks.report(), []);
});

test('a flood is told in few lines, and what was left out is said', () => {
  const { blocks, lines, clock, apply } = rig();
  apply('bittorrent');
  const flood = records(...Array.from({ length: 1000 }, () => [2, 4, 68] as const));
  blocks.decisions(flood, namesOf);
  const first = lines.length;
  assert.ok(first > 0 && first <= 20);
  clock.now += 60_000;
  blocks.decisions(flood, namesOf);
  assert.equal(lines[first]?.fields?.unsaid, 1000 - first);
  assert.equal(blocks.report()[0]?.connections, 2000);
});

test('an application is blocked by its own name, and by that of its protocol', () => {
  const { blocks, lines, apply } = rig();
  apply('netflix');
  blocks.decisions(records([5, 4, 300]), namesOf);
  apply('tls');
  blocks.decisions(records([5, 4, 300]), namesOf);
  assert.deepEqual(
    lines.map(({ message }) => message),
    ['rule 2 of the policy blocks netflix', 'rule 2 of the policy blocks netflix'],
  );
});

test('a rule that asks for more than a name says so', () => {
  const { blocks, lines, apply } = rig(false);
  apply('bittorrent');
  blocks.decisions(records([2, 4, 68]), namesOf);
  assert.match(lines[0]?.message ?? '', /under conditions/);
});
