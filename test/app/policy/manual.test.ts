/** The example output of docs/policy.md is what the command prints: LAYER7_GOLDEN=write makes it anew. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROJECT_ROOT } from '../../../src/app/version.ts';
import { pcapFile } from '../../support/captures.ts';
import { ethernet, tcpConversation, udpConversation } from '../../support/packets.ts';
import { temporaryFolder } from '../support.ts';
import { run } from '../workbench/support.ts';

const MANUAL = join(PROJECT_ROOT, 'docs/policy.md');
const PREVIEW = /(```text\n)(What it would have done with monday\.pcap.*?)(```)/s;

/** Monday morning at a small office. */
function monday(): Uint8Array {
  const packets: Uint8Array[] = [];
  const block = 'x'.repeat(1400);
  for (let host = 1; host <= 5; host++) {
    const page = Array.from({ length: 20 * host }, () => ['server', block] as const);
    packets.push(
      ...tcpConversation(`192.168.1.${host}:4000`, '198.51.100.1:80', [['client', `GET /${block}`], ...page]),
    );
  }
  for (let peer = 1; peer <= 3; peer++) {
    packets.push(
      ...tcpConversation(`192.168.1.9:500${peer}`, `203.0.113.${peer}:6881`, [
        ['client', `\x13BitTorrent protocol${'\x01'.repeat(48)}`],
        ['server', `\x13BitTorrent protocol${'\x02'.repeat(48)}`],
        ...Array.from({ length: 30 }, () => ['client', block] as const),
      ]),
    );
  }
  const voice = Array.from(
    { length: 40 },
    (_, index) => [index % 2 === 0 ? 'client' : 'server', 'v'.repeat(160)] as const,
  );
  packets.push(
    ...udpConversation('192.168.1.4:5060', '198.51.100.5:5060', [['client', 'INVITE sip:a'], ...voice]),
  );
  return pcapFile(packets.map((packet) => ({ data: ethernet(packet), seconds: 1_748_858_400 })));
}

test('the example of a preview', async () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder, name);
  mkdirSync(at('patterns'));
  const patterns = [
    ['http', 'web', '^get /'],
    ['bittorrent', 'p2p', '^\\x13bittorrent protocol'],
    ['sip', 'voip', '^invite sip:'],
  ] as const;
  for (const [name, group, expression] of patterns) {
    writeFileSync(
      at(`patterns/${name}.pat`),
      `# A test\n# Protocol groups: ${group}\n${name}\n${expression}\n`,
    );
  }
  const manual = readFileSync(MANUAL, 'utf8');
  writeFileSync(at('policy.yaml'), /```yaml\n(.*?)```/s.exec(manual)![1]!);
  writeFileSync(at('monday.pcap'), monday());
  const world = ['--l7dir', at('patterns'), '--run-dir', at('run'), '--kernel', 'any', '--at', 'mon 10:00'];
  // What is printed must not hang on the length of the folder's name.
  process.chdir(folder);
  const { status, out, err } = await run(
    'policy',
    'plan',
    'policy.yaml',
    '--capture',
    'monday.pcap',
    ...world,
  );
  assert.equal(status, 0, err);
  const printed = out.slice(out.indexOf('What it would'));
  if (process.env.LAYER7_GOLDEN === 'write') {
    writeFileSync(
      MANUAL,
      manual.replace(PREVIEW, (_, open, __, close) => `${open}${printed}${close}`),
    );
  }
  assert.equal(PREVIEW.exec(readFileSync(MANUAL, 'utf8'))?.[2], printed);
});
