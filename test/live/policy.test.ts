/**
 * A policy on a full line: 20 Mbit/s with a long queue behind the server, downloads by HTTP and as BitTorrent
 * makes them, and a call. Without a policy the call waits behind the downloads; with one, each class gets its
 * share, what a class does not use is lent, and the call's packets take about as long as on an idle line.
 *
 * Shares and waiting times are what the product is for, so they are asserted, with their tolerance: shares
 * within 10 %, the call's median within 5 ms of idle. The figures are printed.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Child } from '../../src/app/lab/process.ts';
import { ADDRESSES } from '../../src/app/lab/topology.ts';
import { Live, whyNotLive } from '../support/lab.ts';
import {
  Arrivals,
  CALL_PORT,
  type CallReport,
  cameFrom,
  downloads,
  leech,
  makeCall,
  SEED_PORT,
  show,
  slowLine,
  startPeers,
  WEB_PORT,
} from '../support/line.ts';
import { policies } from '../support/policies.ts';

const skip = await whyNotLive({
  services: ['nginx', 'sipp'],
  programs: ['tc', 'unshare', 'iptables-legacy'],
});

const LINE = 20;
/** What the policy says of the line: a tenth less, so that the queue is here and not in the modem. */
const RATE = 18;
const WEB = 0.6;
const BULK = 0.3;
const SECONDS = 8;
/** Ethernet headers count for the line and not for netfilter: 14 of 1514 bytes. */
const HEADERS = 1500 / 1514;

/** 50 packets of 200 bytes a second, IP headers included. */
const CALL_MBIT = (50 * 200 * 8) / 1e6;

const SHARES = `
links:
  - {wan: server0, up: ${RATE} mbit, down: ${RATE} mbit}
  - {lan: client0}
classes:
  - {name: calls, share: 10%, traffic: interactive}
  - {name: web, share: ${WEB * 100}%, priority: 2}
  - {name: downloads, share: ${BULK * 100}%, priority: 2, traffic: bulk}
default: downloads
rules:
  - {protocol: [sip, rtp], class: calls}
  - {protocol: http, class: web}
  - {protocol: bittorrent, class: downloads}
`;

/** True when a number is within a part of another. */
const near = (value: number, wanted: number, part = 0.1): boolean =>
  Math.abs(value - wanted) <= part * wanted;

describe('a full line', { skip }, () => {
  let live: Live;
  let policy: ReturnType<typeof policies>;
  let arrivals: Arrivals;
  let idle: CallReport;
  let without: CallReport;
  let seeds: Child | undefined;
  let web: readonly Child[] = [];

  before(async () => {
    live = await Live.start({
      services: ['nginx', 'sipp'],
      prepare: async (lab) => {
        await slowLine(lab, LINE);
        await startPeers(lab);
      },
    });
    policy = policies(live);
    arrivals = new Arrivals(live.lab.client, [
      cameFrom('tcp', WEB_PORT),
      cameFrom('tcp', SEED_PORT),
      cameFrom('udp', CALL_PORT),
    ]);
    await arrivals.install();
  });
  after(async () => {
    await live?.[Symbol.asyncDispose]();
  });

  const measure = async (what: string) => {
    const [call, [http = 0, bittorrent = 0]] = await Promise.all([
      makeCall(live.lab.client, SECONDS),
      arrivals.rates(SECONDS),
    ]);
    console.log(
      `${what}: call ${show(call)}; http ${http.toFixed(1)}, bittorrent ${bittorrent.toFixed(1)} Mbit/s`,
    );
    return { call, http, bittorrent };
  };

  it('makes calls wait without a policy', async () => {
    idle = (await measure('idle')).call;
    seeds = await leech(live.lab.client, 16);
    web = await downloads(live.lab.client, 6);
    await sleep(3000);
    const { call, http, bittorrent } = await measure('full, no policy');
    without = call;
    assert.ok(http + bittorrent > 0.9 * LINE * HEADERS, 'the line is full');
    assert.ok(without.median > idle.median + 10, 'a call waits behind the downloads');
  });

  it('gives each class its share with one, and calls their time', async () => {
    await policy.apply(SHARES);
    await sleep(3000);
    const { call, http, bittorrent } = await measure('full, with the policy');
    const all = RATE * HEADERS;
    // The two share what the call leaves in the proportion of their guarantees.
    const rest = all - (CALL_MBIT * 1514) / 1500;
    assert.ok(near(http, (rest * WEB) / (WEB + BULK)), `http ${http} of ${(rest * WEB) / (WEB + BULK)}`);
    assert.ok(near(bittorrent, (rest * BULK) / (WEB + BULK)), `bittorrent ${bittorrent}`);
    assert.ok(call.median < idle.median + 5, 'the call takes about as long as on an idle line');
    assert.ok(call.median < without.median / 2);
    assert.equal(call.answered, call.sent, 'no packet of the call is lost');
  });

  it('lets a call by SIP through while it is full', async () => {
    const way = ['-t', 'u1', '-i', ADDRESSES.client.ipv4];
    const calls = ['-m', '5', '-r', '5', '-d', '100', '-timeout', '20s', '-timeout_error', '-nostdin'];
    await live.lab.client.must(['sipp', '-sn', 'uac', ...way, ...calls, `${ADDRESSES.server.ipv4}:5060`]);
    const named = (await live.tracked()).filter(({ l7 }) => l7 === 'sip' || l7 === 'rtp');
    assert.ok(named.length >= 2, JSON.stringify(named));
  });

  it('lends what a class does not use', async () => {
    for (const child of web) await child.end();
    await sleep(1500);
    const { call, http, bittorrent } = await measure('only BitTorrent and the call');
    assert.ok(http < 0.1);
    assert.ok(bittorrent > 0.85 * RATE * HEADERS, `bittorrent ${bittorrent} of ${RATE}`);
    assert.ok(call.median < idle.median + 5);
  });

  it('is as before when the policy is reverted', async () => {
    await seeds?.end();
    await policy.revert();
  });
});
