/**
 * What the rules do to packets, on the real kernel: a client, a router with our rules, a server. There is no
 * daemon: queued packets take the bypass, and a rule in PREROUTING plays the part of the daemon's answer by
 * setting the packet mark that it would set. Counters of our own rules, told apart by their comments, and
 * conntrack say what happened.
 */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { applyRules, removeRules } from '../../../src/linux/netfilter/apply.ts';
import { labelNumber } from '../../../src/linux/netfilter/labels.ts';
import { parseSave, type SavedRule } from '../../../src/linux/netfilter/save-text.ts';
import { type Netfilter, openNetfilter, type Run, runCommand } from '../../../src/linux/netfilter/tools.ts';
import { ADDRESSES, Internet, whyNoNamespaces } from '../../support/namespaces.ts';
import { fullPlan, LABELS } from './plans.ts';

const skip = whyNoNamespaces() ?? false;
const TALKER = join(import.meta.dirname, 'talker.ts');
const PACKETS = 6;
const ROUTER = { ipv4: '192.0.2.1', ipv6: '2001:db8:1::1' } as const;
const SERVER = { ipv4: ADDRESSES.server4, ipv6: ADDRESSES.server6 } as const;

type Family = 'ipv4' | 'ipv6';

interface Connection {
  readonly line: string;
  readonly mark: number;
}

for (const kind of ['legacy', 'nft'] as const) {
  describe(`packets through iptables-${kind}`, { skip }, () => {
    let internet: Internet;
    let netfilter: Netfilter;

    const program = (family: Family): string => `${family === 'ipv4' ? 'ip' : 'ip6'}tables-${kind}`;
    const inRouter: Run = (file, args, input) =>
      runCommand('ip', ['netns', 'exec', internet.name('router'), file, ...args], input);
    const rule = (family: Family, ...words: readonly string[]): string =>
      internet.run('router', program(family), ...words);
    const talk = (role: 'client' | 'router', ...words: readonly string[]): string =>
      internet.run(role, process.execPath, TALKER, ...words);

    /** Packets that met the rule with this comment since the counters were cleared. */
    function count(family: Family, comment: string): number {
      const saved = parseSave(internet.run('router', `${program(family)}-save`, '-c'));
      const found: SavedRule[] = [...saved.tables.values()]
        .flatMap((table) => [...table.chains.values()])
        .flatMap((chain) => chain.rules)
        .filter((one) => one.words[one.words.indexOf('--comment') + 1]?.replace(/ \[.*\]$/, '') === comment);
      assert.equal(found.length, 1, `one rule is called ${comment}`);
      return found[0]!.packets;
    }

    async function clear(): Promise<void> {
      for (const family of ['ipv4', 'ipv6'] as const) {
        for (const table of ['mangle', 'filter']) rule(family, '-t', table, '-Z');
      }
      await inRouter('conntrack', ['-F']);
    }

    /** The connection to this port, as conntrack shows it. */
    async function connection(family: Family, port: number): Promise<Connection> {
      const { stdout: all } = await inRouter('conntrack', ['-L', '-f', family, '-o', 'extended']);
      const line = all.split('\n').find((one) => one.includes(` dport=${port} `));
      assert.ok(line !== undefined, `no connection to ${port} in:\n${all}`);
      const mark = Number(/ mark=(\d+)/.exec(line)?.[1] ?? Number.NaN);
      return { line, mark };
    }

    before(async () => {
      internet = new Internet();
      for (const role of ['server', 'router'] as const) {
        const addresses =
          role === 'server' ? Object.values(SERVER) : [...Object.values(ROUTER), '127.0.0.1', '::1'];
        const server = internet.start(
          role,
          { stdio: ['ignore', 'pipe', 'inherit'] },
          process.execPath,
          TALKER,
          'serve',
          ...addresses,
        );
        await once(server.stdout!, 'data');
      }
      netfilter = await openNetfilter({ backend: kind, run: inRouter, ipv6: true });
      // Labels have room only in connections that begin after the first rule about labels.
      await applyRules(fullPlan({ packets: PACKETS, labels: LABELS }), netfilter);
    });

    after(() => internet?.close());

    for (const family of ['ipv4', 'ipv6'] as const) {
      const ways: readonly (readonly [string, 'client' | 'router', string])[] = [
        ['forwarded', 'client', SERVER[family]],
        ['to this machine', 'client', ROUTER[family]],
        ['from this machine', 'router', SERVER[family]],
        ['inside this machine', 'router', family === 'ipv4' ? '127.0.0.1' : '::1'],
      ];
      for (const [name, role, address] of ways) {
        test(`${family} ${name}: each packet is seen once, and packet ${PACKETS + 1} makes it unknown`, async () => {
          await clear();
          talk(role, 'tcp', address, '7000', '8');
          assert.equal(count(family, 'layer7: first packets'), PACKETS);
          assert.equal(count(family, 'layer7: too many packets, unknown'), 1);
          const payload = count(family, 'layer7: TCP with payload');
          assert.equal(count(family, 'layer7: to the daemon'), payload);
          assert.ok(
            payload >= 1 && payload <= PACKETS - 3,
            `three packets make the connection; queued ${payload}`,
          );
          const { mark } = await connection(family, 7000);
          assert.equal(mark, 0x10000);
        });
      }

      test(`${family}: a TCP connection without a byte is never queued`, async () => {
        await clear();
        talk('client', 'connect', SERVER[family], '7001');
        const first = count(family, 'layer7: first packets');
        assert.ok(first >= 5, `${first} packets`);
        assert.equal(count(family, 'layer7: to the daemon'), 0);
      });

      test(`${family}: UDP is queued packet by packet, and the direction is told`, async () => {
        await clear();
        talk('client', 'udp', SERVER[family], '7002', '2');
        assert.equal(count(family, 'layer7: to the daemon'), 4);
        assert.equal(count(family, 'layer7: tell the direction'), 2);
        assert.equal((await connection(family, 7002)).mark, 0);
      });

      test(`${family}: what passes without an answer leaves with its packet mark clean`, async () => {
        await clear();
        // The router's own packets, as to look for a neighbour, have no mark.
        const leftover = [
          'POSTROUTING',
          '-p',
          'udp',
          '-m',
          'mark',
          '!',
          '--mark',
          '0x7',
          '-m',
          'comment',
          '--comment',
          'dirty',
        ];
        const marking = ['PREROUTING', '-j', 'MARK', '--set-xmark', '0x7/0xff'];
        rule(family, '-t', 'mangle', '-A', ...leftover);
        rule(family, '-t', 'mangle', '-A', ...marking);
        await clear();
        // TCP may have to send its first packets again, and then has none left for the reply.
        talk('client', 'udp', SERVER[family], '7003', '2');
        assert.ok(count(family, 'layer7: passed without an answer') >= 1);
        assert.equal(count(family, 'dirty'), 0);
        rule(family, '-t', 'mangle', '-D', ...leftover);
        rule(family, '-t', 'mangle', '-D', ...marking);
      });

      /** Plays the daemon: answers for a port, by direction. */
      const answers = (port: number, original: string, reply: string): readonly (readonly string[])[] => [
        ['PREROUTING', '-p', 'tcp', '--dport', String(port), '-j', 'MARK', '--set-xmark', original],
        ['PREROUTING', '-p', 'tcp', '--sport', String(port), '-j', 'MARK', '--set-xmark', reply],
        ['PREROUTING', '-p', 'tcp', '--dport', String(port), '-j', 'CONNMARK', '--set-xmark', '0x5/0xff'],
      ];

      test(`${family}: an answer names the connection, from the packet that carries it on`, async () => {
        await clear();
        const rules = answers(7004, '0x80020007/0x8fff00ff', '0x80020007/0x8fff00ff');
        const seen = ['-m', 'connmark', '--mark', '0x20000/0xfff0000', '-m', 'mark', '--mark', '0x7'];
        rule(family, '-A', 'FORWARD', ...seen, '-m', 'comment', '--comment', 'named');
        rule(family, '-A', 'FORWARD', '-p', 'tcp', '-m', 'comment', '--comment', 'all');
        for (const [label, note] of [
          [String(labelNumber('ssh', 2)), 'labelled'],
          [String(labelNumber('ftp', 3)), 'labelled otherwise'],
        ]) {
          rule(
            family,
            '-A',
            'FORWARD',
            '-m',
            'connlabel',
            '--label',
            label,
            '-m',
            'comment',
            '--comment',
            note,
          );
        }
        for (const one of rules) rule(family, '-t', 'mangle', '-A', ...one);
        talk('client', 'tcp', SERVER[family], '7004', '8');
        assert.ok(count(family, 'all') > 16);
        assert.equal(count(family, 'named'), count(family, 'all'), 'every packet, the first one too');
        assert.equal(count(family, 'layer7: first packets'), 0);
        const { mark } = await connection(family, 7004);
        assert.equal(mark, 0x20005, 'and the other bits of the mark are left alone');
        assert.equal(count(family, 'labelled'), count(family, 'all'), 'the label of its name');
        assert.equal(count(family, 'labelled otherwise'), 0, 'and no other');
        rule(family, '-F', 'FORWARD');
        for (const one of rules) rule(family, '-t', 'mangle', '-D', ...one);
      });

      test(`${family}: a name is for good, unknown is not`, async () => {
        const cases: readonly (readonly [string, string, number])[] = [
          ['0x80020000/0x8fff0000', '0x80030000/0x8fff0000', 0x20005],
          ['0x80020000/0x8fff0000', '0x80010000/0x8fff0000', 0x20005],
          ['0x80020000/0x8fff0000', '0x80000000/0x8fff0000', 0x20005],
          ['0x80010000/0x8fff0000', '0x80030000/0x8fff0000', 0x30005],
          ['0x80000000/0x8fff0000', '0x80030000/0x8fff0000', 0x30005],
          // TLS whose name is still being read: YouTube, or nothing that says more.
          ['0x81000000/0x8fff0000', '0x85f40000/0x8fff0000', 0x5f40005],
          ['0x81000000/0x8fff0000', '0x80010000/0x8fff0000', 0x1000005],
          ['0x81000000/0x8fff0000', '0x80000000/0x8fff0000', 0x1000005],
          ['0x80010000/0x8fff0000', '0x81000000/0x8fff0000', 0x1000005],
        ];
        for (const [original, reply, expected] of cases) {
          const rules = answers(7005, original, reply);
          for (const one of rules) rule(family, '-t', 'mangle', '-A', ...one);
          await clear();
          talk('client', 'tcp', SERVER[family], '7005', '2');
          assert.equal((await connection(family, 7005)).mark, expected, `${original} then ${reply}`);
          for (const one of rules) rule(family, '-t', 'mangle', '-D', ...one);
        }
      });

      test(`${family}: a name that does not come in time leaves the protocol, by the kernel alone`, async () => {
        const pending = [
          ...['PREROUTING', '-p', 'tcp', '--dport', '7006', '-m', 'connmark', '--mark', '0x0/0xfff0000'],
          ...['-j', 'CONNMARK', '--set-xmark', '0x1000000/0xfff0000'],
        ];
        rule(family, '-t', 'mangle', '-A', ...pending);
        await clear();
        talk('client', 'tcp', SERVER[family], '7006', '8');
        assert.equal((await connection(family, 7006)).mark, 0x4040000);
        assert.equal(count(family, 'layer7: no name, tls'), 1);
        assert.equal(count(family, 'layer7: no name, quic'), 0);
        assert.equal(count(family, 'layer7: too many packets, unknown'), 0);
        assert.ok(count(family, 'layer7: to the daemon') >= 1, 'until then it is queued');
        rule(family, '-t', 'mangle', '-D', ...pending);
      });

      test(`${family}: an FTP data connection has the mark of its master, and is not looked at`, async () => {
        await clear();
        const rules = answers(21, '0x80020000/0x8fff0000', '0x80020000/0x8fff0000');
        for (const one of rules) rule(family, '-t', 'mangle', '-A', ...one);
        const port = Number(talk('client', 'ftp', SERVER[family]));
        assert.equal((await connection(family, 21)).mark, 0x20005);
        assert.match((await connection(family, 21)).line, /helper=ftp/);
        assert.equal((await connection(family, port)).mark, 0x20005);
        assert.equal(count(family, 'layer7: first packets'), 0);
        for (const one of rules) rule(family, '-t', 'mangle', '-D', ...one);
        // The same where the master has no name yet: the child waits for its master.
        await applyRules(fullPlan({ packets: 100, labels: LABELS }), netfilter);
        await clear();
        const child = Number(talk('client', 'ftp', SERVER[family]));
        assert.equal((await connection(family, child)).mark, 0);
        assert.ok(count(family, 'layer7: child, named by its master') >= 4);
        await applyRules(fullPlan({ packets: PACKETS, labels: LABELS }), netfilter);
      });
    }

    test('IPv6 extension headers do not hide the payload, nor its absence', async (context) => {
      const script = `
import socket, sys
s = socket.socket(socket.AF_INET6)
s.setsockopt(41, 59, bytes([0, 0, 1, 4, 0, 0, 0, 0]))
if sys.argv[2] == 'hop': s.setsockopt(41, 54, bytes([0, 0, 1, 4, 0, 0, 0, 0]))
s.connect((sys.argv[1], 7006))
if sys.argv[3] == 'talk': s.send(b'x'); s.recv(1)
s.close()`;
      if ((await runCommand('python3', ['--version'])).status !== 0)
        return context.skip('python3 is not installed');
      for (const headers of ['destination', 'hop']) {
        for (const [word, queued] of [
          ['talk', 2],
          ['silent', 0],
        ] as const) {
          await clear();
          internet.run('client', 'python3', '-c', script, SERVER.ipv6, headers, word);
          assert.equal(count('ipv6', 'layer7: to the daemon'), queued, `${headers} ${word}`);
        }
      }
    });

    test('down while traffic flows', async () => {
      talk('client', 'tcp', SERVER.ipv4, '7007', '2');
      await removeRules(netfilter);
      talk('client', 'tcp', SERVER.ipv4, '7007', '2');
      assert.doesNotMatch(internet.run('router', 'iptables-save'), /LAYER7/);
    });
  });
}
