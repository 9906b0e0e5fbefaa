/**
 * Each connection gets its name, whatever its port: real clients talk to real servers through a router that
 * runs layer7, over IPv4 and IPv6, on standard and on odd ports. What is judged is the connection mark in
 * the kernel, which is all that rules ever see.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { CATALOGUE } from '../../src/app/lab/catalogue.ts';
import { ADDRESSES } from '../../src/app/lab/topology.ts';
import { Live, VARIANTS, whyNotLive } from '../support/lab.ts';

/** Protocols that may not lack a signature; visits of others are skipped where there is none. */
const REQUIRED = new Set(
  `http tls ssh ftp smtp imap pop3 dns ntp sip bittorrent nntp irc vnc smb mysql postgresql quic stun
   wireguard mqtt redis`.split(/\s+/),
);

const skip = await whyNotLive();

for (const variant of VARIANTS) {
  describe(`names of connections, iptables-${variant}`, { skip }, async () => {
    let live: Live;
    before(async () => {
      live = await Live.start({ up: ['--iptables', variant] });
    });
    after(async () => {
      await live?.[Symbol.asyncDispose]();
    });

    for (const service of CATALOGUE) {
      const lacking = await whyNotLive({ services: [service.name] });
      it(service.name, { skip: lacking }, async (test) => {
        await live.lab.start(service);
        const known = new Set(live.names().values());
        try {
          for (const visit of service.visits) {
            const strange = visit.expect.map(({ protocol }) => protocol).filter((name) => !known.has(name));
            const skip = strange.some((name) => !REQUIRED.has(name)) && `no signature: ${strange.join(' ')}`;
            for (const family of visit.families ?? [4, 6]) {
              await test.test(`${visit.title}, IPv${family}`, { skip }, async () => {
                const address = family === 4 ? ADDRESSES.server.ipv4 : ADDRESSES.server.ipv6;
                assert.deepEqual(await live.faultsOf(visit, address), []);
              });
            }
          }
        } finally {
          await live.lab.stop(service);
        }
      });
    }

    it('adds all of them up in status, in every format', async () => {
      const table = await live.daemon.layer7('status');
      assert.equal(table.status, 0, table.stderr);
      assert.match(table.stdout, /^http\s+\d/m);
      const status = await live.daemon.status();
      const http = status.traffic.find(({ name }) => name === 'http');
      assert.ok(http !== undefined && http.live.connections + http.ended.connections > 0);
      const json = JSON.parse((await live.daemon.layer7('status', '--format', 'json')).stdout);
      assert.deepEqual(Object.keys(json).sort(), Object.keys(status).sort());
    });
  });
}
