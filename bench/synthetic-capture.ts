/**
 * A capture file of any size for benchmarks: interleaved TCP connections, some of which have a name (HTTP,
 * SSH, a TLS hello), some of which have none (random bytes), and UDP with DNS questions. Deterministic: the
 * same numbers give the same file.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { pcapFile } from '../test/support/captures.ts';
import { ethernet, tcpConversation, udpConversation } from '../test/support/packets.ts';

export interface CaptureSize {
  readonly flows: number;
  /** Turns of data after the handshake of a TCP connection. */
  readonly turns: number;
}

/** Flows whose packets are interleaved with each other. */
const AT_ONCE = 64;

/** Bytes of a pcap file's header, which only the first piece keeps. */
const FILE_HEADER = 24;

/** Writes the capture; returns how many packets it has. */
export function writeSyntheticCapture(path: string, { flows, turns }: CaptureSize): number {
  const file = openSync(path, 'w');
  let packets = 0;
  let random = 12345;
  const byte = (): number => {
    random = (Math.imul(random, 1103515245) + 12345) >>> 0;
    return random >>> 24;
  };
  try {
    for (let first = 0; first < flows; first += AT_ONCE) {
      const batch = Array.from({ length: Math.min(AT_ONCE, flows - first) }, (_, i) =>
        conversation(first + i, turns, byte),
      );
      const longest = Math.max(...batch.map((one) => one.length));
      const mixed: Uint8Array[] = [];
      for (let turn = 0; turn < longest; turn++) {
        for (const one of batch) if (turn < one.length) mixed.push(ethernet(one[turn]));
      }
      const bytes = pcapFile(mixed);
      writeSync(file, first === 0 ? bytes : bytes.subarray(FILE_HEADER));
      packets += mixed.length;
    }
  } finally {
    closeSync(file);
  }
  return packets;
}

function conversation(number: number, turns: number, byte: () => number): Uint8Array[] {
  const client = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}:${20000 + (number % 40000)}`;
  if (number % 5 === 4) {
    const question = `\x12\x34\x01\0\0\x01\0\0\0\0\0\0\x07example\x03org\0\0\x01\0\x01`;
    return udpConversation(client, '192.0.2.53:53', [['client', question]]);
  }
  const noise = (length: number): Uint8Array => Uint8Array.from({ length }, byte);
  const opening = OPENINGS[number % 5] ?? noise(400);
  return tcpConversation(client, '192.0.2.80:8080', [
    ['client', opening],
    ...Array.from({ length: turns - 1 }, (_, i) => [i % 2 === 0 ? 'server' : 'client', noise(600)] as const),
  ]);
}

const OPENINGS = [
  'GET /index.html HTTP/1.1\r\nHost: www.example.org\r\nUser-Agent: bench\r\n\r\n',
  'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n',
  `\x16\x03\x01\0\x2f\x01\0\0\x2b\x03\x03${'r'.repeat(32)}\0\0\x04\x13\x01\x13\x02\x01\0`,
];
