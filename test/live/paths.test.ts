/**
 * Ways through a machine: address translation on the router (MASQUERADE, DNAT), connections that end at the
 * machine with layer7 on it, and connections that begin there; each over IPv4 and IPv6 and with both kinds
 * of iptables.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { selectServices } from '../../src/app/lab/catalogue.ts';
import { ADDRESSES, ROUTER_INTERFACES } from '../../src/app/lab/topology.ts';
import { Live, type LiveOptions, VARIANTS, whyNotLive } from '../support/lab.ts';

const SERVICES = ['nginx', 'dns', 'vsftpd'];
const skip = await whyNotLive({ services: SERVICES });

const FAMILIES = [
  ['iptables', 'ipv4'],
  ['ip6tables', 'ipv6'],
] as const;

/** All visits of the services over one family; returns what was not named as it should be. */
async function faults(live: Live, family: 'ipv4' | 'ipv6', address = ADDRESSES.server[family]) {
  const found: string[] = [];
  for (const service of selectServices(SERVICES)) {
    for (const visit of service.visits) {
      if (!(visit.families ?? [4, 6]).includes(family === 'ipv4' ? 4 : 6)) continue;
      found.push(...(await live.faultsOf(visit, address)));
    }
  }
  return found;
}

function start(options: LiveOptions): Promise<Live> {
  return Live.start({ ...options, services: SERVICES });
}

for (const variant of VARIANTS) {
  describe(`ways through a machine, iptables-${variant}`, { skip }, () => {
    const up = ['--iptables', variant];

    it('MASQUERADE', async () => {
      await using live = await start({
        up,
        prepare: async (lab) => {
          for (const [tool] of FAMILIES) {
            const out = ['-o', ROUTER_INTERFACES.server, '-j', 'MASQUERADE'];
            await lab.router.must([`${tool}-${variant}`, '-t', 'nat', '-A', 'POSTROUTING', ...out]);
          }
          // Without the way back, only translated packets find home.
          await lab.server.must(['ip', 'route', 'delete', 'default']);
          await lab.server.must(['ip', '-6', 'route', 'delete', 'default']);
        },
      });
      for (const [, family] of FAMILIES) assert.deepEqual(await faults(live, family), []);
    });

    it('DNAT', async () => {
      await using live = await start({
        up,
        prepare: async (lab) => {
          for (const [tool, family] of FAMILIES) {
            const to = ['-d', ADDRESSES.routerClientSide[family], '-j', 'DNAT'];
            const target = ['--to-destination', ADDRESSES.server[family]];
            await lab.router.must([`${tool}-${variant}`, '-t', 'nat', '-A', 'PREROUTING', ...to, ...target]);
          }
        },
      });
      for (const [, family] of FAMILIES) {
        assert.deepEqual(await faults(live, family, ADDRESSES.routerClientSide[family]), []);
      }
    });

    it('connections that end here', async () => {
      await using live = await start({ up, on: 'server' });
      for (const [, family] of FAMILIES) assert.deepEqual(await faults(live, family), []);
    });

    it('connections that begin here', async () => {
      await using live = await start({ up, on: 'client' });
      for (const [, family] of FAMILIES) assert.deepEqual(await faults(live, family), []);
    });

    it('connections that begin here and are translated on their way out', async () => {
      await using live = await start({
        up,
        on: 'client',
        prepare: async (lab) => {
          for (const [tool, family] of FAMILIES) {
            const to = ['-d', ADDRESSES.routerClientSide[family], '-j', 'DNAT'];
            const target = ['--to-destination', ADDRESSES.server[family]];
            await lab.client.must([`${tool}-${variant}`, '-t', 'nat', '-A', 'OUTPUT', ...to, ...target]);
          }
        },
      });
      for (const [, family] of FAMILIES) {
        assert.deepEqual(await faults(live, family, ADDRESSES.routerClientSide[family]), []);
      }
    });
  });
}
