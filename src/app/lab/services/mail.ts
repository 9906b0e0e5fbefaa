/**
 * Mail and news: SMTP by Exim on 25 and 2525, IMAP and POP3 by Dovecot on their own and on odd ports, NNTP
 * by sn behind socat.
 */

import type { Host } from '../host.ts';
import { expectAnswer, inUrl, type Service } from '../service.ts';

const CURL = ['curl', '--silent', '--show-error', '--max-time', '15'];
const MESSAGE = 'From: a@lab.example\r\nTo: b@lab.example\r\nSubject: lab\r\n\r\nletter of the lab\r\n';

export const exim: Service = {
  name: 'exim',
  packages: ['exim4-daemon-light', 'curl'],
  start: async (server) => {
    server.makeFolder('spool', 0o777);
    const file = server.write(
      'exim.conf',
      `primary_hostname = mail.lab.example
exim_user = root
exim_group = root
spool_directory = ${server.path('spool')}
log_file_path = ${server.path('exim-%s.log')}
pid_file_path = ${server.path('exim.pid')}
daemon_smtp_ports = 25 : 2525
local_interfaces = <; 0.0.0.0 ; ::0
host_lookup =
rfc1413_query_timeout = 0s
never_users =
acl_smtp_rcpt = accept
tls_advertise_hosts =
queue_only
begin routers
begin transports
`,
    );
    await server.start(['exim4', '-C', file, '-bdf'], { ready: ['tcp/25', 'tcp/2525'] });
  },
  visits: [25, 2525].map((port) => ({
    title: `SMTP on ${port}`,
    expect: [{ transport: 'tcp' as const, port, protocol: 'smtp' }],
    run: async (client, address) => {
      const url = `smtp://${inUrl(address)}:${port}/lab.example`;
      const envelope = ['--mail-from', 'a@lab.example', '--mail-rcpt', 'b@lab.example'];
      const finished = await client.run([...CURL, '--verbose', ...envelope, '--upload-file', '-', url], {
        input: MESSAGE,
      });
      expectAnswer('SMTP', finished.stderr, /< 250 OK id=/);
    },
  })),
};

async function startDovecot(server: Host): Promise<void> {
  const mail = server.makeFolder('mail', 0o777);
  server.makeFolder('run');
  const listener = (port: number) => `inet_listener port_${port} {\n    port = ${port}\n  }`;
  const file = server.write(
    'dovecot.conf',
    `protocols = imap pop3
listen = *, ::
base_dir = ${server.path('run')}
state_dir = ${server.path('run')}
log_path = ${server.path('dovecot.log')}
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain
mail_location = maildir:${mail}/%u
first_valid_uid = 0
mail_uid = nobody
mail_gid = nogroup
default_internal_user = dovecot
default_login_user = dovenull
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${mail}/%u
}
service imap-login {
  ${listener(1143)}
}
service pop3-login {
  ${listener(1110)}
}
`,
  );
  await server.start(['dovecot', '-F', '-c', file], {
    ready: ['tcp/143', 'tcp/1143', 'tcp/110', 'tcp/1110'],
  });
}

export const dovecot: Service = {
  name: 'dovecot',
  packages: ['dovecot-imapd', 'dovecot-pop3d', 'curl'],
  start: startDovecot,
  visits: (
    [
      ['imap', 143],
      ['imap', 1143],
      ['pop3', 110],
      ['pop3', 1110],
    ] as const
  ).map(([protocol, port]) => ({
    title: `${protocol.toUpperCase()} on ${port}`,
    expect: [{ transport: 'tcp' as const, port, protocol }],
    run: async (client, address) => {
      const url = `${protocol}://${inUrl(address)}:${port}/`;
      const finished = await client.run([...CURL, '--verbose', '--user', 'lab:secret', url]);
      expectAnswer(protocol, finished.stderr, /< (A\d+ OK .*Logged in|\+OK Logged in)/);
    },
  })),
};

export const news: Service = {
  name: 'sn',
  packages: ['socat'],
  unpacked: ['sn'],
  start: async (server, site) => {
    const programs = `${site.unpacked('sn')}/usr/sbin`;
    const spool = server.makeFolder('spool');
    const env = { SNROOT: spool, PATH: `${programs}:${process.env.PATH ?? ''}` };
    await server.must([`${programs}/snnewgroup`, 'lab.test'], { env, cwd: programs });
    for (const port of [119, 1190]) {
      const argv = ['socat', `TCP6-LISTEN:${port},ipv6only=0,fork,reuseaddr`, `EXEC:${programs}/snntpd.bin`];
      await server.start(argv, { ready: [`tcp/${port}`], env });
    }
  },
  visits: [119, 1190].map((port) => ({
    title: `NNTP on ${port}`,
    expect: [{ transport: 'tcp' as const, port, protocol: 'nntp' }],
    run: async (client, address) => {
      const script = [
        'import nntplib, sys',
        'server = nntplib.NNTP(sys.argv[1], int(sys.argv[2]), timeout=10)',
        'print(server.getwelcome())',
        'print(server.list()[1])',
        'server.quit()',
      ].join('\n');
      const argv = ['python3', '-W', 'ignore', '-c', script, address, `${port}`];
      expectAnswer('NNTP', await client.must(argv), 'lab.test');
    },
  })),
};
