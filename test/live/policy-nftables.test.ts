/**
 * A policy whose rules are one nftables table, beside a daemon whose rules are those of iptables: one policy
 * of every kind of rule, met by real traffic in IPv4 and IPv6, and each rule is judged by what it did at the
 * far ends and by what it says that it did.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ADDRESSES } from '../../src/app/lab/topology.ts';
import type { ClassCount, RuleCount } from '../../src/core/policy/counters.ts';
import { Live, whyNotLive } from '../support/lab.ts';
import { Arrivals, LINE_PEER, SEED_PORT, startPeers, WEB_PORT } from '../support/line.ts';
import { type Policies, policies, windowAround } from '../support/policies.ts';

const skip = await whyNotLive({
  services: ['nginx', 'sipp'],
  programs: ['tc', 'unshare', 'iptables-legacy', 'nft'],
});

const { client: CLIENT, server: SERVER } = ADDRESSES;
const SECOND_HOST = '192.0.2.3';
const LIMIT = 4;
const SECONDS = 4;
/** Ethernet headers count for tc and not for rules. */
const HEADER = 14;

const POLICY = `
links: [{wan: server0, up: 40 mbit, down: 40 mbit}, {lan: client0}]
classes: [{name: calls, share: 20%}, {name: web, share: 40%}, {name: guests}, {name: rest}]
default: rest
rules:
  - {protocol: bittorrent, block: drop}
  - {group: voip, class: calls, dscp: EF, mark: 0x10/0xf0}
  - {protocol: http, time: "mon-sun ${windowAround(120)}", block: reject}
  - {protocol: http, from: ${SECOND_HOST}, class: guests, limit: ${LIMIT} mbit}
  - {protocol: http, time: "mon-sun ${windowAround(0)}", class: web}
`;
const [BLOCK, CALLS, LATER, GUESTS, WEB] = [1, 2, 3, 4, 5] as const;

interface Shown {
  readonly missing: readonly string[];
  readonly rules: readonly (RuleCount & { readonly number: number })[];
  readonly classes: readonly ClassCount[];
}

/** Rules of somebody else, also about marks and code points: what the policy sets can be read there. */
const OTHERS = `
table inet mine {
  chain marked {
    type filter hook postrouting priority 0; policy accept;
    meta mark & 0xf0 == 0x10 ip dscp ef counter comment "calls"
    meta mark & 0xf0 == 0x10 counter comment "marked"
    ip dscp ef counter comment "expedited"
  }
}
`;

describe('a policy by nftables', { skip }, () => {
  let live: Live;
  let policy: Policies;
  let arrivals: Arrivals;
  const url = (host: string): string => `http://${host}:${WEB_PORT}`;

  before(async () => {
    live = await Live.start({
      services: ['nginx', 'sipp'],
      up: ['--iptables', 'legacy'],
      prepare: async (lab) => {
        await startPeers(lab);
        await lab.client.must(['ip', 'addr', 'add', `${SECOND_HOST}/24`, 'dev', 'eth0']);
        await lab.router.must(['nft', '-f', '-'], { input: OTHERS });
      },
    });
    policy = policies(live);
    const to = (host: string): string => `-p tcp --sport ${WEB_PORT} -d ${host}`;
    arrivals = new Arrivals(live.lab.client, [to(SECOND_HOST), to(CLIENT.ipv4)]);
    await arrivals.install();
  });
  after(async () => {
    await live?.[Symbol.asyncDispose]();
  });

  const shown = async (): Promise<Shown> => {
    const { status, stdout, stderr } = await policy.run('show', '--format', 'json');
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout) as Shown;
  };
  const countOf = ({ rules }: Shown, number: number): RuleCount =>
    rules.find((rule) => rule.number === number)!;
  /** Both ways of a class. */
  const carried = ({ classes }: Shown, name: string) =>
    classes
      .filter((one) => one.name === name)
      .reduce((sum, { packets, bytes }) => ({ packets: sum.packets + packets, bytes: sum.bytes + bytes }), {
        packets: 0,
        bytes: 0,
      });
  /** Packets of each of the other's rules, in order. */
  const others = async (): Promise<readonly number[]> => {
    const listed = await live.lab.router.must(['nft', 'list', 'table', 'inet', 'mine']);
    return [...listed.matchAll(/counter packets (\d+)/g)].map(([, packets]) => Number(packets));
  };
  /** Everything as nft and tc print it, but for counters. */
  const raw = async (): Promise<string> => {
    const { router } = live.lab;
    const texts = await Promise.all([
      router.must(['nft', '--stateless', 'list', 'ruleset']),
      router.must(['tc', 'qdisc', 'show']),
      router.must(['ip', '-o', 'link', 'show']),
    ]);
    return texts.join('\n');
  };
  /** Bytes that a peer like BitTorrent hands over in two seconds. */
  const seeded = async (host: string): Promise<number> => {
    const words = ['leech', host, String(SEED_PORT), '1', '2'];
    const said = await live.lab.client.must([process.execPath, LINE_PEER, ...words]);
    return (JSON.parse(said) as { bytes: number }).bytes;
  };
  const fetch = (host: string, file: string, ...more: readonly string[]) =>
    live.lab.client.run([
      'curl',
      '-sS',
      '-g',
      '--fail',
      '--max-time',
      '10',
      ...more,
      '-o',
      '/dev/null',
      `${url(host)}/${file}`,
    ]);
  const limitHolds = (rate: number): boolean => rate <= LIMIT * 1.1 && rate > LIMIT * 0.6;
  /** Mbit/s of downloads that two hosts make at the same time, once the limit of the first holds. */
  const rates = async (...hosts: readonly [string, string]): Promise<readonly number[]> => {
    const words = ['curl', '-s', '-o', '/dev/null', `${url(SERVER.ipv4)}/large?[1-9999]`, '--interface'];
    const started = await Promise.all(hosts.map((host) => live.lab.client.start([...words, host])));
    // The first second of a limit may come at once, as after each pause.
    await sleep(2000);
    let measured = await arrivals.rates(SECONDS);
    for (let again = 0; again < 2 && !limitHolds(measured[0]!); again++) {
      measured = await arrivals.rates(SECONDS);
    }
    for (const child of started) await child.end();
    return measured;
  };

  it('blocks, classes, marks and limits, counts it, and leaves nothing behind', async () => {
    const { client } = live.lab;
    const first = await raw();
    await policy.apply(POLICY, '--iptables', 'nftables');
    const untouched = await shown();
    assert.deepEqual(untouched.missing, []);

    assert.equal((await fetch(SERVER.ipv4, 'large')).status, 0, 'a protocol that nobody blocks');
    assert.equal((await fetch(`[${SERVER.ipv6}]`, 'large')).status, 0);
    const afterWeb = await shown();
    assert.ok(countOf(afterWeb, WEB).bytes > 4_000_000, 'both downloads count');

    for (const host of [SERVER.ipv4, SERVER.ipv6]) {
      assert.ok((await seeded(host)) < 100, 'the handshake that names it does not come back');
    }
    const call = `sipp -sn uac -t u1 -m 2 -d 10 -timeout 5s -timeout_error -nostdin -i ${CLIENT.ipv4}`;
    await client.must([...call.split(' '), `${SERVER.ipv4}:5060`]);

    const [guest = 0, owner = 0] = await rates(SECOND_HOST, CLIENT.ipv4);
    const done = await shown();
    const [both, marked, expedited] = await others();
    const mbit = (rate: number): string => `${rate.toFixed(1)} Mbit/s`;
    console.log(
      `a host with a limit of ${LIMIT} Mbit/s: ${mbit(guest)}, one without: ${mbit(owner)};`,
      `rules: ${done.rules.map(({ number, packets, bytes, over }) => `${number}: ${packets} packets, ${bytes} B, ${over} over`).join('; ')};`,
      `classes: ${['calls', 'web', 'guests'].map((name) => `${name} ${carried(done, name).packets} packets, ${carried(done, name).bytes} B`).join('; ')};`,
      `marked ${marked}, expedited ${expedited}`,
    );

    assert.ok(countOf(done, BLOCK).packets > 0);
    // Calls are small packets, which nothing joins: rule, class, mark and code point all count the same.
    const calls = countOf(done, CALLS);
    assert.ok(calls.packets > 0);
    assert.deepEqual(carried(done, 'calls'), {
      packets: calls.packets,
      bytes: calls.bytes + HEADER * calls.packets,
    });
    assert.deepEqual([both, marked, expedited], [calls.packets, calls.packets, calls.packets]);
    assert.equal(countOf(done, LATER).packets, 0, 'a rule of another hour');
    const { bytes } = countOf(done, WEB);
    const through = carried(done, 'web').bytes;
    assert.ok(through > 0.9 * bytes && through < 1.1 * bytes, `web: ${bytes} B of the rule, ${through} B`);
    assert.ok(carried(done, 'guests').bytes > 1e6);
    assert.ok(limitHolds(guest), `the limit holds: ${mbit(guest)}`);
    assert.ok(owner > 2 * guest, 'the other host has none');
    assert.ok(countOf(done, GUESTS).over > 0);
    assert.equal(countOf(done, WEB).over, 0);

    await policy.revert();
    assert.equal(await raw(), first);
  });
});
