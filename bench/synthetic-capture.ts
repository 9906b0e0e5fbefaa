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

/** Flows that are made packet by packet; more are these again with clients of other addresses. */
const PIECE_FLOWS = 1000;

/** Bytes of a pcap file's header, of a record's, and where in an Ethernet record the source address stands. */
const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const SOURCE_ADDRESS = RECORD_HEADER + 14 + 12;

/** A capture of up to PIECE_FLOWS flows, which can be played again as the traffic of other clients. */
export interface CapturePiece {
  readonly bytes: Uint8Array;
  readonly packets: number;
  /** Offsets of the client's address, by packet. */
  readonly clients: Uint32Array;
}

export function capturePiece({ flows, turns }: CaptureSize): CapturePiece {
  let random = 12345;
  const byte = (): number => {
    random = (Math.imul(random, 1103515245) + 12345) >>> 0;
    return random >>> 24;
  };
  const frames: Uint8Array[] = [];
  for (let first = 0; first < flows; first += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, flows - first) }, (_, i) =>
      conversation(first + i, turns, byte),
    );
    const longest = Math.max(...batch.map((one) => one.length));
    for (let turn = 0; turn < longest; turn++) {
      for (const one of batch) if (turn < one.length) frames.push(ethernet(one[turn]));
    }
  }
  const bytes = new Uint8Array(pcapFile(frames));
  const clients = new Uint32Array(frames.length);
  let record = FILE_HEADER;
  for (const [i, frame] of frames.entries()) {
    const source = record + SOURCE_ADDRESS;
    clients[i] = bytes[source] === 10 ? source : source + 4;
    record += RECORD_HEADER + frame.length;
  }
  return { bytes, packets: frames.length, clients };
}

/** Gives the clients of a piece the addresses of a round, of 1,024 that there are. Checksums stay as they were. */
export function readdress({ bytes, clients }: CapturePiece, round: number): void {
  for (let i = 0; i < clients.length; i++) {
    bytes[clients[i] + 1] = round & 0xff;
    bytes[clients[i] + 2] = ((round >> 8) << 2) | (bytes[clients[i] + 2] & 3);
  }
}

/** Writes the capture; returns how many packets it has. */
export function writeSyntheticCapture(path: string, { flows, turns }: CaptureSize): number {
  const file = openSync(path, 'w');
  let packets = 0;
  let piece = capturePiece({ flows: Math.min(flows, PIECE_FLOWS), turns });
  try {
    for (let round = 0; round * PIECE_FLOWS < flows; round++) {
      const left = flows - round * PIECE_FLOWS;
      if (round > 0 && left < PIECE_FLOWS) piece = capturePiece({ flows: left, turns });
      readdress(piece, round);
      writeSync(file, round === 0 ? piece.bytes : piece.bytes.subarray(FILE_HEADER));
      packets += piece.packets;
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
