/**
 * The accounts on a router with traffic: every byte that servers and clients exchange is in them, by name,
 * host and link; the proof holds while everything at once is on the line; connections from before are seen
 * too late; and what was written survives the daemon.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { askDaemon } from '../../src/app/daemon/control-client.ts';
import type { CheckReport, TrafficTick } from '../../src/app/daemon/control-model.ts';
import { ADDRESSES, setKernel } from '../../src/app/lab/topology.ts';
import { readAccounts } from '../../src/app/store/account-reader.ts';
import { type AccountRow, bytesOf, type Dimension, sumBy } from '../../src/core/accounting/row.ts';
import { LAUNCHER, Live, PEER, until, VARIANTS, whyNotLive } from '../support/lab.ts';
import { policies } from '../support/policies.ts';

const skip = await whyNotLive({ services: ['nginx'], programs: ['curl', 'ping', 'iptables'] });
const { ipv4: SERVER, ipv6: SERVER6 } = ADDRESSES.server;
const UP = ['--account-interval', '1'];

/** Bytes of a download, large enough to outlast several looks. */
const DOWNLOAD = 40_000_000;

function accountsOf(live: Live, ...dimensions: Dimension[]): AccountRow[] {
  const now = Date.now() / 1000;
  const path = join(live.daemon.runDir, 'accounts.db');
  return [...readAccounts(path, { since: now - 3600, until: now + 60, dimensions }, now).rows];
}

/** Makes the router track connections before layer7 comes. */
async function trackBefore(live: { lab: Live['lab'] }): Promise<void> {
  await live.lab.router.must('iptables -A FORWARD -m conntrack --ctstate INVALID -j ACCEPT'.split(' '));
}

async function visits(live: Live): Promise<void> {
  const { client } = live.lab;
  await Promise.all([
    client.must(['bash', '-c', `for i in $(seq 20); do curl -s http://${SERVER}/greeting; done`]),
    client.must(['bash', '-c', `for i in $(seq 20); do curl -s -g http://[${SERVER6}]/greeting; done`]),
    client.must(['ping', '-q', '-c', '4', '-i', '0.2', SERVER]),
    client.must(['ping', '-q', '-c', '4', '-i', '0.2', SERVER6]),
  ]);
}

describe('accounts', { skip }, () => {
  it('hold every byte, by name, host, link and direction', async () => {
    await using live = await Live.start({ services: ['nginx'], up: UP });
    await visits(live);
    const tracked = await live.tracked();
    await live.daemon.down();
    const rows = accountsOf(live, 'protocol', 'host', 'host-link', 'link');
    const http = rows.filter(({ protocol }) => protocol === 'http');
    assert.deepEqual(
      new Set(http.map(({ host, hostLink, link }) => `${host} ${hostLink} ${link}`)),
      new Set([`${ADDRESSES.client.ipv4} client0 server0`, `${ADDRESSES.client.ipv6} client0 server0`]),
    );
    assert.equal(
      http.reduce((sum, { connections }) => sum + connections, 0),
      40,
    );
    const kernel = tracked.filter(({ l7 }) => l7 === 'http').reduce((sum, { bytes }) => sum + bytes, 0);
    assert.equal(
      http.reduce((sum, row) => sum + bytesOf(row), 0),
      kernel,
    );
    assert.ok(http.every(({ downBytes, upBytes }) => downBytes > 0 && upBytes > 0));
    // Four echo requests of 84 and 104 bytes, and their answers.
    const [unset] = sumBy(
      rows.filter(({ protocol }) => protocol === 'unset'),
      ['protocol'],
    );
    assert.deepEqual([unset?.upBytes, unset?.downBytes], [4 * (84 + 104), 4 * (84 + 104)]);
  });

  it('account a long connection as it goes, once, and the watcher sees it', async () => {
    await using live = await Live.start({ services: ['nginx'], up: UP });
    await live.lab.server.start(
      [
        process.execPath,
        '-e',
        `require('net').createServer(s=>{s.on('error',()=>{});let n=0;const t=setInterval(()=>{if(n++<40)s.write(Buffer.alloc(${DOWNLOAD / 40}));else{clearInterval(t);s.end()}},100)}).listen(7777)`,
      ],
      { ready: ['tcp/7777'] },
    );
    const watching = live.daemon.layer7('top', '--format', 'jsonl', '--interval', '1', '--count', '4');
    const fetched = await live.lab.client.must([
      'bash',
      '-c',
      `exec 3<>/dev/tcp/${SERVER}/7777; cat <&3 | wc -c`,
    ]);
    assert.equal(Number(fetched), DOWNLOAD);
    const watched = await watching;
    assert.equal(watched.status, 0, watched.stderr);
    const ticks = watched.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as TrafficTick);
    const seen = ticks.map(({ rows }) => rows.reduce((sum, { downBytes }) => sum + downBytes, 0));
    assert.ok(seen.filter((bytes) => bytes > DOWNLOAD / 20).length >= 3, seen.join(' '));
    await live.daemon.down();
    const [sum] = sumBy(accountsOf(live), []);
    assert.ok(sum!.downBytes >= DOWNLOAD && sum!.downBytes < DOWNLOAD * 1.05, String(sum!.downBytes));
    assert.equal(sum!.connections, 1);
  });

  it('add up while everything at once is on the line', async () => {
    await using live = await Live.start({
      services: ['nginx'],
      up: UP,
      prepare: (lab) => trackBefore({ lab }),
    });
    await live.lab.server.start([process.execPath, PEER, 'collect', '5999'], { ready: ['udp/5999'] });
    const checking = askDaemon<CheckReport>(live.daemon.runDir, 'POST', '/check', { seconds: 5 });
    const { client } = live.lab;
    await sleep(1000);
    await live.host.must(['ip', 'neigh', 'flush', 'all']);
    await Promise.all([
      visits(live),
      client.must([process.execPath, PEER, 'bursts', SERVER, '5999', '20', '6']),
      client.must(['bash', '-c', `ip neigh flush all; ping -q -c 2 ${SERVER}; true`]),
    ]);
    const report = await checking;
    assert.ok(report.holds, JSON.stringify(report));
    assert.equal(report.balances.length, 4);
    for (const balance of report.balances) {
      assert.ok(balance.counted.bytes > 20_000, JSON.stringify(balance));
      // Nothing is dropped here and offloading hides nothing, so it is exact but for the edges.
      assert.ok(Math.abs(balance.difference) < 3000, JSON.stringify(balance));
      assert.ok(balance.accounted.named.bytes > 10_000 && balance.accounted.unset.bytes > 0);
      assert.ok(balance.accounted['not-tracked'].packets > 0, 'address resolution is not tracked');
    }
  });

  it('add up behind address translation, with traffic of the router itself, and in bulk', async () => {
    const BULK = 100_000_000;
    await using live = await Live.start({
      services: ['nginx'],
      up: UP,
      prepare: async (lab) => {
        await lab.router.must('iptables -t nat -A POSTROUTING -o server0 -j MASQUERADE'.split(' '));
      },
    });
    const serve = `require('net').createServer(s=>s.on('error',()=>{}).end(Buffer.alloc(${BULK}))).listen(7777)`;
    await live.lab.server.start([process.execPath, '-e', serve], { ready: ['tcp/7777'] });
    const checking = askDaemon<CheckReport>(live.daemon.runDir, 'POST', '/check', { seconds: 6 });
    await sleep(1000);
    const fetch = `exec 3<>/dev/tcp/${SERVER}/7777; cat <&3 | wc -c`;
    const [fetched] = await Promise.all([
      live.lab.client.must(['bash', '-c', fetch]),
      visits(live),
      live.host.must(['curl', '-s', `http://${SERVER}/greeting`]),
      live.host.must(['ping', '-q', '-c', '3', '-i', '0.2', ADDRESSES.client.ipv4]),
    ]);
    assert.equal(Number(fetched), BULK);
    const { balances, holds } = await checking;
    assert.ok(holds, JSON.stringify(balances));
    for (const balance of balances) {
      assert.ok(Math.abs(balance.difference) < 5000, JSON.stringify(balance));
    }
    assert.ok(balances.some(({ counted }) => counted.bytes > BULK));
    await live.daemon.down();
    const hosts = accountsOf(live, 'host').map(({ host }) => host);
    assert.ok(hosts.includes(ADDRESSES.client.ipv4), 'the host is the one behind the router');
    assert.ok(!hosts.includes(ADDRESSES.routerServerSide.ipv4), hosts.join(' '));
  });

  for (const variant of VARIANTS) {
    it(`add up with packets that a rule exempts from tracking, and leave no rule (${variant})`, async () => {
      const tool = `iptables-${variant}`;
      await using live = await Live.start({
        up: [...UP, '--iptables', variant],
        prepare: async (lab) => {
          for (const chain of ['PREROUTING', 'OUTPUT']) {
            await lab.router.must([tool, ...`-t raw -A ${chain} -p udp --dport 5998 -j NOTRACK`.split(' ')]);
          }
        },
      });
      const before = await live.host.must([`${tool}-save`]);
      const checking = live.daemon.layer7('account', 'check', '--seconds', '4', '--format', 'json');
      await sleep(1500);
      const second = await live.daemon.layer7('account', 'check', '--seconds', '1');
      assert.equal(second.status, 6, second.stderr);
      const blast = `const s=require('dgram').createSocket('udp4');let n=0;const t=setInterval(()=>{if(n++<300)s.send(Buffer.alloc(1000),5998,'${SERVER}');else{clearInterval(t);s.close()}},1)`;
      await live.lab.client.must([process.execPath, '-e', blast]);
      const checked = await checking;
      const report = JSON.parse(checked.stdout) as CheckReport;
      assert.equal(checked.status, 0, checked.stdout);
      const of = (name: string, direction: string) =>
        report.balances.find((one) => one.interface === name && one.direction === direction)!;
      for (const balance of [of('client0', 'received'), of('server0', 'sent')]) {
        assert.ok(balance.accounted['not-tracked'].bytes >= 300 * 1028, JSON.stringify(balance));
        assert.ok(Math.abs(balance.difference) < 5000, JSON.stringify(balance));
      }
      const rulesOf = (text: string): string =>
        text
          .split('\n')
          .filter((line) => line.startsWith('-A'))
          .join('\n');
      assert.equal(rulesOf(await live.host.must([`${tool}-save`])), rulesOf(before));
    });
  }

  it('are checked with a word on the policy when it changes meanwhile', async () => {
    await using live = await Live.start({ services: ['nginx'], up: UP });
    const policy = policies(live);
    const before = await policy.machine();
    await visits(live);
    const check = (): Promise<CheckReport> =>
      askDaemon<CheckReport>(live.daemon.runDir, 'POST', '/check', { seconds: 4 });
    const during = check();
    const file = policy.write('links: [{wan: server0}]\nrules: [{protocol: gnutella, block: drop}]\n');
    assert.equal((await policy.run('apply', file)).status, 0);
    assert.equal((await during).policyChanged, true);
    assert.equal((await check()).policyChanged, false);
    assert.equal((await policy.run('revert')).status, 0);
    await policy.same(before);
  });

  it('hear of the end of connections that began while no daemon ran', async () => {
    await using live = await Live.start({
      up: UP,
      prepare: async (lab) => {
        await setKernel(lab.topology.router, 'net/netfilter/nf_conntrack_tcp_timeout_time_wait', '1');
        await lab.server.start([process.execPath, PEER, 'answer-lines', '7000'], { ready: ['tcp/7000'] });
      },
    });
    live.daemon.child.signal('SIGKILL');
    await live.daemon.child.ended();
    const talk = `exec 3<>/dev/tcp/${SERVER}/7000; for i in $(seq 80); do echo line $i >&3; read -r a <&3; sleep 0.05; done`;
    const talking = live.lab.client.must(['bash', '-c', talk]);
    await sleep(200);
    await live.up();
    await talking;
    await sleep(5000);
    assert.equal((await live.daemon.status()).health.counters.connectionsVanished, 0);
  });

  it('call connections that were there before seen too late, and account what they move from then on', async () => {
    await using live = await Live.start({
      up: UP,
      prepare: async (lab) => {
        await trackBefore({ lab });
        await lab.router.must(['sh', '-c', 'echo 1 > /proc/sys/net/netfilter/nf_conntrack_acct']);
        await lab.server.start([process.execPath, PEER, 'answer-lines', '7000'], { ready: ['tcp/7000'] });
        const talk = `exec 3<>/dev/tcp/${SERVER}/7000; for i in $(seq 400); do echo line $i >&3; read -r a <&3; sleep 0.05; done`;
        void lab.client.run(['bash', '-c', talk]);
        await sleep(1500);
      },
    });
    await sleep(2500);
    const { health } = await live.daemon.status();
    assert.equal(health.counters.seenTooLate, 1);
    const shown = await live.daemon.layer7('status');
    assert.match(shown.stdout, /seen too late 1/);
    await live.daemon.down();
    const late = accountsOf(live, 'protocol').filter(({ protocol }) => protocol === 'seen-too-late');
    assert.equal(late.length, 1);
    assert.equal(late[0]!.connections, 1);
    assert.ok(late[0]!.upBytes > 500 && late[0]!.upBytes < 200_000, JSON.stringify(late));
  });

  it('survive kill −9, and a daemon that comes back counts on', async () => {
    await using live = await Live.start({ services: ['nginx'], up: UP });
    await visits(live);
    // The page is turned at the next full minute; only then is it on disk.
    const path = join(live.daemon.runDir, 'accounts.db');
    const rows = (): number => {
      try {
        return accountsOf(live).length;
      } catch {
        return 0;
      }
    };
    await until('a minute on disk', () => rows() > 0, 70_000);
    const before = sumBy(accountsOf(live, 'protocol'), ['protocol']).map((sum) => [
      sum.keys[0],
      bytesOf(sum),
    ]);
    assert.equal(before[0]?.[0], 'http');
    live.daemon.child.signal('SIGKILL');
    await live.daemon.child.ended();
    assert.deepEqual(
      sumBy(accountsOf(live, 'protocol'), ['protocol']).map((sum) => [sum.keys[0], bytesOf(sum)]),
      before,
    );
    const database = new DatabaseSync(path);
    assert.deepEqual({ ...database.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
    database.close();
    await live.up();
    await live.daemon.down();
  });

  it('a folder that cannot hold accounts stops nothing but the accounts', async () => {
    await using live = await Live.start({
      services: ['nginx'],
      up: (lab) => {
        lab.router.makeFolder('run/accounts.db');
        return UP;
      },
    });
    await live.lab.client.must(['curl', '-s', `http://${SERVER}/greeting`]);
    assert.ok((await live.tracked()).some(({ l7 }) => l7 === 'http'));
    await live.daemon.down();
    assert.match(live.daemon.child.said(), /accounts cannot be written/);
  });

  it('top on a terminal draws, obeys keys and the size, and puts everything back', async () => {
    await using live = await Live.start({ services: ['nginx'], up: UP });
    const load = live.lab.client.run([
      'bash',
      '-c',
      `for i in $(seq 120); do curl -s http://${SERVER}/greeting; sleep 0.05; done`,
    ]);
    const script = join(import.meta.dirname, '..', 'support', 'terminal.py');
    const argv = [script, LAUNCHER, 'top', '--run-dir', live.daemon.runDir, '--interval', '1'];
    const { status, stdout, stderr } = spawnSync('python3', argv, { encoding: 'utf8', timeout: 60_000 });
    await load;
    assert.equal(status, 0, stderr);
    const seen = JSON.parse(stdout) as {
      status: number;
      first: string;
      small: string;
      host: string;
      all: string;
    };
    assert.equal(seen.status, 0);
    assert.match(seen.first, /PROTOCOL +DOWN[\s\S]*http /);
    assert.match(seen.host, /HOST +DOWN[\s\S]*192\.0\.2\.2 /);
    assert.ok(
      seen.small.split('\n').every((line) => line.length <= 40),
      seen.small,
    );
    assert.ok(seen.all.startsWith('\u001b[?1049h') && seen.all.includes('\u001b[?1049l'));
    assert.ok(!seen.all.includes('\u001b[1m'), 'NO_COLOR is obeyed');
  });
});
