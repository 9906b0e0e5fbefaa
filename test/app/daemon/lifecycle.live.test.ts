/**
 * A daemon's life as a user sees it: the launcher, a real kernel, a network namespace of its own. What goes
 * over the wire is tested elsewhere (test/live); here it is about starting, changing, refusing and ending.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseProtocolsFile } from '../../../src/app/daemon/protocols-file.ts';
import { PROJECT_ROOT } from '../../../src/app/version.ts';
import {
  everything,
  makeNamespace,
  type Namespace,
  namespaceTrouble,
} from '../../linux/netfilter/namespace.ts';
import { temporaryFolder } from '../support.ts';

const trouble = namespaceTrouble();
const skip = trouble ?? false;
const LAUNCHER = join(PROJECT_ROOT, 'layer7');

/** One instance: a namespace, folders with spaces in their names, and patterns. */
class Instance {
  readonly namespace: Namespace;
  readonly base = temporaryFolder();
  readonly runDir = join(this.base, 'run dir');
  readonly patterns = join(this.base, 'my patterns');

  private constructor(namespace: Namespace) {
    this.namespace = namespace;
    mkdirSync(this.patterns);
    this.pattern('http', '^get .* http');
    this.pattern('ssh', '^ssh-[12]');
  }

  static async create(): Promise<Instance> {
    // The first to be registered is the first to run: the daemon ends before its folders go.
    let made: Instance | undefined;
    after(() => made?.layer7('down'));
    made = new Instance(await makeNamespace());
    return made;
  }

  pattern(name: string, expression: string): void {
    writeFileSync(join(this.patterns, `${name}.pat`), `${name}\n${expression}\n`);
  }

  layer7(command: string, ...args: readonly string[]) {
    return this.namespace.run(LAUNCHER, [command, '--run-dir', this.runDir, ...args]);
  }

  up(...args: readonly string[]) {
    return this.layer7('up', '--l7dir', this.patterns, ...args);
  }

  /** Runs a command that must succeed, and returns what it printed. */
  async must(command: string, ...args: readonly string[]): Promise<string> {
    const result = command === 'up' ? await this.up(...args) : await this.layer7(command, ...args);
    assert.equal(result.status, 0, result.stderr);
    return result.stdout;
  }

  pid(): number {
    return Number(readFileSync(join(this.runDir, 'daemon.pid'), 'latin1'));
  }

  ids(file = 'protocols'): Record<string, number> {
    const path = join(this.runDir, file);
    return Object.fromEntries(parseProtocolsFile(readFileSync(path, 'utf8'), path).ids);
  }

  log(): string {
    return readFileSync(join(this.runDir, 'daemon.log'), 'utf8');
  }
}

/** Waits until `condition` holds. */
async function until(condition: () => boolean, what: string): Promise<void> {
  for (let step = 0; step < 400; step++) {
    if (condition()) return;
    await sleep(50);
  }
  assert.fail(`waited in vain: ${what}`);
}

/** The kernel's switches for counting, and for telling of the end of connections. */
async function switches(namespace: Namespace): Promise<string[]> {
  const folder = '/proc/sys/net/netfilter';
  const values = await namespace.ok('cat', `${folder}/nf_conntrack_acct`, `${folder}/nf_conntrack_events`);
  return values.trim().split('\n');
}

test('up brings rules, files and answers; down takes exactly these away', { skip }, async () => {
  const instance = await Instance.create();
  const { namespace, runDir } = instance;
  await namespace.ok('iptables-legacy', '-t', 'mangle', '-A', 'FORWARD', '-p', 'icmp', '-j', 'ACCEPT');
  // The kernel keeps a legacy table once it has been looked at: have them all from the start.
  for (const program of ['iptables-legacy', 'ip6tables-legacy']) {
    for (const table of ['raw', 'mangle']) await namespace.ok(program, '-t', table, '-L');
  }
  const before = await everything(namespace);
  const switchesBefore = await switches(namespace);

  const { stderr, status } = await instance.up('--iptables', 'legacy');
  assert.equal(status, 0, stderr);
  assert.match(stderr, /connections are being named protocols=2/);
  assert.match(await namespace.ok('iptables-legacy-save'), /-j NFQUEUE/);
  assert.deepEqual(instance.ids(), { http: 2, ssh: 3 });
  assert.match(readFileSync(join(runDir, 'protocols.nft'), 'utf8'), /define l7_http = 0x0c000000-0x0fff0000/);
  const report = JSON.parse(await instance.must('status', '--format', 'json'));
  assert.equal(report.pid, instance.pid());
  assert.equal(report.protocols, 2);
  assert.equal(report.l7dir, instance.patterns);
  assert.equal(report.health.workers, 1);
  assert.deepEqual(await switches(namespace), ['1', '1']);

  await instance.must('down');
  assert.equal(await everything(namespace), before);
  assert.deepEqual(await switches(namespace), switchesBefore);
  assert.deepEqual(readdirSync(runDir).sort(), ['cache', 'daemon.log', 'ids']);
  assert.equal((await instance.layer7('status')).status, 4);
  assert.equal((await instance.layer7('down')).status, 4);
});

test('a second daemon is refused in the same network namespace, whatever its run folder and queue', {
  skip,
}, async () => {
  const instance = await Instance.create();
  await instance.must('up');
  const pid = instance.pid();
  const log = instance.log();
  const same = await instance.up();
  assert.equal(same.status, 6);
  assert.match(same.stderr, new RegExp(`process ${pid}`));
  assert.equal(instance.log(), log);
  const { namespace, patterns, base, runDir } = instance;
  const rules = await everything(namespace);
  const other = join(base, 'other');
  for (const words of [
    [],
    ['--queue-num', '7'],
    ['--queue-num', '7', '--foreground', '--iptables', 'nftables'],
  ]) {
    const second = await namespace.run(LAUNCHER, ['up', '--run-dir', other, '--l7dir', patterns, ...words]);
    assert.equal(second.status, 6, second.stderr);
    assert.match(second.stderr, new RegExp(`process ${pid}, with the run folder ${runDir}`));
    assert.match(second.stderr, /a network namespace of its own/);
    assert.equal(existsSync(join(other, 'daemon.pid')), false);
  }
  assert.equal((await namespace.run(LAUNCHER, ['down', '--run-dir', other])).status, 4);
  assert.equal(await everything(namespace), rules);
  assert.equal(JSON.parse(await instance.must('status', '--format', 'json')).pid, pid);
});

test('rules that a process serves are nobody else’s, even where its lock is not to be seen', {
  skip,
}, async () => {
  const instance = await Instance.create();
  await instance.must('up', '--iptables', 'nft', '--queue-num', '5');
  const { namespace, patterns, base } = instance;
  const rules = await everything(namespace);
  // As in a container that shares the network and has a /run of its own.
  const command = 'mount -t tmpfs none /run && exec "$@"';
  const words = [LAUNCHER, 'up', '--run-dir', join(base, 'other'), '--l7dir', patterns];
  const second = await namespace.run('unshare', ['--mount', 'sh', '-c', command, 'sh', ...words]);
  assert.equal(second.status, 6, second.stderr);
  assert.match(second.stderr, new RegExp(`queue 5 is held by process ${instance.pid()} `));
  assert.equal(await everything(namespace), rules);
});

test('what a crashed daemon left in its run folder goes, but not the rules of its successor', {
  skip,
}, async () => {
  const instance = await Instance.create();
  const { namespace, patterns, base } = instance;
  await instance.must('up');
  process.kill(instance.pid(), 'SIGKILL');
  await until(() => !existsSync(`/proc/${instance.pid()}`), 'the end of the daemon');
  const other = join(base, 'other');
  const second = await namespace.run(LAUNCHER, ['up', '--run-dir', other, '--l7dir', patterns]);
  assert.equal(second.status, 0, second.stderr);
  const rules = await everything(namespace);
  assert.equal(rules.match(/-j NFQUEUE/g)?.length, 2);
  assert.match(await instance.must('down'), /crashed one left has been removed/);
  assert.equal(await everything(namespace), rules);
  assert.equal((await namespace.run(LAUNCHER, ['down', '--run-dir', other])).status, 0);
});

test('reload: new patterns get new ids, broken ones change nothing, SIGHUP does the same', {
  skip,
}, async () => {
  const instance = await Instance.create();
  await instance.must('up');
  const rules = await everything(instance.namespace);

  instance.pattern('ftp', '^220 ftp');
  assert.equal(await instance.must('reload'), '3 protocols are named now (new: ftp)\n');
  assert.deepEqual(instance.ids(), { http: 2, ssh: 3, ftp: 4 });

  instance.pattern('http', 'get (');
  instance.pattern('ssh', '[ssh');
  const broken = await instance.layer7('reload');
  assert.equal(broken.status, 3);
  assert.match(broken.stderr, /http\.pat:2:\d+: /);
  assert.match(broken.stderr, /ssh\.pat:2:\d+: /);
  assert.match(broken.stderr, /stay in force/);
  assert.equal(JSON.parse(await instance.must('status', '--format', 'json')).protocols, 3);
  assert.equal(JSON.parse(await instance.must('status', '--format', 'json')).health.restarts, 0);

  instance.pattern('http', '^get');
  rmSync(join(instance.patterns, 'ssh.pat'));
  process.kill(instance.pid(), 'SIGHUP');
  await until(() => instance.log().match(/read again/g)?.length === 2, 'the reload by SIGHUP');
  assert.deepEqual(instance.ids(), { http: 2, ftp: 4 });
  assert.deepEqual(instance.ids('ids'), { http: 2, ssh: 3, ftp: 4 });
  rmSync(join(instance.patterns, 'ftp.pat'));
  instance.pattern('ssh', '^ssh');
  await instance.must('reload');
  assert.equal(await everything(instance.namespace), rules);
});

test('relative paths are those of where the command was typed', { skip }, async () => {
  const instance = await Instance.create();
  const { namespace, base } = instance;
  const words = ['up', '--run-dir', 'run dir', '--l7dir', './my patterns'];
  const shell = ['-c', 'cd "$1" && shift && exec "$@"', 'sh', base, LAUNCHER, ...words];
  const { status, stderr } = await namespace.run('sh', shell);
  assert.equal(status, 0, stderr);
  const report = JSON.parse(await instance.must('status', '--format', 'json'));
  assert.equal(report.l7dir, instance.patterns);
  await instance.must('reload');
});

test('ids outlive the daemon, and a name that comes back has its own again', { skip }, async () => {
  const instance = await Instance.create();
  await instance.must('up');
  await instance.must('down');
  rmSync(join(instance.patterns, 'http.pat'));
  instance.pattern('aim', '^aim');
  await instance.must('up');
  assert.deepEqual(instance.ids(), { ssh: 3, aim: 4 });
  instance.pattern('http', '^get');
  await instance.must('reload');
  assert.deepEqual(instance.ids(), { http: 2, ssh: 3, aim: 4 });
  const listed = JSON.parse(
    await instance.must('protocols', '--l7dir', instance.patterns, '--format', 'json'),
  );
  assert.deepEqual(
    listed.map(({ name, id }: { name: string; id: number }) => [name, id]),
    [
      ['aim', 4],
      ['http', 2],
      ['ssh', 3],
    ],
  );
});

test('set changes the rule and the workers at once', { skip }, async () => {
  const instance = await Instance.create();
  await instance.must('up', '--numpackets', '7');
  const saved = (): Promise<string> => instance.namespace.ok('iptables-save');
  assert.match(await saved(), /--connbytes 0:7 /);
  assert.equal(await instance.must('set', 'numpackets', '23'), 'numpackets 23, maxdatalen 2048\n');
  assert.match(await saved(), /--connbytes 0:23 /);
  assert.equal(await instance.must('set', 'maxdatalen', '65536'), 'numpackets 23, maxdatalen 65536\n');
  const { budget } = JSON.parse(await instance.must('status', '--format', 'json'));
  assert.deepEqual(budget, { numpackets: 23, maxdatalen: 65536 });
  assert.equal((await instance.layer7('set', 'maxdatalen', '0')).status, 2);
});

for (const next of ['up', 'an up that is refused', 'down'] as const) {
  test(`after kill -9 of everything, ${next} clears up`, { skip }, async () => {
    const instance = await Instance.create();
    const { namespace } = instance;
    const before = await everything(namespace);
    const switchesBefore = await switches(namespace);
    await instance.must('up', '--iptables', 'nft');
    const { health } = JSON.parse(await instance.must('status', '--format', 'json'));
    assert.equal(health.workers, 1);
    process.kill(instance.pid(), 'SIGKILL');
    await until(() => !existsSync(`/proc/${instance.pid()}`), 'the end of the daemon');
    assert.notEqual(await everything(namespace), before);
    if (next === 'an up that is refused') {
      assert.equal((await instance.up('--protocols', 'none-of-these')).status, 2);
      assert.equal(await everything(namespace), before);
      assert.deepEqual(await switches(namespace), switchesBefore);
      return;
    }
    if (next === 'up') {
      const { status, stderr } = await instance.up('--iptables', 'nft');
      assert.equal(status, 0, stderr);
      assert.match(stderr, /ended without clearing up/);
      assert.equal((await namespace.ok('iptables-save')).match(/-j NFQUEUE/g)?.length, 1);
    }
    const said = await instance.must('down');
    if (next === 'down') assert.match(said, /crashed one left has been removed/);
    assert.equal(await everything(namespace), before);
    assert.deepEqual(await switches(namespace), switchesBefore);
    assert.equal(existsSync(join(instance.runDir, 'daemon.pid')), false);
  });
}

test('a daemon that is stopped by SIGTERM takes everything away', { skip }, async () => {
  const instance = await Instance.create();
  const before = await everything(instance.namespace);
  await instance.must('up');
  const pid = instance.pid();
  process.kill(pid, 'SIGTERM');
  await until(() => !existsSync(`/proc/${pid}`), 'the end of the daemon');
  assert.equal(await everything(instance.namespace), before);
});

const REFUSALS: readonly (readonly [
  what: string,
  prepare: (instance: Instance) => Promise<readonly string[]>,
  status: number,
  says: RegExp,
])[] = [
  [
    'a broken pattern',
    async (instance) => {
      instance.pattern('bad', 'x(');
      return [];
    },
    3,
    /bad\.pat:2:\d+: /,
  ],
  ['an unknown protocol', async () => ['--protocols', 'http,shh'], 2, /did you mean "ssh"/],
  [
    'mark bits that a rule uses',
    async ({ namespace }) => {
      await namespace.ok(
        'iptables-legacy',
        '-t',
        'mangle',
        '-A',
        'PREROUTING',
        '-j',
        'CONNMARK',
        '--set-mark',
        '0x20000/0xff0000',
      );
      return [];
    },
    6,
    /PREROUTING[\s\S]*--mark-mask/,
  ],
  [
    'a configuration with a line that means nothing',
    async (instance) => {
      const path = join(instance.base, 'l7.conf');
      writeFileSync(path, 'http 3\nssh\n');
      return ['--conf', path];
    },
    3,
    /l7\.conf:2:4: /,
  ],
  [
    'a configuration with a name that there is not',
    async (instance) => {
      const path = join(instance.base, 'l7.conf');
      writeFileSync(path, 'http 3\r\nsshh 6\r\n');
      return ['--conf', path];
    },
    3,
    /l7\.conf:2:1: .*"sshh"[\s\S]*did you mean "ssh"/,
  ],
  [
    'a configuration without a good name',
    async (instance) => {
      const path = join(instance.base, 'l7.conf');
      writeFileSync(path, 'sshh 6');
      return ['--conf', path];
    },
    3,
    /l7\.conf:1:1: /,
  ],
  [
    'an empty configuration',
    async (instance) => {
      const path = join(instance.base, 'l7.conf');
      writeFileSync(path, '# nothing\n\n');
      return ['--conf', path];
    },
    3,
    /l7\.conf: the configuration names no protocol[\s\S]*leave out --conf/,
  ],
  [
    'a run folder that cannot be one',
    async (instance) => {
      writeFileSync(instance.runDir, '');
      return [];
    },
    4,
    /run dir: the folder cannot be made/,
  ],
  [
    'a state folder in /proc',
    async () => ['--state-dir', '/proc/x/y'],
    4,
    /\/proc\/x\/y: the folder cannot be made/,
  ],
  ['a state folder that takes no files', async () => ['--state-dir', '/proc'], 4, /\/proc: .*written there/],
];
for (const [what, prepare, status, says] of REFUSALS) {
  test(`up is refused for ${what}, and leaves nothing behind`, { skip }, async () => {
    const instance = await Instance.create();
    const options = await prepare(instance);
    const before = await everything(instance.namespace);
    const result = await instance.up(...options);
    assert.equal(result.status, status, result.stderr);
    assert.match(result.stderr, says);
    assert.equal(await everything(instance.namespace), before);
    assert.equal(existsSync(join(instance.runDir, 'daemon.pid')), false);
    assert.equal(existsSync(join(instance.runDir, 'control.sock')), false);
  });
}

test('a configuration of l7-filter-userspace gives order and ids', { skip }, async () => {
  const instance = await Instance.create();
  const path = join(instance.base, 'l7.conf');
  writeFileSync(path, 'ssh 9\nhttp 3\n');
  await instance.must('up', '--conf', path);
  assert.deepEqual(instance.ids(), { http: 3, ssh: 9 });
});

test('another mask, several queues and no helpers', { skip }, async () => {
  const instance = await Instance.create();
  await instance.must(
    'up',
    '--mark-mask',
    '0xff00',
    '--queue-num',
    '40',
    '--queues',
    '2',
    '--helpers',
    'none',
  );
  const saved = await instance.namespace.ok('iptables-save');
  assert.match(saved, /--queue-balance 40:41 /);
  assert.match(saved, /--nfmask 0xff00 --ctmask 0xff00/);
  assert.doesNotMatch(saved, /--helper/);
  assert.equal(JSON.parse(await instance.must('status', '--format', 'json')).health.workers, 2);
});

test('a dry run prints the rules and changes nothing', { skip }, async () => {
  const instance = await Instance.create();
  const before = await everything(instance.namespace);
  const text = await instance.must('up', '--dry-run', '--iptables', 'legacy', '--numpackets', '5');
  assert.match(
    text,
    /^# iptables-legacy-restore --noflush\n[\s\S]*--connbytes 0:5 [\s\S]*# ip6tables-legacy-restore/,
  );
  assert.equal(await everything(instance.namespace), before);
  assert.equal(existsSync(join(instance.runDir, 'protocols')), false);
});

test('logs are one JSON object a line when that is asked for', { skip }, async () => {
  const instance = await Instance.create();
  const { stderr } = await instance.up('--log', 'json');
  const lines = [...stderr.trimEnd().split('\n'), ...instance.log().trimEnd().split('\n')].map((line) =>
    JSON.parse(line),
  );
  assert.ok(lines.every((line) => typeof line.message === 'string' && typeof line.time === 'string'));
  assert.ok(lines.some((line) => line.message === 'connections are being named' && line.protocols === 2));
});

test('rules that another program flushes are named by status of the namespace and put back by the next change', {
  skip,
}, async () => {
  const instance = await Instance.create();
  await instance.must('up', '--iptables', 'legacy');
  await instance.namespace.ok('iptables-legacy', '-t', 'mangle', '-F', 'FORWARD');
  assert.doesNotMatch(await instance.namespace.ok('iptables-legacy-save'), /-A FORWARD .*LAYER7/);
  await instance.must('set', 'numpackets', '11');
  assert.match(await instance.namespace.ok('iptables-legacy-save'), /-A FORWARD .*LAYER7/);
});
