/**
 * Remote access: OpenSSH on 22 and 2222, VNC by TigerVNC on 5901.
 */

import { existsSync, mkdirSync, rmdirSync } from 'node:fs';

import { expectAnswer, inUrl, type Service } from '../service.ts';

/** Compiled into Debian's sshd: an empty folder for the part that parses before login. */
const SEPARATION_FOLDER = '/run/sshd';

export const openssh: Service = {
  name: 'openssh',
  packages: ['openssh-server', 'openssh-client'],
  start: async (server) => {
    const made = !existsSync(SEPARATION_FOLDER);
    if (made) mkdirSync(SEPARATION_FOLDER, { mode: 0o755 });
    try {
      for (const name of ['host', 'user']) {
        await server.must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', server.path(`${name}_key`)]);
      }
      const file = server.write(
        'sshd_config',
        `Port 22
Port 2222
HostKey ${server.path('host_key')}
AuthorizedKeysFile ${server.path('user_key.pub')}
PidFile ${server.path('sshd.pid')}
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
UseDNS no
`,
      );
      await server.start(['/usr/sbin/sshd', '-D', '-e', '-f', file], { ready: ['tcp/22', 'tcp/2222'] });
    } finally {
      if (made) process.once('exit', () => removeEmptyFolder(SEPARATION_FOLDER));
    }
  },
  visits: [22, 2222].map((port) => ({
    title: `SSH on ${port}`,
    expect: [{ transport: 'tcp' as const, port, protocol: 'ssh' }],
    run: async (client, address, site) => {
      const options = ['BatchMode=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null'];
      const answer = await client.must([
        'ssh',
        '-F',
        '/dev/null',
        '-p',
        `${port}`,
        '-i',
        site.sharedPath('openssh', 'user_key'),
        ...options.flatMap((option) => ['-o', option]),
        `root@${address}`,
        'echo $((40 + 2))',
      ]);
      expectAnswer('SSH', answer, '42');
    },
  })),
};

function removeEmptyFolder(path: string): void {
  try {
    rmdirSync(path);
  } catch {
    // Something else uses it by now.
  }
}

export const vnc: Service = {
  name: 'vnc',
  packages: ['tigervnc-standalone-server', 'vncsnapshot', 'file'],
  start: async (server) => {
    for (const [display, port] of [
      [71, 5901],
      [72, 15901],
    ]) {
      const argv = [
        'Xtigervnc',
        `:${display}`,
        '-rfbport',
        `${port}`,
        '-SecurityTypes',
        'None',
        '-nolisten',
        'unix',
      ];
      await server.start([...argv, '-geometry', '320x240', '-depth', '24', '-localhost', 'no'], {
        ready: [`tcp/${port}`],
      });
    }
  },
  visits: [5901, 15901].map((port) => ({
    title: `VNC on ${port}`,
    expect: [{ transport: 'tcp' as const, port, protocol: 'vnc' }],
    families: [4],
    run: async (client, address) => {
      const file = client.path(`vnc-${port}.jpg`);
      // vncsnapshot counts displays from port 5900, and takes a port as display number minus 5900.
      await client.must([
        'vncsnapshot',
        '-quiet',
        '-allowblank',
        '-encodings',
        'raw',
        `${inUrl(address)}:${port - 5900}`,
        file,
      ]);
      expectAnswer('VNC', await client.must(['file', '--brief', file]), 'JPEG');
    },
  })),
};
