/**
 * A small world for the workbench: a folder of patterns with the usual mistakes in it, a changed copy of it,
 * two captures, a RouterOS export. The tests of the commands and the examples of the manual both run in it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pcapFile } from './captures.ts';
import { ethernet, tcpConversation, udpConversation } from './packets.ts';

/** Name → comment, expression. */
const PATTERNS: Readonly<Record<string, readonly [title: string, expression: string]>> = {
  tock: ['Tock - machines in the house', '^tock[\\x01\\x02]'],
  'tock-admin': ['Tock, its administration', '^tock\\x02admin'],
  greet: ['Greetings', '^(hello|hell|good day)[ -~]*\\x0d\\x0a'],
  sensor: ['Sensors on the roof', '^\\xa5.[\\x01-\\x20]'],
  serial: ['Serial numbers', '^id[0-9]{4}\\x2eend'],
  status: ['Status lines', '^\\xa5\\x00ok'],
};

const EXPORT = `# nov/21/2026 10:00:00 by RouterOS 7.16
/ip firewall layer7-protocol
add comment="Streams" name="video site" regexp="^.+(video.example.com).*\\$"
add name=tock regexp="^tock[\\\\x01\\\\x02]"
add name=torn regexp="^(\\\\x13tor|\\
    rent"
/ip firewall filter
add action=drop chain=forward layer7-protocol=tock
`;

function patternFile(name: string, title: string, expression: string): string {
  return `# ${title}\n# Pattern attributes: good fast\n# Protocol groups: demo\n${name}\n${expression}\n`;
}

function tock(port: number, version: number, request: string): Uint8Array[] {
  return tcpConversation(`10.0.0.1:${port}`, '10.0.0.9:7070', [
    ['client', `TOCK${String.fromCharCode(version)}${request}`],
    ['server', '+tock ready\r\n'],
  ]);
}

/** Writes the demo into `folder`, which must be there. */
export function writeWorkbenchDemo(folder: string): void {
  for (const name of ['patterns', 'changed', 'captures']) mkdirSync(join(folder, name), { recursive: true });
  for (const [name, [title, expression]] of Object.entries(PATTERNS)) {
    writeFileSync(join(folder, 'patterns', `${name}.pat`), patternFile(name, title, expression), 'latin1');
    if (name === 'tock-admin') continue;
    const changed = name === 'greet' ? '^(hello|good day) [a-z]+' : expression;
    writeFileSync(join(folder, 'changed', `${name}.pat`), patternFile(name, title, changed), 'latin1');
  }
  writeFileSync(join(folder, 'broken.pat'), patternFile('broken', 'A pattern that is broken', '^(abc'));
  writeFileSync(join(folder, 'router.rsc'), EXPORT);
  const house = [
    ...tock(4001, 1, 'lamp on'),
    ...tock(4002, 2, 'admin: list'),
    ...tock(4003, 1, 'lamp off'),
    ...tcpConversation('10.0.0.2:4004', '10.0.0.9:7000', [
      ['client', 'Hello out there\r\n'],
      ['server', 'and hello to you\r\n'],
    ]),
    ...tcpConversation('10.0.0.2:4005', '10.0.0.9:7071', [['client', 'TOCX\x01lamp on']]),
    ...udpConversation('10.0.0.3:4006', '10.0.0.9:900', [['client', '\xa5\x42\x07 22.5 degrees']]),
  ];
  const knocks = [1, 2, 3].flatMap((number) =>
    udpConversation(`10.0.0.${number}:500${number}`, '10.0.0.9:6000', [
      ['client', `KNOCK\x00${String.fromCharCode(number)}${'k'.repeat(number * 3)}`],
      ['server', '\x06'],
    ]),
  );
  const seconds = (packets: readonly Uint8Array[]): Uint8Array =>
    pcapFile(packets.map((packet, index) => ({ data: ethernet(packet), seconds: 1_700_000_000 + index })));
  writeFileSync(join(folder, 'captures', 'house.pcap'), seconds(house));
  writeFileSync(join(folder, 'captures', 'knocks.pcap'), seconds(knocks));
  writeFileSync(join(folder, 'empty.pcap'), seconds([]));
}
