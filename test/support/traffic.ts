/**
 * Traffic for tests on a live kernel, run as a program of its own inside a namespace.
 *
 * ```
 * traffic.ts serve PORT                     TCP and UDP on all addresses; prints `ready`
 * traffic.ts fetch HOST PORT COUNT WIDTH    COUNT short HTTP connections, WIDTH at a time; prints a line of JSON
 * traffic.ts flood HOST COUNT [TEXT]        COUNT datagrams, each a flow of its own
 * traffic.ts burst HOST PORT TEXT…          datagrams of one flow at once; with `-` a pause between two of them
 * traffic.ts ftp HOST                       logs in and opens a passive data connection; prints `open` and
 *                                           keeps both until standard input ends
 * ```
 * The server answers each HTTP request, sends each datagram back, and on port 21 speaks as much FTP as
 * conntrack's helper needs to see.
 */
import { createSocket, type Socket } from 'node:dgram';
import { type AddressInfo, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What `fetch` prints. */
export interface FetchResult {
  readonly ok: number;
  readonly failed: number;
  /** Milliseconds that the slowest connection took. */
  readonly slowest: number;
}

const BODY = 'hello\n';
const RESPONSE = `HTTP/1.0 200 OK\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`;

function serve(port: number): void {
  const tcp = createServer((socket) => {
    let request = '';
    socket.on('error', () => {});
    socket.on('data', (data) => {
      request += data.toString('latin1');
      if (request.includes('\r\n\r\n')) socket.end(RESPONSE);
    });
  });
  const udp = createSocket({ type: 'udp6' });
  udp.on('message', (message, from) => udp.send(message, from.port, from.address));
  udp.bind(port, () => tcp.listen({ port, backlog: 4096 }, () => console.log('ready')));
}

/** EPSV (RFC 2428) announces the port of the data connection to come. */
function serveFtp(): void {
  createServer((control) => {
    const data = createServer((socket) => socket.on('error', () => {}).write('data'));
    control.on('error', () => {}).on('close', () => data.close());
    control.write('220 FTP server ready\r\n');
    control.on('data', () =>
      data.listen(0, () => {
        const { port } = data.address() as AddressInfo;
        control.write(`229 Entering Extended Passive Mode (|||${port}|)\r\n`);
      }),
    );
  }).listen(21);
}

function fetchFtp(host: string): void {
  const control = connect(21, host);
  control.on('data', (text) => {
    const port = /\|\|\|(\d+)\|/.exec(text.toString('latin1'))?.[1];
    if (port === undefined) control.write('EPSV\r\n');
    else connect(Number(port), host).on('data', () => console.log('open'));
  });
  process.stdin.on('end', () => process.exit(0)).resume();
}

function fetchOnce(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, host, () => socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`));
    socket.setTimeout(15_000, () => socket.destroy());
    socket.on('error', () => {});
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.on('close', () => resolve(answer === RESPONSE));
  });
}

async function fetchMany(host: string, port: number, count: number, width: number): Promise<FetchResult> {
  let started = 0;
  let ok = 0;
  let slowest = 0;
  const one = async (): Promise<void> => {
    while (started < count) {
      started++;
      const begin = performance.now();
      if (await fetchOnce(host, port)) ok++;
      slowest = Math.max(slowest, performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: width }, one));
  return { ok, failed: count - ok, slowest: Math.round(slowest) };
}

function sendOne(socket: Socket, text: string, port: number, host: string): Promise<void> {
  return new Promise((resolve) => socket.send(text, port, host, () => resolve()));
}

/** Different destination ports make different flows. */
async function flood(host: string, count: number, text: string): Promise<void> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('error', () => {});
  for (let i = 0; i < count; i++) {
    await sendOne(socket, text, 10_000 + (i % 50_000), host);
    if (i % 500 === 499) await sleep(5);
  }
  socket.close();
}

async function burst(host: string, port: number, texts: readonly string[]): Promise<void> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  await new Promise<void>((resolve) => socket.bind(0, resolve));
  for (const text of texts) {
    if (text === '-') await sleep(300);
    else socket.send(text, port, host);
  }
  await sleep(300);
  socket.close();
}

const [mode, ...rest] = process.argv.slice(2);
if (mode === 'serve') {
  serveFtp();
  serve(Number(rest[0]));
}
if (mode === 'ftp') fetchFtp(rest[0]);
if (mode === 'fetch') {
  const [host, port, count, width] = rest;
  console.log(JSON.stringify(await fetchMany(host, Number(port), Number(count), Number(width))));
}
if (mode === 'flood') await flood(rest[0], Number(rest[1]), rest[2] ?? 'x');
if (mode === 'burst') await burst(rest[0], Number(rest[1]), rest.slice(2));
