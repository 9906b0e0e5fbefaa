/**
 * Connection tracking over netlink on the real kernel, read and changed on a router in a namespace.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { formatAddress } from '../../../src/core/wire/address.ts';
import { OpError } from '../../../src/linux/ffi/op-error.ts';
import { Connection } from '../../../src/linux/netlink/connection.ts';
import { ConntrackAccount, ENDED_RECORD } from '../../../src/linux/netlink/conntrack-account.ts';
import {
  type ConntrackEntry,
  decodeConntrack,
  deleteConntrack,
  dumpConntrack,
  getConntrack,
  setConntrackMark,
} from '../../../src/linux/netlink/conntrack-messages.ts';
import { ConntrackSight } from '../../../src/linux/netlink/conntrack-sight.ts';
import { EventSocket } from '../../../src/linux/netlink/event-socket.ts';
import {
  AF_INET,
  AF_INET6,
  AF_UNSPEC,
  NETLINK_NETFILTER,
  NFNLGRP_CONNTRACK_DESTROY,
} from '../../../src/linux/netlink/nfnetlink.ts';
import { SocketTransport } from '../../../src/linux/netlink/transport.ts';
import { ChildrenWatch } from '../../../src/linux/planes/children.ts';
import { ADDRESSES, Internet, whyNoCommand, whyNoNamespaces } from '../../support/namespaces.ts';
import { PORT, TRAFFIC, until } from '../../support/queue-rig.ts';
import { MASK } from '../../support/queue-rules.ts';

const skip = whyNoNamespaces() ?? whyNoCommand('iptables-legacy', '--version');
describe('conntrack on a live kernel', { skip: skip ?? false }, () => {
  let internet: Internet;
  let connection: Connection;

  before(async () => {
    internet = new Internet();
    internet.enter('router');
    internet.run('router', 'sysctl', '-qw', 'net.netfilter.nf_conntrack_acct=1');
    for (const command of ['iptables-legacy', 'ip6tables-legacy']) {
      const rule = (...args: string[]): string => internet.run('router', command, '-w', ...args);
      rule('-t', 'raw', '-A', 'PREROUTING', '-p', 'tcp', '--dport', '21', '-j', 'CT', '--helper', 'ftp');
      rule('-A', 'FORWARD', '-m', 'conntrack', '--ctstate', 'INVALID');
    }
    const args = [TRAFFIC, 'serve', `${PORT}`];
    const server = internet.start(
      'server',
      { stdio: ['ignore', 'pipe', 'inherit'] },
      process.execPath,
      ...args,
    );
    assert.ok(server.stdout);
    await once(server.stdout, 'data');
    connection = new Connection(new SocketTransport(NETLINK_NETFILTER, { timeout: 5000 }));
  });
  after(() => {
    connection?.close();
    internet?.close();
  });

  const fetch = (host: string, count: number): string =>
    internet.run('client', process.execPath, TRAFFIC, 'fetch', host, `${PORT}`, `${count}`, '5');

  function dump(family: number, mark = 0, mask = 0): ConntrackEntry[] {
    const found: ConntrackEntry[] = [];
    connection.execute(dumpConntrack(family, mark, mask), (message) => found.push(decodeConntrack(message)));
    return found;
  }

  const text = (address: Uint8Array): string => formatAddress(address, 0, address.length);

  test('connections are listed by family, with both tuples and their counters', () => {
    fetch(ADDRESSES.server4, 3);
    fetch(ADDRESSES.server6, 2);
    const http = (entry: ConntrackEntry): boolean => entry.original.destinationPort === PORT;
    const ipv4 = dump(AF_INET).filter(http);
    const ipv6 = dump(AF_INET6).filter(http);
    assert.deepEqual([ipv4.length, ipv6.length, dump(AF_UNSPEC).filter(http).length], [3, 2, 5]);
    const [entry] = ipv6;
    assert.equal(text(entry.original.source), ADDRESSES.client6);
    assert.equal(text(entry.original.destination), ADDRESSES.server6);
    assert.equal(text(entry.reply.source), ADDRESSES.server6);
    assert.equal(entry.reply.destinationPort, entry.original.sourcePort);
    assert.ok(entry.sent.packets >= 4 && entry.answered.bytes > 100);
    assert.equal(entry.master, undefined);
  });

  test('a mark is set under its mask, listed by it, and found from either direction', () => {
    const [entry] = dump(AF_INET).filter(({ original }) => original.destinationPort === PORT);
    connection.execute(setConntrackMark(entry.original, 0x0000_0005, 0xff));
    connection.execute(setConntrackMark(entry.reply, 0x0012_0000, MASK));
    const marks: number[] = [];
    connection.execute(getConntrack(entry.reply), (message) => marks.push(decodeConntrack(message).mark));
    assert.deepEqual(marks, [0x0012_0005]);
    assert.deepEqual(
      dump(AF_UNSPEC, 0x0012_0000, MASK).map(({ id }) => id),
      [entry.id],
    );
    assert.equal(
      dump(AF_UNSPEC, 0, MASK).some(({ id }) => id === entry.id),
      false,
    );
  });

  test('a connection that is gone is ENOENT', () => {
    const [entry] = dump(AF_INET);
    connection.execute(deleteConntrack(entry.original));
    for (const request of [getConntrack(entry.original), setConntrackMark(entry.original, 1, 1)]) {
      assert.throws(
        () => connection.execute(request),
        (error: unknown) => error instanceof OpError && error.errnoName === 'ENOENT',
      );
    }
  });

  test('ended connections are summed by mark, and those without a name noted', async () => {
    const account = new ConntrackAccount(MASK);
    const sight = new ConntrackSight();
    const events = new EventSocket({ groups: [NFNLGRP_CONNTRACK_DESTROY] }, (buffer, at, end) => {
      sight.read(buffer, at, end);
      account.add(sight, buffer);
    });
    try {
      spawnSync('ip', ['netns', 'exec', internet.name('router'), 'conntrack', '-F']);
      events.drain();
      account.clear();
      account.takeEnded();
      fetch(ADDRESSES.server4, 20);
      fetch(ADDRESSES.server6, 5);
      const entries = dump(AF_UNSPEC);
      for (const entry of entries) {
        if (entry.original.family === AF_INET)
          connection.execute(setConntrackMark(entry.original, 0x30000, MASK));
      }
      for (const entry of entries) connection.execute(deleteConntrack(entry.original));
      await until('all have been heard of', () => account.connections[0] + account.connections[3] === 25);
      assert.deepEqual([account.connections[3], account.connections[0]], [20, 5]);
      const bytes = (family: number): number =>
        entries
          .filter(({ original }) => original.family === family)
          .reduce((sum, { sent, answered }) => sum + sent.bytes + answered.bytes, 0);
      assert.deepEqual([account.bytes[3], account.bytes[0]], [bytes(AF_INET), bytes(AF_INET6)]);
      const ended = account.takeEnded();
      assert.equal(ended.length, 5 * ENDED_RECORD);
      assert.equal(formatAddress(ended, 8, 16), ADDRESSES.client6);
    } finally {
      events.close();
    }
  });

  test('the data connection of an FTP session gets the name that its master gets later', async () => {
    const watch = new ChildrenWatch({ mask: MASK });
    const sessions: ChildProcess[] = [];
    try {
      for (const host of [ADDRESSES.server4, ADDRESSES.server6]) {
        const stdio = ['pipe', 'pipe', 'inherit'] as const;
        const session = internet.start(
          'client',
          { stdio: [...stdio] },
          process.execPath,
          TRAFFIC,
          'ftp',
          host,
        );
        sessions.push(session);
        assert.ok(session.stdout);
        await once(session.stdout, 'data');
      }
      const masters = dump(AF_UNSPEC).filter(({ original }) => original.destinationPort === 21);
      const children = (): ConntrackEntry[] => dump(AF_UNSPEC).filter(({ master }) => master !== undefined);
      assert.deepEqual([masters.length, children().length], [2, 2]);
      assert.equal(masters[0].helper, 'ftp');
      await until('the announcements are heard', () => watch.children.expectations === 2);
      assert.ok(children().every(({ mark }) => mark === 0));
      for (const master of masters) connection.execute(setConntrackMark(master.original, 0x40000, MASK));
      watch.notice();
      await until('the children are marked', () => children().every(({ mark }) => mark === 0x40000));
      await until('nothing is waited for', () => watch.children.waiting === 0);
      assert.equal(watch.children.marked, 2);
    } finally {
      watch.close();
      for (const session of sessions) session.stdin?.end();
    }
  });

  test('a master that the kernel gives up without telling is noticed too', async () => {
    const watch = new ChildrenWatch({ mask: MASK });
    const stdio = ['pipe', 'pipe', 'inherit'] as const;
    const host = ADDRESSES.server4;
    const session = internet.start('client', { stdio: [...stdio] }, process.execPath, TRAFFIC, 'ftp', host);
    try {
      assert.ok(session.stdout);
      await once(session.stdout, 'data');
      const child = (): ConntrackEntry[] =>
        dump(AF_INET, 0, 0).filter(({ master, timeout }) => master !== undefined && timeout > 1000);
      const before = child().filter(({ mark }) => mark === 0);
      assert.equal(before.length, 1);
      const master = before[0].master;
      assert.ok(master);
      await until('the announcement is heard', () => watch.children.waiting === 1);
      connection.execute(setConntrackMark(master, 0x10000, MASK));
      await until('the child is marked', () => watch.children.marked === 1);
    } finally {
      watch.close();
      session.stdin?.end();
    }
  });

  test('a listener that does not keep up is told how often events were lost', async () => {
    let heard = 0;
    const events = new EventSocket({ groups: [NFNLGRP_CONNTRACK_DESTROY], receiveBuffer: 4096 }, () => {
      heard++;
    });
    try {
      fetch(ADDRESSES.server4, 100);
      spawnSync('ip', ['netns', 'exec', internet.name('router'), 'conntrack', '-F']);
      await until('the loss is noticed', () => events.overruns > 0);
      assert.ok(heard > 0 && heard < 100);
    } finally {
      events.close();
    }
  });

  test('sockets give their descriptors back', () => {
    const open = (): number => readdirSync('/proc/self/fd').length;
    const before = open();
    for (let i = 0; i < 20; i++) {
      const events = new EventSocket({ groups: [NFNLGRP_CONNTRACK_DESTROY] }, () => {});
      events.close();
      events.close();
      const transport = new SocketTransport(NETLINK_NETFILTER);
      transport.close();
      transport.close();
    }
    assert.equal(open(), before);
  });
});
