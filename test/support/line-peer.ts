/**
 * Traffic for a slow line, started in a namespace as `node line-peer.ts TASK ARGUMENTS`: peers that exchange
 * pieces as BitTorrent does, and calls, whose sound is a stream of RTP that comes back at once. Prints one
 * line of JSON when it is done.
 */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

type Task = (...args: string[]) => Promise<unknown>;

const TASKS: Readonly<Record<string, Task>> = { serve, leech, call };

/** BEP 3: the length of the name, the name, eight reserved bytes, the torrent, the peer. */
const HANDSHAKE = Buffer.concat([
  Buffer.from('\x13BitTorrent protocol', 'latin1'),
  Buffer.alloc(8),
  Buffer.alloc(20, 'torrent'),
  Buffer.from('-L70001-123456789012'),
]);
/** A message `piece` of 16 KB. */
const PIECE = Buffer.concat([Buffer.from('000040090700000000', 'hex'), Buffer.alloc(16_393 - 9, 0xa5)]);

/** Seeds on a TCP port, and answers calls on a UDP port. */
async function serve(seedPort: string, callPort: string): Promise<unknown> {
  const seed = createServer((socket: Socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(HANDSHAKE);
      const fill = (): void => {
        while (socket.writable && socket.write(PIECE));
      };
      socket.on('drain', fill);
      fill();
    });
  });
  seed.listen(Number(seedPort), '::');
  const phone = createSocket({ type: 'udp6', ipv6Only: false });
  phone.on('message', (message, from) => phone.send(message, from.port, from.address, () => {}));
  phone.bind(Number(callPort), '::');
  await once(seed, 'close');
  return {};
}

/** Downloads over some connections for some seconds; with a rate of 0 connections it only waits. */
async function leech(host: string, port: string, connections: string, seconds: string): Promise<unknown> {
  let bytes = 0;
  const sockets = Array.from({ length: Number(connections) }, () => {
    const socket = connect(Number(port), host, () => socket.write(HANDSHAKE));
    socket.on('data', (data) => {
      bytes += data.length;
    });
    socket.on('error', () => {});
    return socket;
  });
  await sleep(Number(seconds) * 1000);
  for (const socket of sockets) socket.destroy();
  return { bytes };
}

const PACKETS_A_SECOND = 50;
/** G.711: 20 ms of sound. */
const SOUND = 160;
const HEADER = 12;

/**
 * A call of some seconds: RTP in both directions (RFC 3550, payload type 0), and how long each packet was
 * on its way there and back, in milliseconds. Those of the first second do not count: it has no name yet.
 */
async function call(host: string, port: string, seconds: string): Promise<unknown> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.bind();
  await once(socket, 'listening');
  const count = Number(seconds) * PACKETS_A_SECOND;
  const sentAt = new Float64Array(count);
  const times: number[] = [];
  socket.on('message', (message) => {
    const number = message.readUInt16BE(2);
    if (number >= PACKETS_A_SECOND) times.push(performance.now() - sentAt[number]!);
  });
  const packet = Buffer.alloc(HEADER + SOUND, 0xd5);
  packet.writeUInt16BE(0x8000, 0);
  packet.writeUInt32BE(0x1b2c3d4e, 8);
  const start = performance.now();
  for (let number = 0; number < count; number++) {
    packet.writeUInt16BE(number, 2);
    packet.writeUInt32BE(number * SOUND, 4);
    sentAt[number] = performance.now();
    socket.send(Buffer.from(packet), Number(port), host);
    const next = start + ((number + 1) * 1000) / PACKETS_A_SECOND;
    await sleep(Math.max(0, next - performance.now()));
  }
  await sleep(1000);
  socket.close();
  times.sort((a, b) => a - b);
  const at = (part: number): number => times[Math.floor(part * (times.length - 1))] ?? Number.NaN;
  return {
    sent: count - PACKETS_A_SECOND,
    answered: times.length,
    median: at(0.5),
    p95: at(0.95),
    most: at(1),
  };
}

const [task = '', ...rest] = process.argv.slice(2);
const run = TASKS[task];
if (run === undefined) throw new Error(`no task ${task}`);
console.log(JSON.stringify(await run(...rest)));
process.exit(0);
