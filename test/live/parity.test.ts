/**
 * One verdict on both planes, on traffic of the real world: captures are played through a router with
 * tcpreplay, and what the kernel then says of each connection is held against what replay says of it. Names
 * inside encryption count: TLS and QUIC must have the same application on both sides.
 *
 * The whole capture goes in on one side of the router and out on the other, both directions of it. That is
 * all the same to connection tracking, which knows a connection by its addresses.
 *
 * What may differ, and why: `allowed` below. Packets that no router forwards (to groups, to everybody, with
 * a time to live of one) make no connection here, and are left out.
 */
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import type { LiveFlow } from '../../src/app/daemon/control-model.ts';
import { ROUTER_INTERFACES, setKernel } from '../../src/app/lab/topology.ts';
import type { FlowReport } from '../../src/core/classify/flow-report.ts';
import { CARRIERS, carrierOf } from '../../src/linux/netfilter/mark-field.ts';
import { LAUNCHER, Live, whyNotLive } from '../support/lab.ts';
import { sharedPath, WITHOUT_SHARED } from '../support/shared.ts';

const skip = WITHOUT_SHARED || (await whyNotLive({ programs: ['tcpreplay', 'tcprewrite', 'tcpdump'] }));

/**
 * Ethernet all of them: hellos whole and in pieces, old and new versions, and other protocols. What a client
 * says alone is not among them: connection tracking calls the packets of such a handshake invalid.
 */
const CAPTURES = [
  'youtube_quic.pcap',
  'quic-29.pcap',
  'quic046.pcap',
  'quic_frags_different_dcid.pcapng',
  'quic_frags_ch_out_of_order_same_packet_craziness.pcapng',
  'tls_2_reasms_b.pcapng',
  'tls_missing_ch_frag.pcap',
  'tls_1.2_unidirectional_server.pcapng',
  'tls_verylong_certificate.pcap',
  'http_connect.pcap',
  'http_ua_splitted_in_two_pkts.pcapng',
  'whatsapp_login_call.pcap',
  'whatsapp_login_chat.pcap',
  'windowsupdate_over_http.pcap',
  'zoom.pcap',
  'teams.pcap',
  'dtls.pcap',
  'smtp-starttls.pcap',
  'bittorrent.pcap',
  'ssh_unidirectional.pcap',
];

/**
 * Packets a second. An answer that comes while its question is still held by the queue, which no real server
 * can send, makes the kernel see two connections; so they come at some distance from each other.
 */
const PACE = '300';

type Names = Pick<FlowReport, 'l7' | 'app'>;

/** One text for a connection, whoever began it. */
function keyOf({ proto, src, sport, dst, dport }: Omit<LiveFlow, 'packets' | 'bytes'>): string {
  const plain = (address: string): string =>
    URL.canParse(`http://[${address}]`) ? new URL(`http://[${address}]`).hostname : address;
  return [proto, ...[`${plain(src)}#${sport}`, `${plain(dst)}#${dport}`].sort()].join(' ');
}

/** Why two planes may call a connection by different names; undefined when they may not. */
function allowed(live: Names, replayed: FlowReport): string | undefined {
  const isSame = live.l7 === replayed.l7;
  if (isSame && carrierOf(live.l7) === 0)
    return 'the mark has room for applications of TLS, QUIC and HTTP only';
  if (replayed.child === true) return 'a helper of the kernel looks at the standard ports only';
  if (isSame && live.app === undefined && replayed.packets > 10) {
    return 'the rest of the hello came after the packets that are queued';
  }
  return undefined;
}

describe('captures through the wire', { skip }, () => {
  let live: Live;
  before(async () => {
    live = await Live.start({ prepare: async (lab) => prepareRouter(lab.topology.router) });
    for (const family of ['-4', '-6']) {
      const next = await nextHop(live, family);
      await live.host.must(['ip', family, 'rule', 'add', 'iif', ROUTER_INTERFACES.client, 'lookup', '77']);
      await live.host.must([
        ...['ip', family, 'route', 'add', 'default', 'via', next, 'dev', ROUTER_INTERFACES.server],
        ...['table', '77'],
      ]);
    }
  });
  after(async () => {
    await live?.[Symbol.asyncDispose]();
  });

  for (const name of CAPTURES) {
    it(name, async (test) => {
      const played = await play(live, sharedPath(join('corpus/pcap', name)));
      const inKernel = new Map<string, LiveFlow>();
      const look = async (): Promise<void> => {
        for (const flow of await flowsOf(live, played)) {
          const key = keyOf(flow);
          if ((inKernel.get(key)?.packets ?? 0) <= flow.packets) inKernel.set(key, flow);
        }
      };
      await look();
      const classified = await live.host.must([LAUNCHER, 'classify', '--format', 'jsonl', played], {
        timeout: 120_000,
      });
      // What waits for something that does not come is named after some seconds of silence.
      for (let i = 0; i < 12 && [...inKernel.values()].some(({ l7 }) => l7 === 'unset'); i++) {
        await sleep(500);
        await look();
      }
      const reasons = new Map<string, number>();
      const different: string[] = [];
      let compared = 0;
      for (const line of classified.split('\n').filter(Boolean)) {
        const replayed = JSON.parse(line) as FlowReport;
        const flow = inKernel.get(keyOf(replayed));
        if (flow === undefined) continue;
        compared++;
        if (flow.l7 === replayed.l7 && flow.app === replayed.app) continue;
        const why = allowed(flow, replayed);
        if (why !== undefined) reasons.set(why, (reasons.get(why) ?? 0) + 1);
        else {
          different.push(
            `${keyOf(flow)}: ${flow.l7} ${flow.app ?? '-'} live, ${replayed.l7} ${replayed.app ?? '-'} replayed, ${replayed.packets} packets`,
          );
        }
      }
      test.diagnostic(`${compared} connections compared`);
      for (const [why, count] of reasons) test.diagnostic(`${count} differ: ${why}`);
      assert.deepEqual(different, []);
      assert.ok(compared > 0, `${inKernel.size} connections in the kernel`);
    });
  }

  it(`and ${CARRIERS.join(', ')} lose no packet to the queue`, async () => {
    const { counters } = (await live.daemon.status()).health;
    assert.equal(counters.overflowed ?? 0, 0);
    assert.ok((counters.applications ?? 0) > 20, JSON.stringify(counters));
  });
});

async function prepareRouter(router: string): Promise<void> {
  await setKernel(router, 'net/ipv4/conf/all/rp_filter', '0');
  await setKernel(router, `net/ipv4/conf/${ROUTER_INTERFACES.client}/rp_filter`, '0');
  // Captures were cut, and their checksums left to network cards.
  await setKernel(router, 'net/netfilter/nf_conntrack_checksum', '0');
  await setKernel(router, 'net/netfilter/nf_conntrack_tcp_be_liberal', '1');
}

/** The address of the server on its link. */
async function nextHop(live: Live, family: string): Promise<string> {
  const shown = await live.lab.server.must(['ip', family, '-o', 'addr', 'show', 'eth0', 'scope', 'global']);
  const [, address = ''] = / inet6? ([^/ ]+)\//.exec(shown) ?? [];
  assert.notEqual(address, '', shown);
  return address;
}

/** Sends the packets of a capture to the router; returns the capture that was sent. */
async function play(live: Live, capture: string): Promise<string> {
  const plain = live.host.path(`${basename(capture)}.plain`);
  const sent = live.host.path(`${basename(capture)}.pcap`);
  const link = await live.host.must(['ip', '-o', 'link', 'show', 'dev', ROUTER_INTERFACES.client]);
  const [, address = ''] = /link\/ether (\S+)/.exec(link) ?? [];
  await live.host.must(['conntrack', '-F']);
  await live.host.must(['tcpdump', '-r', capture, '-w', plain]);
  await live.host.must(['tcprewrite', `--enet-dmac=${address}`, '-i', plain, '-o', sent]);
  await live.lab.client.must(['tcpreplay', '-q', '-i', 'eth0', '--pps', PACE, sent], { timeout: 120_000 });
  return sent;
}

async function flowsOf(live: Live, capture: string): Promise<readonly LiveFlow[]> {
  const listed = await live.daemon.layer7('flows', '--format', 'jsonl');
  assert.equal(listed.status, 0, `${capture}: ${listed.stderr}`);
  return listed.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LiveFlow);
}
