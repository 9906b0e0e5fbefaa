import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { prepareApplications } from '../../../../src/app/library/applications.ts';
import { prepareLibrary } from '../../../../src/app/library/prepare.ts';
import type { FlowReport } from '../../../../src/core/classify/flow-report.ts';
import type { Program } from '../../../../src/core/classify/program.ts';
import { type ReplayOptions, replay } from '../../../../src/linux/planes/replay.ts';
import { pcapFile } from '../../../support/captures.ts';
import { ethernet, fragmentIpv4, tcpConversation, udpPacket } from '../../../support/packets.ts';
import { sharedCaptures, sharedPath, WITHOUT_SHARED } from '../../../support/shared.ts';

const scratch = mkdtempSync(join(tmpdir(), 'layer7-threads-'));
after(() => rmSync(scratch, { recursive: true }));

const cache = join(scratch, 'cache');
const SIGNATURES = prepareLibrary({ folder: undefined, order: undefined, variant: 'kernel' }, cache).program;
const { applications } = prepareApplications(cache, true);

/** Everything that a replay says, the flows that were pushed out first. */
function told(path: string, program: Program, threads: 1 | 2, options: Partial<ReplayOptions> = {}) {
  const flows: FlowReport[] = [];
  const result = replay(path, program, { ...options, threads, onFlow: (flow) => flows.push(flow) });
  flows.push(...result.flows);
  return { flows, reason: result.reason, counters: result.counters };
}

function sameWithBoth(
  path: string,
  program: Program,
  options: Partial<ReplayOptions> = {},
): readonly FlowReport[] {
  const one = told(path, program, 1, options);
  assert.deepEqual(told(path, program, 2, options), one);
  return one.flows;
}

function capture(name: string, packets: readonly Uint8Array[]): string {
  const path = join(scratch, name);
  writeFileSync(path, pcapFile(packets.map((packet) => ({ data: ethernet(packet) }))));
  return path;
}

const request = (host: string): string => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

/** `count` connections, each with a name, with children and datagrams in fragments among them. */
function traffic(count: number): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let i = 0; i < count; i += 1) {
    const client = `10.1.${i >> 8}.${i & 0xff}`;
    packets.push(
      ...tcpConversation(`${client}:4000`, '10.0.0.2:80', [['client', request('www.youtube.com')]]),
      ...tcpConversation(`${client}:4001`, '10.0.0.2:21', [
        ['server', '220 FTP server ready\r\n'],
        ['client', 'USER anonymous\r\n'],
        ['server', '331 password\r\n'],
        ['client', 'PASV\r\n'],
        ['server', '227 Entering Passive Mode (10,0,0,2,200,10).\r\n'],
      ]),
      ...tcpConversation(`${client}:4002`, '10.0.0.2:51210', [['server', 'the file']]),
      ...fragmentIpv4(
        udpPacket(`${client}:5000`, '10.0.0.3:5060', `OPTIONS sip:a@b SIP/2.0\r\n${'x'.repeat(3000)}`),
        1400,
        i,
      ),
    );
  }
  return packets;
}

describe('a replay with two threads', () => {
  it('says what one with a single thread says', () => {
    const path = capture('mixed.pcap', traffic(300));
    const flows = sameWithBoth(path, SIGNATURES, { ...(applications && { applications }) });
    assert.equal(flows.length, 1200);
    assert.deepEqual(
      flows.slice(0, 4).map(({ l7, app, child }) => [l7, app, child]),
      [
        ['http', 'youtube', undefined],
        ['ftp', undefined, undefined],
        ['ftp', undefined, true],
        ['sip', undefined, undefined],
      ],
    );
  });

  it('tells flows that a full table pushed out in the same order', () => {
    const path = capture('crowded.pcap', traffic(2500));
    const flows = sameWithBoth(path, SIGNATURES, { maxFlows: 64, applications });
    assert.ok(flows.length >= 10_000);
    // Without children, flows are divided between the threads.
    sameWithBoth(path, SIGNATURES, { maxFlows: 64, applications, children: false });
  });

  it('takes a record that is longer than a window', () => {
    const long = udpPacket('10.0.0.1:1', '10.0.0.2:2', 'x');
    const frame = new Uint8Array(900_000);
    frame.set(ethernet(long));
    const path = join(scratch, 'long.pcap');
    const request = ethernet(udpPacket('10.0.0.1:5060', '10.0.0.2:5060', 'OPTIONS sip:a@b SIP/2.0\r\n\r\n'));
    writeFileSync(path, pcapFile([{ data: frame }, { data: request }, { data: frame }, { data: frame }]));
    assert.deepEqual(
      sameWithBoth(path, SIGNATURES).map(({ l7, packets }) => [l7, packets]),
      [
        ['unset', 3],
        ['sip', 1],
      ],
    );
  });

  it('says what is wrong with a file', () => {
    for (const threads of [1, 2] as const) {
      assert.throws(() => told(join(scratch, 'absent.pcap'), SIGNATURES, threads), {
        code: 'CAPTURE_UNREADABLE',
      });
    }
    const path = join(scratch, 'cut.pcap');
    const whole = pcapFile(traffic(2).map((packet) => ({ data: ethernet(packet) })));
    writeFileSync(path, whole.subarray(0, whole.length - 5));
    sameWithBoth(path, SIGNATURES);
    writeFileSync(path, '');
    sameWithBoth(path, SIGNATURES);
  });

  it('fails when the other thread fails', () => {
    const path = capture('failing.pcap', traffic(2000));
    const broken = { ...SIGNATURES, tables: { ...SIGNATURES.tables, rows: undefined as never } };
    assert.throws(() => told(path, broken, 2), /the thread that inspects packets has failed: TypeError/);
  });

  it('agrees on captures of the shared data', { skip: WITHOUT_SHARED }, () => {
    const patterns = prepareLibrary(
      { folder: sharedPath('oracle/l7-protocols'), order: undefined, variant: 'kernel' },
      undefined,
    ).program;
    for (const path of sharedCaptures().filter((_, index) => index % 15 === 0)) {
      sameWithBoth(path, SIGNATURES, { applications });
      sameWithBoth(path, patterns, { children: false, reassemble: false });
    }
  });
});
