/**
 * Messages and calls: MQTT by mosquitto, IRC by ngIRCd with the client ii, SIP by SIPp over UDP and TCP.
 */

import { setTimeout as sleep } from 'node:timers/promises';

import { expectAnswer, inUrl, type Service } from '../service.ts';
import { ADDRESSES } from '../topology.ts';

export const mosquitto: Service = {
  name: 'mosquitto',
  packages: ['mosquitto', 'mosquitto-clients'],
  start: async (server) => {
    const file = server.write(
      'mosquitto.conf',
      `user root
persistence false
allow_anonymous true
listener 1883
listener 18830
`,
    );
    await server.start(['mosquitto', '-c', file], { ready: ['tcp/1883', 'tcp/18830'] });
  },
  visits: [1883, 18830].map((port) => ({
    title: `MQTT on ${port}`,
    expect: [{ transport: 'tcp' as const, port, protocol: 'mqtt', connections: 2 }],
    run: async (client, address) => {
      const to = ['-h', address, '-p', `${port}`, '-t', 'lab/greeting'];
      await client.must(['mosquitto_pub', ...to, '--retain', '-m', 'hello']);
      const answer = await client.must(['mosquitto_sub', ...to, '-C', '1', '-W', '10']);
      expectAnswer('MQTT', answer, 'hello');
    },
  })),
};

export const ngircd: Service = {
  name: 'ngircd',
  packages: ['ngircd', 'ii'],
  start: async (server) => {
    const file = server.write(
      'ngircd.conf',
      `[Global]
Name = irc.lab.example
Info = lab
Listen = ::,0.0.0.0
Ports = 6667, 16667
MotdPhrase = welcome to the lab
ServerUID = root
ServerGID = root
[Options]
Ident = no
DNS = no
PAM = no
`,
    );
    await server.start(['ngircd', '-n', '-f', file], { ready: ['tcp/6667', 'tcp/16667'] });
  },
  visits: [6667, 16667].map((port) => ({
    title: `IRC on ${port}`,
    expect: [{ transport: 'tcp' as const, port, protocol: 'irc' }],
    run: async (client, address) => {
      // RFC 1459 allows nine characters.
      const nick = `l${port}v${address.includes(':') ? 6 : 4}`;
      const folder = client.makeFolder(nick);
      const argv = ['ii', '-i', folder, '-s', address, '-p', `${port}`, '-n', nick];
      const child = await client.start(argv);
      const heard = `cat ${folder}/${address}/out`;
      let answer = '';
      for (let attempt = 0; attempt < 200 && !answer.includes('welcome to the lab'); attempt++) {
        await sleep(50);
        answer = (await client.run(['sh', '-c', heard])).stdout;
      }
      await child.end();
      expectAnswer('IRC', answer, 'welcome to the lab');
    },
  })),
};

const SIP_ENDPOINTS = [
  [5060, 'udp'],
  [15060, 'udp'],
  [5062, 'tcp'],
] as const;

/** SIPp's own scenarios: `uas` answers calls, `uac` makes them. */
export const sipp: Service = {
  name: 'sipp',
  packages: ['sip-tester'],
  start: async (server) => {
    for (const [port, transport] of SIP_ENDPOINTS) {
      const argv = ['sipp', '-sn', 'uas', '-t', transport === 'udp' ? 'u1' : 't1', '-p', `${port}`];
      for (const address of [ADDRESSES.server.ipv4, ADDRESSES.server.ipv6]) {
        await server.start([...argv, '-i', inUrl(address), '-nostdin'], { ready: [`${transport}/${port}`] });
      }
    }
  },
  visits: SIP_ENDPOINTS.map(([port, transport]) => ({
    title: `SIP over ${transport.toUpperCase()} on ${port}`,
    expect: [{ transport, port, protocol: 'sip' }],
    run: async (client, address) => {
      const own = address.includes(':') ? ADDRESSES.client.ipv6 : ADDRESSES.client.ipv4;
      const way = ['-t', transport === 'udp' ? 'u1' : 't1', '-i', inUrl(own)];
      const calls = ['-m', '1', '-r', '1', '-d', '10', '-timeout', '10s', '-timeout_error', '-nostdin'];
      await client.must(['sipp', '-sn', 'uac', ...way, ...calls, `${inUrl(address)}:${port}`]);
    },
  })),
};
