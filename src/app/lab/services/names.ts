/**
 * Names and time: DNS by dnsmasq on 53 and 5300, over UDP and TCP; NTP by chrony on 123 and 11123. chrony is
 * only unpacked: to install it would remove another time daemon. It runs with -x, so no clock is touched.
 */

import { expectAnswer, type Service } from '../service.ts';

export const dns: Service = {
  name: 'dns',
  packages: ['dnsmasq-base', 'bind9-dnsutils'],
  start: async (server) => {
    for (const port of [53, 5300]) {
      await server.start(
        [
          'dnsmasq',
          '--keep-in-foreground',
          '--conf-file=/dev/null',
          `--port=${port}`,
          '--user=root',
          '--no-resolv',
          '--no-hosts',
          '--no-poll',
          '--address=/lab.example/192.0.2.77',
          `--pid-file=${server.path(`dnsmasq-${port}.pid`)}`,
        ],
        { ready: [`udp/${port}`, `tcp/${port}`] },
      );
    }
  },
  visits: [53, 5300].flatMap((port) =>
    (['udp', 'tcp'] as const).map((transport) => ({
      title: `DNS over ${transport.toUpperCase()} on ${port}`,
      expect: [{ transport, port, protocol: 'dns' }],
      run: async (client, address) => {
        const way = transport === 'tcp' ? ['+tcp'] : [];
        const argv = ['dig', '+short', '+tries=2', '+time=3', ...way, '-p', `${port}`, `@${address}`];
        expectAnswer('DNS', await client.must([...argv, 'www.lab.example']), '192.0.2.77');
      },
    })),
  ),
};

export const ntp: Service = {
  name: 'ntp',
  packages: [],
  unpacked: ['chrony'],
  start: async (server, site) => {
    for (const port of [123, 11123]) {
      const file = server.write(
        `chrony-${port}.conf`,
        `port ${port}\nallow all\nlocal stratum 3\ncmdport 0\npidfile ${server.path(`${port}.pid`)}\n`,
      );
      const daemon = `${site.unpacked('chrony')}/usr/sbin/chronyd`;
      await server.start([daemon, '-x', '-d', '-u', 'root', '-f', file], { ready: [`udp/${port}`] });
    }
  },
  visits: [123, 11123].map((port) => ({
    title: `NTP on ${port}`,
    expect: [{ transport: 'udp' as const, port, protocol: 'ntp' }],
    run: async (client, address, site) => {
      const daemon = `${site.unpacked('chrony')}/usr/sbin/chronyd`;
      const file = client.write(
        `chrony-client-${port}.conf`,
        `server ${address} port ${port} iburst maxsamples 1\npidfile ${client.path('chrony.pid')}\ncmdport 0\n`,
      );
      const finished = await client.run([daemon, '-x', '-Q', '-t', '10', '-u', 'root', '-f', file]);
      expectAnswer('NTP', finished.stderr + finished.stdout, 'System clock wrong by');
    },
  })),
};
