/**
 * Two ends of small talk for the tests of the rule set. `serve ADDRESS…` answers every byte with one byte on
 * TCP and UDP ports 7000–7009 and plays an FTP server on port 21; the other words are clients, which end
 * when the talk has ended:
 *
 *     tcp ADDRESS PORT ROUNDS    that many bytes there and back, one at a time
 *     udp ADDRESS PORT ROUNDS
 *     connect ADDRESS PORT       no byte at all
 *     ftp ADDRESS                a control connection, and one data connection that it announces
 */

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, isIPv6, type Socket } from 'node:net';

const PORTS = Array.from({ length: 10 }, (_, index) => 7000 + index);

async function serve(addresses: readonly string[]): Promise<void> {
  const ready: Promise<unknown>[] = [];
  for (const address of addresses) {
    for (const port of PORTS) {
      const tcp = createServer((socket) => {
        socket.on('data', (data) => socket.write(data));
        socket.on('error', () => {});
      });
      const udp = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
      udp.on('message', (data, from) => udp.send(data, from.port, from.address));
      tcp.listen(port, address);
      udp.bind(port, address);
      ready.push(once(tcp, 'listening'), once(udp, 'listening'));
    }
    const ftp = createServer((socket) => control(socket, address));
    ftp.listen(21, address);
    ready.push(once(ftp, 'listening'));
  }
  await Promise.all(ready);
  console.log('ready');
}

function control(socket: Socket, address: string): void {
  socket.write('220 ready\r\n');
  socket.on('error', () => {});
  socket.on('data', async () => {
    const data = createServer((child) => {
      child.end('a listing\r\n');
      data.close();
    });
    data.listen(0, address);
    await once(data, 'listening');
    const { port } = data.address() as { port: number };
    const place = `${address.replaceAll('.', ',')},${port >> 8},${port & 255}`;
    const answer = isIPv6(address)
      ? `229 Entering Extended Passive Mode (|||${port}|)\r\n`
      : `227 Entering Passive Mode (${place}).\r\n`;
    socket.write(answer);
  });
}

async function tcp(address: string, port: number, rounds: number): Promise<void> {
  const socket = connect(port, address);
  socket.setNoDelay(true);
  await once(socket, 'connect');
  for (let round = 0; round < rounds; round += 1) {
    socket.write('x');
    await once(socket, 'data');
  }
  socket.end();
  await once(socket, 'close');
}

async function udp(address: string, port: number, rounds: number): Promise<void> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
  for (let round = 0; round < rounds; round += 1) {
    socket.send('x', port, address);
    await once(socket, 'message');
  }
  socket.close();
}

async function ftp(address: string): Promise<void> {
  const socket = connect(21, address);
  await once(socket, 'data');
  socket.write(isIPv6(address) ? 'EPSV\r\n' : 'PASV\r\n');
  const [answer] = (await once(socket, 'data')) as [Buffer];
  const numbers = answer.toString().match(/\d+/g)!.map(Number);
  const port = isIPv6(address) ? numbers[1]! : numbers[5]! * 256 + numbers[6]!;
  const child = connect(port, address);
  child.resume();
  await once(child, 'close');
  console.log(port);
  socket.end();
  await once(socket, 'close');
}

const [word, address = '', port = '0', rounds = '1'] = process.argv.slice(2);
if (word === 'serve') await serve(process.argv.slice(3));
else if (word === 'ftp') await ftp(address);
else if (word === 'udp') await udp(address, Number(port), Number(rounds));
else await tcp(address, Number(port), word === 'connect' ? 0 : Number(rounds));
