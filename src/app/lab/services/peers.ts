/**
 * Peers: BitTorrent between two CTorrent that find each other through opentracker, STUN by coturn, and
 * WireGuard in userspace.
 */

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Host } from '../host.ts';
import { expectAnswer, inUrl, type Service } from '../service.ts';
import { ADDRESSES } from '../topology.ts';

export const stun: Service = {
  name: 'stun',
  packages: ['coturn'],
  start: async (server) => {
    for (const port of [3478, 13478]) {
      const file = server.write(
        `turnserver-${port}.conf`,
        `listening-port=${port}
listening-ip=${ADDRESSES.server.ipv4}
listening-ip=${ADDRESSES.server.ipv6}
relay-ip=${ADDRESSES.server.ipv4}
stun-only
no-tls
no-dtls
no-cli
userdb=${server.path('turn.db')}
pidfile=${server.path(`turn-${port}.pid`)}
log-file=stdout
`,
      );
      await server.start(['turnserver', '-c', file], { ready: [`udp/${port}`] });
    }
  },
  visits: [3478, 13478].map((port) => ({
    title: `STUN on ${port}`,
    expect: [{ transport: 'udp' as const, port, protocol: 'stun' }],
    run: async (client, address) => {
      const answer = await client.must(['turnutils_stunclient', '-p', `${port}`, address]);
      expectAnswer('STUN', answer, 'reflexive addr');
    },
  })),
};

const TORRENT_CONTENT = Buffer.alloc(300_000, 'layer7 lab torrent ');
const PIECE_LENGTH = 65_536;
const TRACKER_PORT = 6969;
const SEED_PORT = 16_881;
const TRACKER = `http://${ADDRESSES.server.ipv4}:${TRACKER_PORT}`;

/** A .torrent of one file (BEP 3: bencoded, keys sorted) and its info hash. */
function torrent(name: string, content: Buffer): { metainfo: Buffer; hash: string } {
  const pieces: Buffer[] = [];
  for (let start = 0; start < content.length; start += PIECE_LENGTH) {
    pieces.push(
      createHash('sha1')
        .update(content.subarray(start, start + PIECE_LENGTH))
        .digest(),
    );
  }
  const text = (value: string) => `${Buffer.byteLength(value)}:${value}`;
  const hashes = Buffer.concat(pieces);
  const info = Buffer.concat([
    Buffer.from(`d6:lengthi${content.length}e4:name${text(name)}12:piece lengthi${PIECE_LENGTH}e`),
    Buffer.from(`6:pieces${hashes.length}:`),
    hashes,
    Buffer.from('e'),
  ]);
  return {
    metainfo: Buffer.concat([
      Buffer.from(`d8:announce${text(`${TRACKER}/announce`)}4:info`),
      info,
      Buffer.from('e'),
    ]),
    hash: createHash('sha1').update(info).digest('hex'),
  };
}

/** Waits until the tracker knows one peer, so that the visitor is told of it at once. */
async function waitForSeed(server: Host, hash: string): Promise<void> {
  const escaped = hash.replaceAll(/../g, '%$&');
  const scrape = `${TRACKER}/scrape?info_hash=${escaped}`;
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await server.run(['curl', '--silent', '--max-time', '2', scrape]);
    if (/completei1e/.test(answer.stdout)) return;
    await sleep(100);
  }
}

export const bittorrent: Service = {
  name: 'bittorrent',
  packages: ['ctorrent', 'opentracker', 'curl'],
  start: async (server) => {
    const { metainfo, hash } = torrent('lab.bin', TORRENT_CONTENT);
    server.makeFolder('tracker', 0o777);
    server.write('tracker/allowed', `${hash}\n`);
    const configuration = server.write(
      'opentracker.conf',
      `listen.tcp_udp ${ADDRESSES.server.ipv4}:${TRACKER_PORT}
tracker.rootdir ${server.path('tracker')}
tracker.user nobody
access.whitelist /allowed
`,
    );
    await server.start(['opentracker', '-f', configuration], { ready: [`tcp/${TRACKER_PORT}`] });
    server.write('share/lab.bin', TORRENT_CONTENT);
    const file = server.write('lab.torrent', metainfo);
    const seed = ['ctorrent', '-p', `${SEED_PORT}`, '-e', '1', '-s', server.path('share/lab.bin'), file];
    await server.start(seed, { ready: [`tcp/${SEED_PORT}`] });
    await waitForSeed(server, hash);
  },
  visits: [
    {
      title: `BitTorrent on ${SEED_PORT}`,
      expect: [
        { transport: 'tcp', port: SEED_PORT, protocol: 'bittorrent' },
        { transport: 'tcp', port: TRACKER_PORT, protocol: 'bittorrent' },
      ],
      families: [4],
      run: async (client, _address, site) => {
        const file = client.path('lab.bin');
        const argv = ['ctorrent', '-p', '26881', '-s', file];
        const peer = await client.start([...argv, site.sharedPath('bittorrent', 'lab.torrent')]);
        const same = ['cmp', file, site.sharedPath('bittorrent', 'share/lab.bin')];
        for (let attempt = 0; attempt < 200; attempt++) {
          await sleep(100);
          if ((await client.run(same)).status === 0) break;
        }
        await peer.end();
        await client.must(same);
      },
    },
  ],
};

const WIREGUARD_PORT = 51_820;
const TUNNEL = { server: '192.0.2.129', client: '192.0.2.130' } as const;

/** Brings one end of the tunnel up: a tun device served by wireguard-go, its key in a file of the host. */
async function wireguardEnd(host: Host, device: string, address: string, port?: number): Promise<string> {
  await host.start(['wireguard-go', '--foreground', device], { env: { LOG_LEVEL: 'error' } });
  const key = (await host.must(['wg', 'genkey'])).trim();
  const file = host.write(`${device}.key`, `${key}\n`, 0o600);
  for (let attempt = 0; attempt < 100; attempt++) {
    if ((await host.run(['wg', 'show', device])).status === 0) break;
    await host.run(['sleep', '0.05']);
  }
  const listen = port === undefined ? [] : ['listen-port', `${port}`];
  await host.must(['wg', 'set', device, 'private-key', file, ...listen]);
  await host.must(['ip', 'address', 'add', `${address}/30`, 'dev', device]);
  await host.must(['ip', 'link', 'set', device, 'up']);
  return (await host.must(['wg', 'pubkey'], { input: `${key}\n` })).trim();
}

const serverDevice = `l7wgs${process.pid}`.slice(0, 15);
const clientDevice = `l7wgc${process.pid}`.slice(0, 15);

export const wireguard: Service = {
  name: 'wireguard',
  packages: ['wireguard-go', 'wireguard-tools', 'iputils-ping'],
  start: async (server) => {
    const key = await wireguardEnd(server, serverDevice, TUNNEL.server, WIREGUARD_PORT);
    server.write('public', key);
  },
  visits: [
    {
      title: `WireGuard on ${WIREGUARD_PORT}`,
      expect: [{ transport: 'udp', port: WIREGUARD_PORT, protocol: 'wireguard' }],
      run: async (client, address, site) => {
        const key = await wireguardEnd(client, clientDevice, TUNNEL.client);
        const remote = (await client.must(['cat', site.sharedPath('wireguard', 'public')])).trim();
        const endpoint = `${inUrl(address)}:${WIREGUARD_PORT}`;
        const allow = ['allowed-ips', `${TUNNEL.server}/32,${TUNNEL.client}/32`];
        await client.must(['wg', 'set', clientDevice, 'peer', remote, 'endpoint', endpoint, ...allow]);
        await site.inServer(['wg', 'set', serverDevice, 'peer', key, ...allow]);
        const answer = await client.must(['ping', '-c', '2', '-i', '0.2', '-W', '5', TUNNEL.server]);
        expectAnswer('WireGuard', answer, / [12] received/);
        await client.end();
      },
    },
  ],
};
