/** Verdicts that a policy blocks: told with their evidence, not too often, and counted by rule. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Log, type LogRecord } from '../../../src/app/log.ts';
import { type AppliedPolicy, AppliedStore, currentPlace } from '../../../src/app/policy/applied-store.ts';
import { BlockLog } from '../../../src/app/policy/block-log.ts';
import type { RawPolicy, RawRule } from '../../../src/core/policy/raw-policy.ts';
import { DECISION_RECORD, decodeDecision } from '../../../src/linux/planes/queue-decisions.ts';
import { planOf } from '../../core/policy/support.ts';

const folder = mkdtempSync(join(tmpdir(), 'layer7 blocks '));
after(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = new Map([
  [2, 'bittorrent'],
  [3, 'http'],
  [4, 'edonkey'],
  [5, 'tls'],
]);
const namesOf = (mark: number) => ({ l7: NAMES.get(mark) ?? '', ...(mark === 5 ? { app: 'netflix' } : {}) });

const FORWARD = 2;
const POSTROUTING = 4;
const DEVICES = ['', 'lo', 'wan0', 'lan0', 'lan1'];
/** A Wednesday. */
const NOON = Date.UTC(2026, 0, 7, 12) / 1000;

interface Verdict {
  readonly id: number;
  readonly packet: number;
  readonly bytes: number;
  readonly at: number;
  readonly hook: number;
  readonly input: string;
  readonly output: string;
}
const VERDICT: Verdict = {
  id: 2,
  packet: 4,
  bytes: 68,
  at: NOON,
  hook: FORWARD,
  input: 'lan0',
  output: 'wan0',
};

/** Records of TCP connections from 192.0.2.7 port 1234 to 198.51.100.9 port 6881. */
function records(...verdicts: readonly Partial<Verdict>[]): Uint8Array {
  const all = new Uint8Array(verdicts.length * DECISION_RECORD);
  const fields = new DataView(all.buffer);
  for (const [index, given] of verdicts.entries()) {
    const { id, packet, bytes, at: seconds, hook, input, output } = { ...VERDICT, ...given };
    const at = index * DECISION_RECORD;
    all.set([4, 6, 1234 >> 8, 1234 & 255, 6881 >> 8, 6881 & 255], at);
    fields.setUint16(at + 6, packet, true);
    all.set([192, 0, 2, 7], at + 8);
    all.set([198, 51, 100, 9], at + 24);
    fields.setUint32(at + 40, bytes, true);
    fields.setUint32(at + 44, id, true);
    fields.setUint16(at + 50, 20, true);
    all[at + 53] = hook;
    fields.setUint16(at + 54, packet - 1, true);
    fields.setUint32(at + 56, seconds, true);
    fields.setUint32(at + 64, DEVICES.indexOf(input), true);
    fields.setUint32(at + 68, DEVICES.indexOf(output), true);
    fields.setUint32(at + 72, bytes - 8, true);
  }
  return all;
}

let stores = 0;
function rig() {
  const store = new AppliedStore(join(folder, String(stores++)));
  store.makeFolder();
  const lines: LogRecord[] = [];
  const clock = { now: 0 };
  const log = new Log((record) => lines.push(record));
  const blocks = new BlockLog(
    store,
    log,
    () => clock.now,
    (device) => Math.max(0, DEVICES.indexOf(device)),
  );
  const put = (raw: RawPolicy, place = currentPlace()): void => {
    const applied: Partial<AppliedPolicy> = { plan: planOf(raw), at: '2026-01-01T00:00:00Z', place };
    store.keep('applied.json', applied as AppliedPolicy);
    clock.now += 5000;
  };
  return {
    lines,
    clock,
    report: () => blocks.report(),
    put,
    /** Puts a policy of these rules in force, the first of which is about something else. */
    apply: (...rules: readonly RawRule[]) => put({ rules: [{ protocol: 'dns', allow: true }, ...rules] }),
    take: (...verdicts: readonly Partial<Verdict>[]) => blocks.decisions(records(...verdicts), namesOf, 10),
    late: (verdict: Partial<Verdict>) => blocks.decision(decodeDecision(records(verdict), 0, namesOf), 10),
  };
}
type Rig = ReturnType<typeof rig>;

const NO_P2P: RawRule = { name: 'no p2p', group: 'p2p', block: 'drop' };

test('a blocked connection is told with what passed and the evidence; others are not', () => {
  const { lines, apply, take } = rig();
  take({});
  assert.equal(lines.length, 0);
  apply(NO_P2P);
  take({ id: 3 }, {});
  assert.equal(lines.length, 1);
  assert.equal(lines[0]?.message, 'rule 2 of the policy blocks bittorrent');
  assert.deepEqual(lines[0]?.fields, {
    rule: 'no p2p',
    connection: 'tcp 192.0.2.7 port 1234 to 198.51.100.9 port 6881',
    passed: '3 packets with payload, 60 bytes of it',
    evidence: 'in packet 4, of the client, complete at byte 20',
  });
});

test('so is one that got its name in silence', () => {
  const { lines, apply, late } = rig();
  late({});
  apply(NO_P2P);
  late({ id: 3 });
  late({});
  assert.deepEqual(
    lines.map(({ message }) => message),
    ['rule 2 of the policy blocks bittorrent'],
  );
});

test('what passed is counted by rule, until another policy is applied', () => {
  const { report, apply, take } = rig();
  apply(NO_P2P);
  take({}, { id: 4, packet: 3, bytes: 8 }, { packet: 6, bytes: 3000 });
  assert.deepEqual(report(), [{ number: 2, rule: 'no p2p', connections: 3, packets: 3, bytes: 60 }]);
  apply({ protocol: 'http', block: 'drop' });
  assert.deepEqual(report(), []);
});

test('a flood is told in few lines, and what was left out is said', () => {
  const { report, lines, clock, apply, take } = rig();
  apply(NO_P2P);
  const flood = Array.from({ length: 1000 }, () => ({}));
  take(...flood);
  const first = lines.length;
  assert.ok(first > 0 && first <= 20);
  clock.now += 60_000;
  take(...flood);
  assert.equal(lines[first]?.fields?.unsaid, 1000 - first);
  assert.equal(report()[0]?.connections, 2000);
});

test('an application is blocked by its own name, and by that of its protocol', () => {
  const { lines, apply, take } = rig();
  apply({ application: 'netflix', block: 'drop' });
  take({ id: 5 });
  apply({ protocol: 'tls', block: 'drop' });
  take({ id: 5 });
  assert.deepEqual(
    lines.map(({ message }) => message),
    ['rule 2 of the policy blocks netflix', 'rule 2 of the policy blocks netflix'],
  );
});

/** Whether a rule is said to block a verdict. */
function told(
  { apply, take, report }: Rig,
  rules: readonly RawRule[],
  verdict: Partial<Verdict> = {},
): boolean {
  apply(...rules);
  take(verdict);
  return report().length > 0;
}

const bittorrent = (more: RawRule): RawRule => ({ protocol: 'bittorrent', ...more, block: 'drop' });

test('conditions are judged: time, addresses, ports, transport', () => {
  const one = rig();
  const holds: readonly RawRule[] = [
    { time: 'wed 11:00-13:00' },
    { port: '6000-7000' },
    { from: '192.0.2.0/24', to: '198.51.100.9', transport: 'tcp' },
  ];
  const not: readonly RawRule[] = [
    { time: '22:00-06:00' },
    { port: 80 },
    { from: '198.51.100.9' },
    { transport: 'udp' },
  ];
  const offset = -new Date('2026-01-01T00:00:00Z').getTimezoneOffset();
  const at = NOON - offset * 60;
  for (const match of holds)
    assert.equal(told(one, [bittorrent(match)], { at }), true, JSON.stringify(match));
  for (const match of not) assert.equal(told(one, [bittorrent(match)], { at }), false, JSON.stringify(match));
  assert.equal(
    told(one, [{ protocol: 'bittorrent', allow: true }, NO_P2P]),
    false,
    'an earlier rule decides',
  );
});

test('bytes are judged as far as they are known when the name comes', () => {
  const one = rig();
  assert.equal(told(one, [bittorrent({ after: '10 MB' })]), false, 'it cannot have carried so much');
  assert.equal(told(one, [bittorrent({ after: '20 B' })]), true, 'it has carried more');
  assert.equal(told(one, [bittorrent({ until: '10 MB' })]), true);
  assert.equal(told(one, [bittorrent({ until: '1 kB' })]), false, 'nobody knows');
  assert.equal(told(one, [{ after: '1 kB', allow: true }, NO_P2P]), false, 'nobody knows which rule decides');
  assert.equal(told(one, [{ after: '10 MB', allow: true }, NO_P2P]), true);
});

test('only what crosses a link is blocked, and nothing of this machine unless the policy says so', () => {
  const links = [{ wan: 'wan0' }, { lan: 'lan0' }, { lan: 'lan1' }];
  const told = (raw: RawPolicy, verdict: Partial<Verdict>): boolean => {
    const { put, take, report } = rig();
    put({ rules: [NO_P2P], ...raw });
    take(verdict);
    return report().length > 0;
  };
  const between = { output: 'lan1' };
  const own = { hook: POSTROUTING, input: '' };
  const loop = { hook: POSTROUTING, input: '', output: 'lo' };
  assert.equal(told({ links }, {}), true);
  assert.equal(told({ links }, between), false);
  assert.equal(told({}, between), true, 'without links all that is forwarded');
  assert.equal(told({ links }, own), false);
  assert.equal(told({ links, local: true }, own), true);
  assert.equal(told({ local: true }, loop), false);
  const up = { protocol: 'bittorrent', direction: 'up', block: 'drop' } as const;
  assert.equal(told({ links, rules: [up] }, { input: 'wan0', output: 'lan0' }), true, 'half of it is');
});

test('a policy of before a restart blocks nothing', () => {
  const { put, take, report } = rig();
  put({ rules: [NO_P2P] }, { ...currentPlace(), boot: 'another' });
  take({});
  assert.deepEqual(report(), []);
});
