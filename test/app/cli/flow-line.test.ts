import assert from 'node:assert/strict';
import { it } from 'node:test';
import { flowLine } from '../../../src/app/cli/flow-line.ts';
import type { FlowReport } from '../../../src/core/classify/flow-report.ts';

const PLAIN: FlowReport = {
  proto: 'udp',
  src: 'fe80::1',
  sport: 53,
  dst: '2001:db8::2',
  dport: 65535,
  packets: 3,
  bytes: 2 ** 40,
  l7: 'unset',
};

it('a line is what JSON.stringify gives, with every field there or absent', () => {
  const reports: FlowReport[] = [
    PLAIN,
    { ...PLAIN, l7: 'dns', decided: { packet: 1, bytes: 40 } },
    { ...PLAIN, l7: 'tls', app: 'youtube', host: 'a"b\\\u0001.example', decided: { packet: 4, bytes: 517 } },
    { ...PLAIN, l7: 'quic', host: 'cover.example', ech: true, ja4: 'q13d0310h3_55b375c5d22e_cd85d2d88918' },
    { ...PLAIN, l7: 'ftp', child: true },
  ];
  for (const report of reports) {
    const capture = 'a "b".pcap';
    assert.equal(flowLine(JSON.stringify(capture), report), `${JSON.stringify({ capture, ...report })}\n`);
  }
});
