/**
 * Web and TLS: nginx with HTTP on 80 and 8500 and TLS on 443 and 9443, `openssl s_server` on 4433, and HTTP
 * over QUIC by ngtcp2.
 */

import { expectAnswer, inUrl, type Service, type Visit } from '../service.ts';

const GREETING = 'hello from the lab';

/** Size of the file `large` that nginx serves: enough for thousands of segments. */
export const LARGE_FILE_BYTES = 2_000_000;

const CURL = ['curl', '--silent', '--show-error', '--fail', '--insecure', '--max-time', '10'];

function fetchGreeting(scheme: 'http' | 'https', port: number): Visit {
  return {
    title: `${scheme} on ${port}`,
    expect: [{ transport: 'tcp', port, protocol: scheme === 'http' ? 'http' : 'tls' }],
    run: async (client, address) => {
      const answer = await client.must([...CURL, `${scheme}://${inUrl(address)}:${port}/greeting`]);
      expectAnswer(`${scheme} on ${port}`, answer, GREETING);
    },
  };
}

/** Writes an nginx configuration with the given server blocks and starts it. Needs no user of its own. */
export const nginx: Service = {
  name: 'nginx',
  packages: ['nginx', 'curl'],
  start: async (server, site) => {
    const { certificate, key } = await site.certificate();
    server.write('www/greeting', `${GREETING}\n`);
    server.write('www/large', Buffer.alloc(LARGE_FILE_BYTES, 'layer7 lab '));
    const listen = (port: number, suffix = '') =>
      `listen ${port}${suffix} backlog=4096; listen [::]:${port}${suffix} backlog=4096 ipv6only=on;`;
    const file = server.write(
      'nginx.conf',
      `daemon off;
user root;
worker_processes 1;
pid ${server.path('nginx.pid')};
error_log stderr warn;
events { worker_connections 8192; }
http {
  access_log off;
  keepalive_requests 1000000;
  client_body_temp_path ${server.path('body')};
  proxy_temp_path ${server.path('proxy')};
  fastcgi_temp_path ${server.path('fastcgi')};
  uwsgi_temp_path ${server.path('uwsgi')};
  scgi_temp_path ${server.path('scgi')};
  server { ${listen(80)} ${listen(8500)} root ${server.path('www')}; }
  server {
    ${listen(443, ' ssl')} ${listen(9443, ' ssl')}
    ssl_certificate ${certificate};
    ssl_certificate_key ${key};
    root ${server.path('www')};
  }
}
`,
    );
    await server.start(['nginx', '-e', 'stderr', '-p', server.folder, '-c', file], {
      ready: ['tcp/80', 'tcp/8500', 'tcp/443', 'tcp/9443'],
    });
  },
  visits: [
    fetchGreeting('http', 80),
    fetchGreeting('http', 8500),
    fetchGreeting('https', 443),
    fetchGreeting('https', 9443),
  ],
};

export const openssl: Service = {
  name: 'openssl',
  packages: ['openssl'],
  start: async (server, site) => {
    const { certificate, key } = await site.certificate();
    await server.start(
      ['openssl', 's_server', '-accept', '4433', '-cert', certificate, '-key', key, '-www', '-quiet'],
      { ready: ['tcp/4433'] },
    );
  },
  visits: [
    {
      title: 'TLS on 4433',
      expect: [{ transport: 'tcp', port: 4433, protocol: 'tls' }],
      run: async (client, address) => {
        const answer = await client.must(
          ['openssl', 's_client', '-connect', `${inUrl(address)}:4433`, '-quiet'],
          { input: 'GET / HTTP/1.0\r\n\r\n', timeout: 10_000 },
        );
        expectAnswer('openssl s_server', answer, 'HTTP/1.0 200');
      },
    },
  ],
};

export const quic: Service = {
  name: 'quic',
  packages: ['ngtcp2-server', 'ngtcp2-client'],
  start: async (server, site) => {
    const { certificate, key } = await site.certificate();
    server.write('www/index.html', `${GREETING}\n`);
    for (const port of [443, 6121]) {
      await server.start(['gtlsserver', '-q', '-d', server.path('www'), '*', `${port}`, key, certificate], {
        ready: [`udp/${port}`],
      });
    }
  },
  visits: [443, 6121].map((port) => ({
    title: `HTTP over QUIC on ${port}`,
    expect: [{ transport: 'udp' as const, port, protocol: 'quic' }],
    run: async (client, address) => {
      const folder = client.makeFolder(`quic-${port}`);
      const host = inUrl(address);
      const argv = ['gtlsclient', '-q', '--exit-on-all-streams-close', '--download', folder];
      await client.must([...argv, address, `${port}`, `https://${host}/index.html`], { timeout: 10_000 });
      expectAnswer('QUIC download', await client.must(['cat', `${folder}/index.html`]), GREETING);
    },
  })),
};
