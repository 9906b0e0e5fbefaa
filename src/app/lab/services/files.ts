/**
 * File transfer: vsftpd with active and passive transfers (EPRT and EPSV included), TFTP by dnsmasq, rsync,
 * and Samba.
 */

import { expectAnswer, inUrl, type Service, type Visit } from '../service.ts';

const CONTENT = 'a file of the lab';
const CURL = ['curl', '--silent', '--show-error', '--fail', '--max-time', '15'];

/** Names of the ways in which curl opens FTP's data connection. */
const FTP_MODES = {
  'passive, EPSV': ['--ftp-pasv'],
  'passive, PASV': ['--ftp-pasv', '--disable-epsv'],
  'active, EPRT': ['--ftp-port', '-'],
  'active, PORT': ['--ftp-port', '-', '--disable-eprt'],
} as const;

function transfer(mode: keyof typeof FTP_MODES): Visit {
  return {
    title: `FTP, ${mode}`,
    expect: [
      { transport: 'tcp', port: 21, protocol: 'ftp' },
      { transport: 'tcp', protocol: 'ftp' },
    ],
    // PASV and PORT can only name an IPv4 address (RFC 959); RFC 2428 gave IPv6 its own commands.
    families: mode.endsWith('PASV') || mode.endsWith('PORT') ? [4] : [4, 6],
    run: async (client, address) => {
      const url = `ftp://${inUrl(address)}/greeting`;
      expectAnswer(`FTP, ${mode}`, await client.must([...CURL, ...FTP_MODES[mode], url]), CONTENT);
    },
  };
}

export const vsftpd: Service = {
  name: 'vsftpd',
  packages: ['vsftpd', 'curl'],
  start: async (server) => {
    server.write('ftp/greeting', `${CONTENT}\n`);
    server.makeFolder('empty', 0o555);
    const file = server.write(
      'vsftpd.conf',
      `listen=NO
listen_ipv6=YES
background=NO
anonymous_enable=YES
local_enable=NO
anon_root=${server.path('ftp')}
no_anon_password=YES
nopriv_user=nobody
secure_chroot_dir=${server.path('empty')}
connect_from_port_20=NO
port_promiscuous=NO
xferlog_enable=NO
use_localtime=NO
tcp_wrappers=NO
seccomp_sandbox=NO
isolate_network=NO
`,
    );
    await server.start(['vsftpd', file], { ready: ['tcp/21'] });
  },
  visits: [
    transfer('passive, EPSV'),
    transfer('passive, PASV'),
    transfer('active, EPRT'),
    transfer('active, PORT'),
  ],
};

export const tftp: Service = {
  name: 'tftp',
  packages: ['dnsmasq-base', 'curl'],
  start: async (server) => {
    server.write('tftp/greeting', `${CONTENT}\n`);
    await server.start(
      [
        'dnsmasq',
        '--keep-in-foreground',
        '--conf-file=/dev/null',
        '--port=0',
        '--user=root',
        '--enable-tftp',
        `--tftp-root=${server.path('tftp')}`,
        `--pid-file=${server.path('dnsmasq.pid')}`,
      ],
      { ready: ['udp/69'] },
    );
  },
  visits: [
    {
      title: 'TFTP',
      expect: [
        { transport: 'udp', port: 69, protocol: 'tftp' },
        { transport: 'udp', protocol: 'tftp' },
      ],
      run: async (client, address) => {
        const answer = await client.must([...CURL, `tftp://${inUrl(address)}/greeting`]);
        expectAnswer('TFTP', answer, CONTENT);
      },
    },
  ],
};

export const rsync: Service = {
  name: 'rsync',
  packages: ['rsync'],
  start: async (server) => {
    server.write('share/greeting', `${CONTENT}\n`);
    const file = server.write(
      'rsyncd.conf',
      `use chroot = no
uid = root
gid = root
reverse lookup = no
[share]
path = ${server.path('share')}
read only = yes
`,
    );
    for (const port of [873, 8730]) {
      await server.start(['rsync', '--daemon', '--no-detach', `--config=${file}`, `--port=${port}`], {
        ready: [`tcp/${port}`],
      });
    }
  },
  visits: [873, 8730].map((port) => ({
    title: `rsync on ${port}`,
    expect: [{ transport: 'tcp' as const, port, protocol: 'rsync' }],
    run: async (client, address) => {
      const answer = await client.must(['rsync', `--port=${port}`, `${inUrl(address)}::share/`]);
      expectAnswer('rsync', answer, 'greeting');
    },
  })),
};

export const samba: Service = {
  name: 'samba',
  packages: ['samba', 'smbclient'],
  start: async (server) => {
    server.write('share/greeting', `${CONTENT}\n`);
    const folders = ['private', 'lock', 'state', 'cache', 'pid', 'ncalrpc', 'binddns'].map((name) => [
      name,
      server.makeFolder(`samba/${name}`),
    ]);
    const [privateFolder, lock, state, cache, pid, ncalrpc, binddns] = folders.map(([, path]) => path);
    const file = server.write(
      'smb.conf',
      `[global]
server role = standalone server
smb ports = 445 4450
map to guest = Bad User
guest account = nobody
private dir = ${privateFolder}
lock directory = ${lock}
state directory = ${state}
cache directory = ${cache}
pid directory = ${pid}
ncalrpc dir = ${ncalrpc}
binddns dir = ${binddns}
logging = file
log file = ${server.path('smbd.log')}
disable spoolss = yes
load printers = no
[share]
path = ${server.path('share')}
guest ok = yes
read only = yes
`,
    );
    const argv = ['smbd', '--foreground', '--no-process-group', '--debug-stdout', `--configfile=${file}`];
    await server.start(argv, { ready: ['tcp/445', 'tcp/4450'] });
  },
  visits: [445, 4450].map((port) => ({
    title: `SMB on ${port}`,
    expect: [{ transport: 'tcp' as const, port, protocol: 'smb' }],
    run: async (client, address) => {
      const answer = await client.must([
        'smbclient',
        '--configfile=/dev/null',
        '--no-pass',
        `--port=${port}`,
        `//${address}/share`,
        '--command=ls',
      ]);
      expectAnswer('SMB', answer, 'greeting');
    },
  })),
};
