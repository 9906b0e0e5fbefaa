import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderStatus } from '../../../src/app/cli/commands/status.ts';
import type { ProtocolTraffic, StatusReport } from '../../../src/app/daemon/control-model.ts';
import { PROJECT_ROOT } from '../../../src/app/version.ts';

const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 };

/** `40.9 KB` → 40900 */
function bytesOf(text: string): number {
  const [number, unit] = text.split(' ');
  return Number(number) * UNITS[unit!]!;
}

/** A line of the table of protocols. */
function trafficOf(line: string): ProtocolTraffic {
  const [name, connections, live, packets, bytes] = line.split(/ {2,}/);
  return {
    name: name!,
    id: 0,
    live: { connections: Number(live), packets: Number(packets), bytes: bytesOf(bytes!) },
    ended: { connections: Number(connections) - Number(live), packets: 0, bytes: 0 },
  };
}

/** What a report must have been for these sentences to stand below its table. */
function reportOf(sentences: string, rows: readonly string[]): StatusReport {
  const parts =
    /^layer7 (\S+), process (\d+), since (\S+) (\d+) protocols from the shipped signatures, (\d+) applications; numpackets (\d+), maxdatalen (\d+) workers (\d+), restarts (\d+), (.*)$/.exec(
      sentences,
    );
  assert.ok(parts !== null, sentences);
  const [
    ,
    version,
    pid,
    since,
    protocols,
    applications,
    numpackets,
    maxdatalen,
    workers,
    restarts,
    counters,
  ] = parts;
  const counted = counters!.split(', ').map((counter): [string, number] => {
    const [, words, value] = /^([a-z ]+) (\d.*)$/.exec(counter)!;
    const name = words!.replace(/ ([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return [name, name === 'memory' ? bytesOf(value!) : Number(value)];
  });
  return {
    version: version!,
    pid: Number(pid),
    since: since!,
    protocols: Number(protocols),
    applicationNames: Number(applications),
    budget: { numpackets: Number(numpackets), maxdatalen: Number(maxdatalen) },
    accounting: true,
    health: { workers: Number(workers), restarts: Number(restarts), counters: Object.fromEntries(counted) },
    traffic: rows.map(trafficOf),
    applications: [],
    blocked: [],
  };
}

test('what the README shows of `status` has the form that `status` gives it', () => {
  const readme = readFileSync(join(PROJECT_ROOT, 'README.md'), 'utf8');
  const [, sample = ''] = /^\$ sudo \.\/layer7 status\n([\s\S]*?)^```$/m.exec(readme) ?? [];
  const [table = '', ending = ''] = sample.split('…\n\n');
  const rows = table.trimEnd().split('\n').slice(1);
  const report = reportOf(ending.trimEnd().replaceAll('\n', ' '), rows);
  assert.equal(renderStatus(report, undefined, false), `${table}\n${ending}`);
});
