import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlowReport } from '../../../src/core/classify/flow-report.ts';
import { decide, type PacketFacts } from '../../../src/core/policy/evaluate.ts';
import { minuteOfWeek, PreviewCounter } from '../../../src/core/policy/preview.ts';
import { previewJson, previewSections } from '../../../src/core/policy/preview-text.ts';
import type { RawPolicy } from '../../../src/core/policy/raw-policy.ts';
import { ruleNotes } from '../../../src/core/policy/rule-notes.ts';
import type { Slice } from '../../../src/core/policy/timeline.ts';
import { parseAddress } from '../../../src/core/wire/address.ts';
import { sectionsText } from '../../../src/core/workbench/layout.ts';
import { planOf } from './support.ts';

const PLAN = planOf({
  links: [{ wan: 'eth0', up: '10 mbit', down: '50 mbit' }, { lan: 'eth1' }],
  classes: [{ name: 'calls' }, { name: 'web' }, { name: 'bulk' }],
  default: 'web',
  rules: [
    { protocol: 'bittorrent', time: 'mon-fri 09:00-17:00', block: 'drop' },
    { group: 'voip', class: 'calls' },
    { after: '1 kB', direction: 'down', class: 'bulk' },
  ],
});

/** Monday, 2 June 2025, 10:00 UTC. */
const MONDAY = 1_748_858_400;

function report(change: Partial<FlowReport>): FlowReport {
  return {
    proto: 'tcp',
    src: '192.168.1.5',
    sport: 4000,
    dst: '198.51.100.1',
    dport: 80,
    packets: 4,
    bytes: 400,
    l7: 'http',
    decided: { packet: 4, bytes: 100 },
    ...change,
  };
}

/** Packets of one connection: positive lengths are the client's. */
function slices(lengths: readonly number[], seconds = MONDAY): readonly Slice[] {
  let total = 0;
  return lengths.map((signed, index) => {
    const bytes = Math.abs(signed);
    total += bytes;
    return { first: index + 1, fromClient: signed > 0, total, seconds, packets: 1, bytes };
  });
}

function preview(...flows: readonly (readonly [Partial<FlowReport>, readonly Slice[]])[]) {
  const counter = new PreviewCounter(PLAN, { utcOffset: 0 });
  for (const [change, of] of flows) counter.add(report(change), of);
  return counter.result();
}

test('packets before the verdict go where unset goes, the rest where the name goes', () => {
  const { rules, classes, total } = preview([{ l7: 'bittorrent' }, slices([60, -60, 40, 200, -300])]);
  assert.deepEqual(total, { flows: 1, packets: 5, bytes: 660, hosts: 1 });
  const [blocked, , , none] = rules;
  assert.deepEqual([blocked!.fate, blocked!.flows, blocked!.packets, blocked!.bytes], ['block', 1, 2, 500]);
  assert.deepEqual(blocked!.before, { flows: 1, packets: 3, bytes: 160 });
  assert.deepEqual([none!.packets, none!.bytes, none!.before], [3, 160, undefined]);
  assert.deepEqual(classes[1]!.up, { flows: 1, packets: 2, bytes: 100, hosts: 1 });
  assert.deepEqual(classes[1]!.down, { flows: 1, packets: 1, bytes: 60, hosts: 1 });
});

test('the time of the capture counts, and can be replaced', () => {
  const saturday = MONDAY + 5 * 86_400;
  const at = (seconds: number): number =>
    preview([{ l7: 'bittorrent' }, slices([60, 60, 60, 60], seconds)]).rules[0]!.packets;
  assert.equal(at(MONDAY), 1);
  assert.equal(at(saturday), 0);
  const counter = new PreviewCounter(PLAN, { utcOffset: 0, minute: 0 });
  counter.add(report({ l7: 'bittorrent' }), slices([60, 60, 60, 60]));
  assert.equal(counter.result().rules[0]!.packets, 0);
  assert.equal(minuteOfWeek(MONDAY, 0), 1440 + 600);
  assert.equal(minuteOfWeek(MONDAY, -660), 1440 - 60);
  assert.equal(minuteOfWeek(0, 0), 4 * 1440);
});

test('bytes and direction are those of the packet', () => {
  const { rules } = preview([{ l7: 'http' }, slices([60, -60, 60, -500, -400, 100])]);
  assert.deepEqual([rules[2]!.packets, rules[2]!.bytes], [1, 400]);
});

test('a connection from outside to a host inside: what the client sends comes down', () => {
  const { classes } = preview([{ src: '198.51.100.1', dst: '192.168.1.5' }, slices([60, 70, 80, 90, -10])]);
  assert.equal(classes[1]!.down.packets, 4);
  assert.equal(classes[1]!.up.packets, 1);
});

/** A preview of connections between two ends, under a policy with these links. */
function between(links: RawPolicy['links'], ...ends: readonly (readonly [string, string])[]) {
  const rules: RawPolicy['rules'] = [{ from: '192.168.0.0/16', block: 'drop' }];
  const plan = planOf({ ...(links === undefined ? {} : { links }), rules });
  const counter = new PreviewCounter(plan, { utcOffset: 0 });
  for (const [src, dst] of ends) counter.add(report({ src, dst }), slices([60, -60]));
  return { plan, preview: counter.result() };
}

test('connections between hosts of the lan links are left out, as the rules leave them', () => {
  const wan = { wan: 'eth0' };
  const lans = [
    { lan: 'eth1', hosts: ['192.168.0.0/16', 'fd00::/8'] },
    { lan: 'eth2', hosts: '10.0.0.0/8' },
  ];
  const ends = [
    ['192.168.1.5', '10.0.0.7'],
    ['192.168.1.5', '192.168.1.6'],
    ['fd00::1', 'fd00::2'],
    ['192.168.1.5', '172.16.0.1'],
    ['198.51.100.1', '192.168.1.5'],
  ] as const;
  const { plan, preview } = between([wan, ...lans], ...ends);
  assert.deepEqual(preview.between, { flows: 3, packets: 6, bytes: 360, hosts: 2 });
  assert.equal(preview.unclear, 0);
  assert.deepEqual(preview.total, { flows: 2, packets: 4, bytes: 240, hosts: 1 });
  assert.deepEqual([preview.rules[0]!.flows, preview.rules[1]!.flows], [1, 1]);
  const text = sectionsText(previewSections(plan, preview, 'monday.pcap'));
  assert.match(text, /Left out: 3 connections with 360 B between hosts of the lan links/);
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
});

test('where the plan does not say which hosts are inside, all is judged and what is unclear told', () => {
  const ends = [
    ['192.168.1.5', '10.0.0.7'],
    ['192.168.1.5', '198.51.100.1'],
  ] as const;
  const { plan, preview } = between([{ wan: 'eth0' }, { lan: 'eth1' }], ...ends);
  assert.deepEqual([preview.total.flows, preview.between.flows, preview.unclear], [2, 0, 1]);
  assert.equal(preview.rules[0]!.flows, 2);
  const text = sectionsText(previewSections(plan, preview, 'monday.pcap'));
  assert.match(text, /1 connection between private\s+addresses\.\s+Give the lan links "hosts"/);
  const free = between(undefined, ...ends).preview;
  assert.deepEqual([free.total.flows, free.between.flows, free.unclear], [2, 0, 0]);
});

test('a child has its name from its first packet, an unset connection never', () => {
  const child = preview([{ l7: 'sip', child: true }, slices([60])]);
  assert.equal(child.rules[1]!.packets, 1);
  const { decided: _, ...undecided } = report({ l7: 'unset' });
  const counter = new PreviewCounter(PLAN, { utcOffset: 0 });
  counter.add(undecided, slices([60, 60]));
  assert.equal(counter.result().rules.at(-1)!.packets, 2);
});

test('medians are of connections that the rule took in the end', () => {
  const { rules } = preview(
    [{ l7: 'sip', decided: { packet: 1, bytes: 1 } }, slices([60, 60])],
    [{ l7: 'sip', decided: { packet: 3, bytes: 1 } }, slices([50, 60, 60])],
    [{ l7: 'sip', decided: { packet: 5, bytes: 1 } }, slices([60, 60, 60, 60, 60])],
  );
  assert.deepEqual(rules[1]!.before, { flows: 3, packets: 2, bytes: 110 });
  assert.equal(rules[1]!.hosts, 1);
});

test('what is not known leaves rules open', () => {
  const facts: PacketFacts = {
    names: ['bittorrent'],
    transport: 'tcp',
    from: parseAddress('192.168.1.5')!,
    to: parseAddress('198.51.100.1')!,
    port: 6881,
    direction: undefined,
    minute: undefined,
    bytes: undefined,
  };
  const { rule, possible } = decide(PLAN, facts);
  assert.equal(rule, undefined);
  assert.deepEqual(
    possible.map(({ number }) => number),
    [1, 3],
  );
  assert.equal(decide(PLAN, { ...facts, minute: 1440 + 600 }).rule?.number, 1);
  assert.deepEqual(decide(PLAN, { ...facts, minute: 0, direction: 'up' }).possible, []);
});

test('a preview fits 80 columns, and is data as well', () => {
  const result = preview(
    [{ l7: 'bittorrent' }, slices([60, -60, 40, 200])],
    [{ app: 'zoom' }, slices([60, 60, 60, 60])],
  );
  const text = sectionsText(previewSections(PLAN, result, 'monday.pcap'));
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
  assert.match(text, /1 +bittorrent mon-f.+… +block \(drop\) +1 +200 B +1 +3 \/ 160 B/);
  const json = JSON.parse(JSON.stringify(previewJson(PLAN, result, 'monday.pcap')));
  assert.equal(json.rules[0].does, 'block (drop)');
  assert.equal(json.rules[1].flows, 1);
  assert.equal(json.rules.at(-1).number, null);
});

test('what is to be known of rules', () => {
  const plan = planOf({
    rules: [
      { protocol: 'ftp', block: 'drop' },
      { protocol: 'unset', block: 'drop' },
      { protocol: 'unknown', block: 'reject' },
      { allow: true },
      { protocol: 'http', allow: true },
    ],
  });
  const notes = ruleNotes(plan).map(({ rule, note }) => `${rule.number} ${note}`);
  assert.ok(notes.some((note) => /^1 .*those pass/.test(note)));
  assert.ok(notes.some((note) => /^1 ftp also means its data connections/.test(note)));
  assert.ok(notes.some((note) => /^2 .*stops all of them/.test(note)));
  assert.ok(notes.some((note) => /^3 unknown are also/.test(note)));
  assert.ok(notes.some((note) => /^5 never reached: rule 4/.test(note)));
});
