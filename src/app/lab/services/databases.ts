/**
 * Databases: MariaDB on 3306, PostgreSQL on 5432, Redis on 6379 and memcached on 11211, each on an odd port
 * as well. Data folders are made anew below the lab's own.
 */

import { existsSync, readdirSync } from 'node:fs';

import { Layer7Error } from '../../../core/errors.ts';
import { expectAnswer, inUrl, type Service } from '../service.ts';

export const mariadb: Service = {
  name: 'mariadb',
  packages: ['mariadb-server-core', 'mariadb-client-core'],
  start: async (server) => {
    const data = server.makeFolder('mysql');
    const common = ['--no-defaults', `--datadir=${data}`, '--user=root', `--tmpdir=${server.folder}`];
    await server.must([
      'mariadb-install-db',
      ...common,
      '--skip-test-db',
      '--auth-root-authentication-method=normal',
    ]);
    const init = server.write('init.sql', "GRANT ALL ON *.* TO 'lab'@'%' IDENTIFIED BY 'secret';\n");
    await server.start(
      [
        'mariadbd',
        ...common,
        `--socket=${server.path('mysql.sock')}`,
        `--pid-file=${server.path('mysql.pid')}`,
        `--init-file=${init}`,
        '--port=3306',
        '--extra-port=33060',
        '--extra-max-connections=10',
        '--skip-name-resolve',
        '--skip-log-bin',
        '--innodb-buffer-pool-size=16M',
      ],
      { ready: ['tcp/3306', 'tcp/33060'] },
    );
  },
  visits: [3306, 33060].map((port) => ({
    title: `MySQL on ${port}`,
    expect: [{ transport: 'tcp' as const, port, protocol: 'mysql' }],
    run: async (client, address) => {
      const login = [
        '--no-defaults',
        `--host=${address}`,
        `--port=${port}`,
        '--user=lab',
        '--password=secret',
      ];
      const answer = await client.must(['mariadb', ...login, '--batch', '--execute', 'SELECT 40 + 2 AS n']);
      expectAnswer('MySQL', answer, '42');
    },
  })),
};

/** Folder of the newest PostgreSQL's server programs, which Debian keeps off the path. */
function postgresqlPrograms(): string {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).map(Number).filter(Number.isFinite) : [];
  const found = versions.sort((a, b) => b - a).find((version) => existsSync(`${root}/${version}/bin/initdb`));
  if (found !== undefined) return `${root}/${found}/bin`;
  throw new Layer7Error({
    code: 'LAB_PROGRAM_MISSING',
    kind: 'environment',
    message: `no PostgreSQL server below ${root}`,
    next: 'apt-get install postgresql',
  });
}

export const postgresql: Service = {
  name: 'postgresql',
  packages: ['postgresql', 'socat'],
  start: async (server) => {
    // PostgreSQL refuses to run as root: it gets the user that its package made.
    const data = server.makeFolder('postgresql');
    await server.must(['chown', 'postgres:', data]);
    const as = ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', '--'];
    const bin = postgresqlPrograms();
    const options = ['--auth=trust', '--username=lab', '--no-sync', '--no-locale', '--encoding=UTF8'];
    await server.must([...as, `${bin}/initdb`, ...options, `--pgdata=${data}`]);
    await server.must(['sh', '-c', `printf 'host all all all trust\\n' >> '${data}/pg_hba.conf'`]);
    const flags = ['-D', data, '-p', '5432', '-k', data, '-c', 'listen_addresses=*', '-c', 'fsync=off'];
    await server.start([...as, `${bin}/postgres`, ...flags], { ready: ['tcp/5432'] });
    // One cluster listens on one port; the odd one reaches it through a relay on the server itself.
    const relay = ['socat', 'TCP6-LISTEN:15432,ipv6only=0,fork,reuseaddr', 'TCP4:127.0.0.1:5432'];
    await server.start(relay, { ready: ['tcp/15432'] });
  },
  visits: [5432, 15432].map((port) => ({
    title: `PostgreSQL on ${port}`,
    expect: [{ transport: 'tcp' as const, port, protocol: 'postgresql' }],
    run: async (client, address) => {
      const to = `host=${address} port=${port} user=lab dbname=postgres connect_timeout=10`;
      const answer = await client.must([
        'psql',
        '--no-psqlrc',
        '--tuples-only',
        '--command=SELECT 40 + 2',
        to,
      ]);
      expectAnswer('PostgreSQL', answer, '42');
    },
  })),
};

export const redis: Service = {
  name: 'redis',
  packages: ['redis-server', 'redis-tools'],
  start: async (server) => {
    for (const port of [6379, 16379]) {
      const argv = ['redis-server', '--port', `${port}`, '--bind', '*', '-::*', '--protected-mode', 'no'];
      await server.start([...argv, '--save', '', '--dir', server.folder], { ready: [`tcp/${port}`] });
    }
  },
  visits: [6379, 16379].map((port) => ({
    title: `Redis on ${port}`,
    expect: [{ transport: 'tcp' as const, port, protocol: 'redis' }],
    run: async (client, address) => {
      const argv = ['redis-cli', '-h', address, '-p', `${port}`];
      expectAnswer('Redis', await client.must([...argv, 'SET', 'lab', 'answer']), 'OK');
      expectAnswer('Redis', await client.must([...argv, 'GET', 'lab']), 'answer');
    },
  })),
};

export const memcached: Service = {
  name: 'memcached',
  packages: ['memcached', 'socat'],
  start: async (server) => {
    for (const port of [11211, 21211]) {
      await server.start(['memcached', '-u', 'nobody', '-m', '16', '-l', `0.0.0.0:${port},[::]:${port}`], {
        ready: [`tcp/${port}`],
      });
    }
  },
  visits: [11211, 21211].map((port) => ({
    title: `memcached on ${port}`,
    expect: [{ transport: 'tcp' as const, port, protocol: 'memcached' }],
    run: async (client, address) => {
      const to = `TCP:${inUrl(address)}:${port}`;
      const commands = 'set lab 0 0 6\r\nanswer\r\nget lab\r\nquit\r\n';
      const answer = await client.must(['socat', '-t', '5', '-', to], { input: commands });
      expectAnswer('memcached', answer, 'VALUE lab 0 6');
    },
  })),
};
