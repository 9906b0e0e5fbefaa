/**
 * What `up` adds, `down` takes away, and nothing else: rule sets before and after are compared byte for
 * byte, for both kinds of iptables and nftables, with users' own rules in all tables. Also: odd places to
 * run from.
 */
import assert from 'node:assert/strict';
import { existsSync, symlinkSync } from 'node:fs';
import { describe, it } from 'node:test';

import type { Host } from '../../src/app/lab/host.ts';
import { ADDRESSES } from '../../src/app/lab/topology.ts';
import { Live, PROJECT, VARIANTS, whyNotLive } from '../support/lab.ts';

const skip = await whyNotLive({ services: ['nginx'], programs: ['gcc', 'nft'] });

const GREETING = ['curl', '-sS', '--fail', '--max-time', '10', `http://${ADDRESSES.server.ipv4}/greeting`];

/** The whole rule set as each tool prints it, without the time stamps and counters that move by themselves. */
async function ruleSet(host: Host): Promise<string> {
  const parts: string[] = [];
  for (const variant of VARIANTS) {
    for (const tool of ['iptables', 'ip6tables']) {
      parts.push(`${tool}-${variant}`, await host.must([`${tool}-${variant}-save`]));
    }
  }
  parts.push('nft', await host.must(['nft', 'list', 'ruleset']));
  return parts
    .join('\n')
    .replaceAll(/^# (Generated|Completed).*$/gm, '')
    .replaceAll(/\[\d+:\d+\]/g, '[0:0]')
    .replaceAll(/packets \d+ bytes \d+/g, 'packets 0 bytes 0');
}

/** Rules as a machine with several tools on it has them, in the tables that layer7 uses and others. */
async function usersRules(host: Host, variant: (typeof VARIANTS)[number]): Promise<void> {
  for (const tool of [`iptables-${variant}`, `ip6tables-${variant}`]) {
    for (const line of [
      '-t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu',
      '-t mangle -A POSTROUTING -m mark --mark 0x1 -j CONNMARK --save-mark --mask 0xff',
      '-t raw -A PREROUTING -p udp --dport 9999 -j NOTRACK',
      '-t nat -A POSTROUTING -o server0 -m comment --comment "a comment" -j MASQUERADE',
      '-N MINE',
      '-A MINE -j ACCEPT',
      '-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j MINE',
      '-P FORWARD ACCEPT',
    ]) {
      const words = line.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', ''));
      await host.must([tool, ...words]);
    }
  }
}

for (const variant of VARIANTS) {
  describe(`down, iptables-${variant}`, { skip }, () => {
    it('leaves the rules of others byte for byte as up found them', async () => {
      let before = '';
      await using live = await Live.start({
        services: ['nginx'],
        up: ['--iptables', variant],
        prepare: async (lab) => {
          await usersRules(lab.router, variant);
          before = await ruleSet(lab.router);
        },
      });
      assert.notEqual(await ruleSet(live.host), before);
      await live.lab.client.must(GREETING);
      const report = await live.daemon.down();
      assert.deepEqual(report.keptRules, []);
      assert.equal(await ruleSet(live.host), before);
      assert.equal(live.daemon.child.status, 0);
      await live.lab.client.must(GREETING);
    });

    it('does so on a machine without any rules', async () => {
      let before = '';
      await using live = await Live.start({
        services: [],
        up: ['--iptables', variant],
        prepare: async (lab) => {
          // Tables of the legacy kind exist from their first use on and cannot be removed again.
          for (const table of variant === 'legacy' ? ['raw', 'mangle', 'filter', 'nat'] : []) {
            for (const tool of ['iptables-legacy', 'ip6tables-legacy']) {
              await lab.router.must([tool, '-t', table, '-L', '-n']);
            }
          }
          before = await ruleSet(lab.router);
        },
      });
      await live.daemon.down();
      assert.equal(await ruleSet(live.host), before);
    });

    it('does so after a crash, through the next up', async () => {
      let before = '';
      await using live = await Live.start({
        services: [],
        up: ['--iptables', variant],
        prepare: async (lab) => {
          await usersRules(lab.router, variant);
          before = await ruleSet(lab.router);
        },
      });
      live.daemon.child.signal('SIGKILL');
      await live.daemon.child.ended();
      await live.up();
      await live.daemon.down();
      assert.equal(await ruleSet(live.host), before);
    });

    it('keeps and reports rules of the user that ask for names', async () => {
      await using live = await Live.start({ services: ['nginx'], up: ['--iptables', variant] });
      const tool = `iptables-${variant}`;
      await live.rule(tool, ...'-A FORWARD -p tcp -m layer7 --l7proto http'.split(' '));
      const shut = await live.daemon.layer7('down');
      assert.equal(shut.status, 0, shut.stderr);
      assert.match(shut.stdout, new RegExp(`ipv4 ${variant} filter FORWARD +1 +http `));
      assert.match(shut.stdout, /match no new connection/);
      await live.daemon.child.ended();
      const left = await live.host.must([`${tool}-save`]);
      assert.match(left, /-A FORWARD -p tcp -m connmark --mark/);
      assert.doesNotMatch(left, /LAYER7/);
      await live.lab.client.must(GREETING);
    });
  });
}

describe('what down says of rules that then match everything', { skip }, () => {
  it('warns of those on unset and of negated ones, which shut the router with DROP', async () => {
    await using live = await Live.start({ services: ['nginx'] });
    const rule = (text: string) => live.rule('iptables', ...text.split(' '));
    await rule('-A FORWARD -m layer7 --l7proto http -j ACCEPT');
    await rule('-A FORWARD -p tcp -m layer7 ! --l7proto ssh -j LOG');
    await rule('-A FORWARD -p tcp -m layer7 ! --l7proto unset -j LOG');
    await rule(
      '-t mangle -A FORWARD -p tcp -m layer7 --l7proto unset -m connbytes --connbytes 20: --connbytes-dir both --connbytes-mode packets -j DROP',
    );
    const shut = await live.daemon.layer7('down');
    assert.equal(shut.status, 0, shut.stderr);
    for (const name of ['http', '! ssh', '! unset', 'unset']) {
      assert.match(shut.stdout, new RegExp(`FORWARD +\\d +${name} `), name);
    }
    assert.doesNotMatch(shut.stdout + shut.stderr, /0x|match no new/);
    const warned = [...shut.stderr.matchAll(/table (\w+), chain FORWARD, rule (\d): (.*)/g)];
    assert.deepEqual(warned.map(([, table, number, what]) => `${table} ${number} ${what}`).sort(), [
      'filter 2 ! ssh, LOG',
      'mangle 1 unset, DROP',
    ]);
    assert.match(shut.stderr, /match every new connection/);
    assert.match(live.daemon.child.said(), /match every new connection/);
  });
});

describe('odd places', { skip }, () => {
  it('runs from a path with spaces, with a run directory with spaces, without a terminal', async () => {
    let folder = '';
    await using live = await Live.start({
      services: ['nginx'],
      prepare: async (lab) => {
        folder = lab.router.path('a path with spaces');
        symlinkSync(PROJECT, folder);
      },
    });
    await live.daemon.down();
    const runDir = live.host.path('a run directory');
    const launcher = `${folder}/layer7`;
    const up = await live.host.run([launcher, 'up', '--run-dir', runDir], { timeout: 60_000 });
    assert.equal(up.status, 0, up.stderr);
    assert.doesNotMatch(up.stdout + up.stderr, /\u001b/, 'no escape sequences without a terminal');
    await live.lab.client.must(GREETING);
    const status = await live.host.run([launcher, 'status', '--run-dir', runDir]);
    assert.match(status.stdout, /^http\s/m, status.stderr);
    const shut = await live.host.run([launcher, 'down', '--run-dir', runDir]);
    assert.equal(shut.status, 0, shut.stderr);
    assert.ok(!existsSync(`${runDir}/control.sock`));
  });

  it('answers a down with nothing running, and a status, with a reason', async () => {
    await using live = await Live.start({ services: [] });
    await live.daemon.down();
    for (const command of ['down', 'status', 'flows', 'reload']) {
      const refused = await live.daemon.layer7(command);
      assert.equal(refused.status, 4, `${command}: ${refused.stdout}${refused.stderr}`);
      assert.match(refused.stderr, /layer7 up/);
    }
  });
});
