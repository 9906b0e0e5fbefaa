/**
 * Traffic that no ordinary client makes, for the live tests: started in a namespace as
 * `node lab-peer.ts TASK ARGUMENTS`. Prints one line of JSON when it is done, or `ready` when it serves.
 */

import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

type Task = (...args: string[]) => Promise<unknown>;

const TASKS: Readonly<Record<string, Task>> = {
  flood,
  bursts,
  collect,
  datagrams,
  'answer-lines': answerLines,
  greet,
  'wait-for-greeting': waitForGreeting,
  'talk-and-reset': talkAndReset,
  'late-ftp-server': lateFtpServer,
  'late-ftp-client': lateFtpClient,
};

/** A DNS query for a.example, type A (RFC 1035 section 4.1). */
const DNS_QUERY = Buffer.concat([
  Buffer.from('123401000001000000000000', 'hex'),
  Buffer.from('\x01a\x07example\0', 'latin1'),
  Buffer.from('00010001', 'hex'),
]);

/**
 * One-packet UDP flows: `count` datagrams, each to another address or port of 198.18.0.0/15 (RFC 2544).
 * `payload` is hexadecimal.
 */
async function flood(count: string, payload: string): Promise<unknown> {
  const socket = await bound();
  const data = Buffer.from(payload, 'hex');
  let failed = 0;
  for (let sent = 0; sent < Number(count); ) {
    const batch: Promise<void>[] = [];
    for (let i = 0; i < 256 && sent < Number(count); i++, sent++) {
      const address = `198.18.${(sent >>> 15) & 255}.1`;
      batch.push(
        new Promise((resolve) =>
          socket.send(data, 1024 + (sent & 32767), address, (error) => {
            if (error !== null) failed += 1;
            resolve();
          }),
        ),
      );
    }
    await Promise.all(batch);
  }
  socket.close();
  return { sent: Number(count), failed };
}

/** `flows` sockets, each of which sends `each` DNS queries to one port without waiting for anything. */
async function bursts(host: string, port: string, flows: string, each: string): Promise<unknown> {
  const family = host.includes(':') ? 'udp6' : 'udp4';
  const sockets = await Promise.all(Array.from({ length: Number(flows) }, () => bound(family)));
  for (const socket of sockets) {
    for (let i = 0; i < Number(each); i++) socket.send(DNS_QUERY, Number(port), host);
  }
  await sleep(500);
  for (const socket of sockets) socket.close();
  return { flows: sockets.length };
}

/** `count` datagrams of text from one local port to one remote port. */
async function datagrams(host: string, port: string, local: string, count: string): Promise<unknown> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.bind(Number(local));
  await once(socket, 'listening');
  for (let i = 0; i < Number(count); i++) {
    socket.send(`datagram ${i}`, Number(port), host);
    await sleep(10);
  }
  socket.close();
  return { sent: Number(count) };
}

/** Swallows datagrams on a port. */
async function collect(port: string): Promise<unknown> {
  const socket = createSocket('udp6');
  socket.bind(Number(port));
  await once(socket, 'listening');
  console.log('ready');
  await once(socket, 'close');
  return {};
}

async function bound(family: 'udp4' | 'udp6' = 'udp4'): Promise<UdpSocket> {
  const socket = createSocket(family);
  socket.bind(0);
  await once(socket, 'listening');
  return socket;
}

/** A server that says `ok` to whatever it hears. */
async function answerLines(port: string): Promise<unknown> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.write('ok\r\n'));
  });
  server.listen({ port: Number(port), host: '::' });
  await once(server, 'listening');
  console.log('ready');
  await once(server, 'close');
  return {};
}

/** A mail server that greets whoever connects, and prints how a connection fails. */
async function greet(port: string): Promise<unknown> {
  const server = createServer((socket) => {
    socket.on('error', (error: NodeJS.ErrnoException) => console.log(error.code));
    socket.write('220 mail.example ESMTP\r\n');
  });
  server.listen({ port: Number(port), host: '::' });
  await once(server, 'listening');
  console.log('ready');
  await once(server, 'close');
  return {};
}

/** A client that waits for a greeting, and then speaks without it: what it met while it waited, and after. */
async function waitForGreeting(host: string, port: string, milliseconds: string): Promise<unknown> {
  const socket = connect({ host, port: Number(port) });
  let met = 'nothing';
  socket.on('data', () => {
    met = 'greeting';
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    met = error.code ?? error.message;
  });
  await once(socket, 'connect');
  await sleep(Number(milliseconds));
  const waiting = met;
  socket.write('NOOP\r\n');
  await sleep(Number(milliseconds));
  socket.destroy();
  return { waiting, speaking: met };
}

/**
 * Connections one after the other from one and the same local port: each says its line, hears an answer,
 * and ends with a reset, so that the port is free at once.
 */
async function talkAndReset(host: string, port: string, local: string, ...lines: string[]): Promise<unknown> {
  let answered = 0;
  for (const line of lines) {
    const socket = connect({ host, port: Number(port), localPort: Number(local) });
    await once(socket, 'connect');
    socket.write(JSON.parse(`"${line}"`) as string);
    await once(socket, 'data');
    answered += 1;
    socket.resetAndDestroy();
    await once(socket, 'close');
  }
  return { answered };
}

/**
 * The control connection of an FTP server on port 21 that names itself only when the data connection has
 * long begun: `PASV` opens one, `STAT` is answered with the text that the test's pattern looks for, `QUIT`
 * ends both.
 */
async function lateFtpServer(address: string): Promise<unknown> {
  const server = createServer(async (control) => {
    control.on('error', () => {});
    control.write('220 welcome\r\n');
    const data = createServer((socket) => {
      socket.on('error', () => {});
      socket.write(Buffer.alloc(4096, 'before '));
      control.once('finish', () => socket.end(Buffer.alloc(4096, 'after ')));
    });
    for await (const command of lines(control)) {
      if (command === 'PASV') {
        data.listen(0, address);
        await once(data, 'listening');
        const { port } = data.address() as { port: number };
        const host = address.replaceAll('.', ',');
        control.write(`227 Entering Passive Mode (${host},${port >>> 8},${port & 255}).\r\n`);
      } else if (command === 'STAT') control.write('211 the name is known now\r\n');
      else control.end('221 bye\r\n');
    }
    data.close();
  });
  server.listen({ port: 21, host: address });
  await once(server, 'listening');
  console.log('ready');
  await once(server, 'close');
  return {};
}

/** Its client: opens the data connection, hears its beginning, only then asks for `STAT`. */
async function lateFtpClient(address: string, port = '21'): Promise<unknown> {
  const control = connect({ host: address, port: Number(port) });
  const replies = lines(control);
  await replies.next();
  control.write('PASV\r\n');
  const passive = String((await replies.next()).value);
  const [, high, low] = /,(\d+),(\d+)\)/.exec(passive)!;
  const data = connect({ host: address, port: Number(high) * 256 + Number(low) });
  let received = 0;
  data.on('data', (chunk) => {
    received += chunk.length;
  });
  while (received < 4096) await sleep(20);
  control.write('STAT\r\n');
  await replies.next();
  // The daemon learns of the child through conntrack events: give it a moment.
  await sleep(300);
  control.write('QUIT\r\n');
  await once(data, 'close');
  return { received };
}

async function* lines(socket: Socket): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of socket) {
    const parts = (rest + String(chunk)).split('\r\n');
    rest = parts.pop()!;
    yield* parts;
  }
}

const [name = '', ...args] = process.argv.slice(2);
const task = TASKS[name];
if (task === undefined) throw new Error(`no task ${name}`);
console.log(JSON.stringify(await task(...args)));
