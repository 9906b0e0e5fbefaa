import assert from 'node:assert/strict';
import { it } from 'node:test';

import type { LiveFlow } from '../../../src/app/daemon/control-model.ts';
import { judge } from '../../../src/app/lab/verdicts.ts';

function flow(l7: string, dport: number, sport = 40_000, proto = 'tcp'): LiveFlow {
  return { proto, src: '192.0.2.2', sport, dst: '198.51.100.2', dport, packets: 5, bytes: 500, l7 };
}

it('takes connections on the expected port with the expected name', () => {
  const judgement = judge([{ transport: 'tcp', port: 80, protocol: 'http' }], [flow('http', 80)]);
  assert.deepEqual(judgement, { right: true, seen: { http: 1 }, faults: [] });
});

it('names the connection that got another name', () => {
  const judgement = judge([{ transport: 'tcp', port: 80, protocol: 'http' }], [flow('unknown', 80)]);
  assert.equal(judgement.right, false);
  assert.deepEqual(judgement.faults, ['tcp 192.0.2.2 40000 198.51.100.2 80 is unknown, not http']);
});

it('says how many connections are missing', () => {
  const expected = [{ transport: 'tcp', port: 1883, protocol: 'mqtt', connections: 2 }] as const;
  assert.deepEqual(judge(expected, [flow('mqtt', 1883)]).faults, [
    '1 of 2 connections seen on tcp 1883 (mqtt)',
  ]);
});

it('gives ports agreed on at run time to the expectation without a port', () => {
  const expected = [
    { transport: 'tcp', port: 21, protocol: 'ftp' },
    { transport: 'tcp', protocol: 'ftp' },
  ] as const;
  assert.equal(judge(expected, [flow('ftp', 21), flow('ftp', 51_234)]).right, true);
  assert.equal(judge(expected, [flow('ftp', 21), flow('unset', 51_234)]).right, false);
  assert.equal(judge(expected, [flow('ftp', 21)]).right, false);
});

it('leaves other transports alone', () => {
  const judgement = judge(
    [{ transport: 'udp', port: 53, protocol: 'dns' }],
    [flow('dns', 53, 1, 'udp'), flow('http', 80)],
  );
  assert.deepEqual(judgement, { right: true, seen: { dns: 1 }, faults: [] });
});
