/** The control socket with a daemon that is an object: both ends are real, and so is the socket. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { account } from '../../../src/app/cli/commands/account.ts';
import { flows } from '../../../src/app/cli/commands/flows.ts';
import { reload } from '../../../src/app/cli/commands/reload.ts';
import { set } from '../../../src/app/cli/commands/set.ts';
import { status } from '../../../src/app/cli/commands/status.ts';
import { top } from '../../../src/app/cli/commands/top.ts';
import { askDaemon, controlSocket, streamFromDaemon } from '../../../src/app/daemon/control-client.ts';
import type {
  CheckReport,
  LiveFlow,
  RecordedFlow,
  RecordRequest,
  StatusReport,
  TrafficTick,
} from '../../../src/app/daemon/control-model.ts';
import { type Controlled, serveControl } from '../../../src/app/daemon/control-server.ts';
import { Refused } from '../../../src/app/refused.ts';
import { Layer7Error } from '../../../src/core/errors.ts';
import { row } from '../../core/accounting/support.ts';
import { temporaryFolder, testContext } from '../support.ts';

const STATUS: StatusReport = {
  version: '1.2.3',
  pid: 42,
  since: '2026-01-01T00:00:00.000Z',
  protocols: 3,
  applicationNames: 5,
  budget: { numpackets: 10, maxdatalen: 2048 },
  accounting: false,
  health: { workers: 1, restarts: 2, counters: { packets: 7, evicted: 0 } },
  blocked: [],
  traffic: [
    {
      name: 'http',
      id: 2,
      live: { connections: 1, packets: 2, bytes: 3000 },
      ended: { connections: 10, packets: 20, bytes: 30_000 },
    },
  ],
  applications: [
    {
      name: 'youtube',
      id: 300,
      live: { connections: 1, packets: 1, bytes: 1 },
      ended: { connections: 0, packets: 0, bytes: 0 },
    },
  ],
};

function flow(port: number, l7: string): LiveFlow {
  return {
    proto: 'tcp',
    src: '192.0.2.1',
    sport: port,
    dst: '2001:db8::1',
    dport: 80,
    packets: 1,
    bytes: 2,
    l7,
  };
}

/** A daemon that remembers what it was asked. */
class PretendDaemon implements Controlled {
  readonly asked: string[] = [];
  flowCount = 3;
  addsUp = true;

  async status(): Promise<StatusReport> {
    return STATUS;
  }

  async *flows(protocols: readonly string[] | undefined): AsyncGenerator<LiveFlow> {
    this.asked.push(`flows ${protocols?.join('+')}`);
    for (let i = 0; i < this.flowCount; i++) yield flow(i, 'http');
  }

  async *record(request: RecordRequest): AsyncGenerator<RecordedFlow> {
    this.asked.push(`record ${JSON.stringify(request)}`);
    const payload = Buffer.from('hello').toString('base64');
    const packet = { direction: 0, sourcePort: 5, destinationPort: 80, tcpFlags: 24, sequence: 1 };
    const report = { ...flow(5, 'greet'), proto: 'tcp' as const, decided: { packet: 1, bytes: 5 } };
    yield { report, protocol: 6, packets: [{ ...packet, payload, payloadLength: 5 }] };
  }

  async *watch(seconds: number): AsyncGenerator<TrafficTick> {
    this.asked.push(`watch ${seconds}`);
    const rows = [row({ upPackets: 1, upBytes: 100 })];
    for (let i = 0; i < 3; i++) yield { time: '2026-01-01T00:00:00.000Z', seconds, rows };
  }

  async check(seconds: number): Promise<CheckReport> {
    this.asked.push(`check ${seconds}`);
    return {
      seconds,
      holds: this.addsUp,
      balances: [],
      passedOver: [],
      countsExempt: true,
      policyChanged: false,
    };
  }

  async setBudget(change: { numpackets?: number; maxdatalen?: number }) {
    this.asked.push(`budget ${JSON.stringify(change)}`);
    if (change.numpackets === 999) throw new Error('a fault of ours');
    return { numpackets: 10, maxdatalen: 2048, ...change };
  }

  async reload() {
    if (this.asked.push('reload') > 1) {
      throw new Refused(
        { code: 'A', kind: 'input', message: 'first fault', where: { file: 'x.pat', line: 2, column: 3 } },
        [{ code: 'B', kind: 'input', message: 'second fault' }],
      );
    }
    return { protocols: 3, added: ['new'], removed: [], warnings: [] };
  }

  async down() {
    this.asked.push('down');
    return { keptRules: [] };
  }

  end(): void {
    this.asked.push('end');
  }
}

async function withDaemon(use: (runDir: string, daemon: PretendDaemon) => Promise<void>): Promise<void> {
  const runDir = temporaryFolder();
  const daemon = new PretendDaemon();
  const server = await serveControl(runDir, daemon);
  try {
    await use(runDir, daemon);
  } finally {
    server.close();
  }
}

test('the socket is for its owner alone, and gone when the daemon is', async () => {
  let path = '';
  await withDaemon(async (runDir) => {
    path = controlSocket(runDir);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });
  assert.equal(existsSync(path), false);
});

test('the trace of a crash is no hindrance', async () => {
  const runDir = temporaryFolder();
  writeFileSync(controlSocket(runDir), '');
  const server = await serveControl(runDir, new PretendDaemon());
  assert.deepEqual(await askDaemon(runDir, 'GET', '/status'), STATUS);
  server.close();
});

test('status is shown to people and to programs', async () => {
  await withDaemon(async (runDir) => {
    const options = { format: 'table', 'run-dir': runDir, log: 'text' } as const;
    const table = testContext();
    assert.equal(await status({ options: { ...options, format: 'table' }, args: [], context: table }), 0);
    assert.match(
      table.stdout.text,
      /^PROTOCOL +CONNECTIONS +LIVE +PACKETS +BYTES\nhttp +11 +1 +22 +33\.0 KB\n/,
    );
    assert.match(
      table.stdout.text,
      /\nAPPLICATION +CONNECTIONS +LIVE +PACKETS +BYTES\nyoutube +1 +1 +1 +1 B\n/,
    );
    assert.match(table.stdout.text, /workers 1, restarts 2, packets 7\npackets and bytes are not counted/);
    const json = testContext();
    await status({ options: { ...options, format: 'json' }, args: [], context: json });
    assert.deepEqual(JSON.parse(json.stdout.text), STATUS);
    const { traffic, applications, ...daemonPart } = STATUS;
    const lines = testContext();
    await status({ options: { ...options, format: 'jsonl' }, args: [], context: lines });
    assert.deepEqual(
      lines.stdout.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
      [
        { kind: 'protocol', ...STATUS.traffic[0] },
        { kind: 'application', ...STATUS.applications[0] },
        { kind: 'daemon', ...daemonPart },
      ],
    );
  });
});

test('flows come as a table, a document and lines, and the names are passed on', async () => {
  await withDaemon(async (runDir, daemon) => {
    const options = { 'run-dir': runDir, log: 'text', proto: ['http', 'a&b'] } as const;
    const table = testContext();
    await flows({ options: { ...options, format: 'table' }, args: [], context: table });
    assert.match(table.stdout.text, /tcp +192\.0\.2\.1:1 +\[2001:db8::1\]:80 +http +1 +2 B\n/);
    const json = testContext();
    await flows({ options: { ...options, format: 'json' }, args: [], context: json });
    assert.deepEqual(JSON.parse(json.stdout.text), [flow(0, 'http'), flow(1, 'http'), flow(2, 'http')]);
    const lines = testContext();
    await flows({ options: { ...options, format: 'jsonl' }, args: [], context: lines });
    assert.equal(lines.stdout.text.trimEnd().split('\n').length, 3);
    assert.deepEqual(new Set(daemon.asked), new Set(['flows http+a&b']));
  });
});

test('flows of a protocol that there is not are refused with the nearest names', async () => {
  await withDaemon(async (runDir) => {
    writeFileSync(`${runDir}/protocols`, 'mask 0x0fff0000\nprotocol http 2\n');
    const options = { 'run-dir': runDir, log: 'text', proto: ['unset', 'htpp'], format: 'table' } as const;
    await assert.rejects(flows({ options, args: [], context: testContext() }), (error) => {
      assert.ok(error instanceof Layer7Error);
      assert.equal(error.code, 'PROTOCOL_UNKNOWN');
      assert.match(error.diagnostic.next ?? '', /"http"/);
      return true;
    });
  });
});

test('a long list of flows comes through whole, and may be left half-read', async () => {
  await withDaemon(async (runDir, daemon) => {
    daemon.flowCount = 20_000;
    assert.equal((await Array.fromAsync(streamFromDaemon<LiveFlow>(runDir, '/flows'))).length, 20_000);
    for await (const first of streamFromDaemon<LiveFlow>(runDir, '/flows')) {
      assert.equal(first.sport, 0);
      break;
    }
    assert.deepEqual(await askDaemon(runDir, 'GET', '/status'), STATUS);
  });
});

test('set changes one number, refuses one out of range before asking, and reports a fault', async () => {
  await withDaemon(async (runDir, daemon) => {
    const options = { format: 'table', 'run-dir': runDir, log: 'text' } as const;
    const context = testContext();
    await set({ options, args: ['numpackets', '20'], context });
    assert.equal(context.stdout.text, 'numpackets 20, maxdatalen 2048\n');
    assert.deepEqual(daemon.asked, ['budget {"numpackets":20}']);
    await assert.rejects(set({ options, args: ['maxdatalen', '65537'], context }), { code: 'NUMBER_RANGE' });
    await assert.rejects(set({ options, args: ['numpackets', '0'], context }), { code: 'NUMBER_RANGE' });
    await assert.rejects(set({ options, args: ['numpackets', '-3'], context }), { code: 'NUMBER_RANGE' });
    const json = testContext();
    await set({ options: { ...options, format: 'jsonl' }, args: ['numpackets', '20'], context: json });
    assert.equal(json.stdout.text, '{"numpackets":20,"maxdatalen":2048}\n');
    await assert.rejects(set({ options, args: ['numpackets', '999'], context }), { code: 'INTERNAL' });
  });
});

test('reload says what is new, and with broken patterns what is wrong with each', async () => {
  await withDaemon(async (runDir) => {
    const options = { format: 'table', 'run-dir': runDir, log: 'text' } as const;
    const good = testContext();
    assert.equal(await reload({ options, args: [], context: good }), 0);
    assert.equal(good.stdout.text, '3 protocols are named now (new: new)\n');
    const bad = testContext();
    assert.equal(await reload({ options, args: [], context: bad }), 3);
    assert.match(bad.stderr.text, /x\.pat:2:3: first fault[\s\S]*second fault[\s\S]*stay in force/);
    const json = testContext('', { log: 'json' });
    assert.equal(await reload({ options, args: [], context: json }), 3);
    const [first] = json.stderr.text.split('\n').map((line) => line && JSON.parse(line));
    assert.deepEqual(first.where, { file: 'x.pat', line: 2, column: 3 });
  });
});

test('top shows ticks as lines and JSON, and says when the daemon goes', async () => {
  await withDaemon(async (runDir, daemon) => {
    const options = { 'run-dir': runDir, log: 'text', by: 'host', sort: 'bytes', filter: undefined } as const;
    const json = testContext();
    await top({ options: { ...options, interval: 7, count: 2, format: 'jsonl' }, args: [], context: json });
    assert.equal(json.stdout.text.trimEnd().split('\n').length, 2);
    assert.deepEqual(daemon.asked, ['watch 7']);
    const document = testContext();
    const list = { ...options, interval: 7, count: 2, format: 'json' } as const;
    await top({ options: list, args: [], context: document });
    const ticks = JSON.parse(document.stdout.text);
    assert.deepEqual(
      ticks,
      json.stdout.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
    const cut = testContext();
    const more = top({ options: { ...list, count: 9 }, args: [], context: cut });
    await assert.rejects(more, { code: 'DAEMON_ENDED' });
    assert.equal(JSON.parse(cut.stdout.text).length, 3, 'whole also when the daemon goes');
    const endless = top({ options: { ...list, count: undefined }, args: [], context: testContext() });
    await assert.rejects(endless, { code: 'USAGE' });
    const plain = testContext();
    const all = { ...options, interval: 1, count: undefined, format: 'table' } as const;
    await assert.rejects(top({ options: all, args: [], context: plain }), { code: 'DAEMON_ENDED' });
    assert.equal(
      plain.stdout.text,
      '2026-01-01T00:00:00.000Z  192.0.2.1  down 0 bit/s  up 800 bit/s  packets/s 1  new/s 1\n'.repeat(3),
    );
    for (const seconds of [0, 1.5, '1', 100_000]) {
      const asking = streamFromDaemon(runDir, '/watch', { seconds }).next();
      await assert.rejects(asking, { code: 'CONTROL_REQUEST' });
    }
  });
});

test('account check is shown to people and programs, and its status says whether it holds', async () => {
  await withDaemon(async (runDir, daemon) => {
    const options = { 'run-dir': runDir, log: 'text', seconds: 3 } as const;
    const table = testContext();
    const asTable = { options: { ...options, format: 'table' }, args: ['check'], context: table } as const;
    assert.equal(await account(asTable), 0);
    assert.match(table.stdout.text, /^LINK[\s\S]*It adds up: over 3\.0 s/);
    daemon.addsUp = false;
    const json = testContext();
    const asJson = { options: { ...options, format: 'json' }, args: ['check'], context: json } as const;
    assert.equal(await account(asJson), 7);
    assert.equal(JSON.parse(json.stdout.text).holds, false);
    const line = testContext();
    await account({ options: { ...options, format: 'jsonl' }, args: ['check'], context: line });
    assert.equal(line.stdout.text, `${JSON.stringify(JSON.parse(json.stdout.text))}\n`);
  });
});

test('down is answered before the daemon ends', async () => {
  await withDaemon(async (runDir, daemon) => {
    assert.deepEqual(await askDaemon(runDir, 'POST', '/down'), { keptRules: [] });
    assert.deepEqual(daemon.asked, ['down', 'end']);
  });
});

test('a request that is not understood is refused, not guessed at', async () => {
  await withDaemon(async (runDir, daemon) => {
    for (const body of [undefined, {}, { numpackets: 'x' }, { numpackets: 1.5 }, { packets: 3 }, [1]]) {
      if (body !== undefined && Object.keys(body).length === 0) continue;
      await assert.rejects(askDaemon(runDir, 'PUT', '/budget', body), { code: 'CONTROL_REQUEST' });
    }
    await assert.rejects(askDaemon(runDir, 'GET', '/nothing'), { code: 'CONTROL_REQUEST' });
    assert.deepEqual(daemon.asked, []);
  });
});

test('without a daemon, with a dead socket, and with something else at the socket', async () => {
  const runDir = temporaryFolder();
  await assert.rejects(askDaemon(runDir, 'GET', '/status'), { code: 'DAEMON_NOT_RUNNING' });
  writeFileSync(controlSocket(runDir), '');
  await assert.rejects(askDaemon(runDir, 'GET', '/status'), { code: 'DAEMON_NOT_RUNNING' });

  const strange = temporaryFolder();
  const http = createHttpServer((_, response) => response.end('hello')).listen(controlSocket(strange));
  await once(http, 'listening');
  await assert.rejects(askDaemon(strange, 'GET', '/status'), { code: 'DAEMON_ANSWER' });
  http.close();

  const rude = temporaryFolder();
  const server = createServer((socket) => socket.destroy()).listen(controlSocket(rude));
  await once(server, 'listening');
  await assert.rejects(askDaemon(rude, 'GET', '/status'), (error) => {
    assert.ok(error instanceof Layer7Error);
    assert.equal(error.code, 'DAEMON_UNREACHABLE');
    assert.match(error.diagnostic.next ?? '', /layer7 up/);
    return true;
  });
  server.close();
});

test('a daemon that hangs is given up', async () => {
  const runDir = temporaryFolder();
  const silent = createServer(() => {}).listen(controlSocket(runDir));
  await once(silent, 'listening');
  await assert.rejects(askDaemon(runDir, 'GET', '/status', undefined, 50), (error) => {
    assert.ok(error instanceof Layer7Error);
    assert.equal(error.code, 'DAEMON_UNREACHABLE');
    assert.match(error.diagnostic.cause ?? '', /no answer within 0.05 s/);
    return true;
  });
  silent.close();
});

test('a daemon that is stopped is given up soon, before it answers and in the middle of a list', async () => {
  const stopped = spawn('sleep', ['60']);
  try {
    const runDir = temporaryFolder();
    writeFileSync(`${runDir}/daemon.pid`, `${stopped.pid}\n`);
    const server = createHttpServer((request, response) => {
      if (request.url === '/flows') response.write(`${JSON.stringify(flow(1, 'http'))}\n`);
    }).listen(controlSocket(runDir));
    await once(server, 'listening');
    stopped.kill('SIGSTOP');
    const isStopped = (error: unknown): boolean => {
      assert.ok(error instanceof Layer7Error);
      assert.equal(error.code, 'DAEMON_STOPPED');
      assert.match(error.message, new RegExp(`process ${stopped.pid}\\).*state T`));
      assert.match(error.diagnostic.next ?? '', new RegExp(`kill -CONT ${stopped.pid}`));
      return true;
    };
    await assert.rejects(askDaemon(runDir, 'GET', '/status'), isStopped);
    await assert.rejects(Array.fromAsync(streamFromDaemon(runDir, '/flows')), isStopped);
    server.close();
  } finally {
    stopped.kill('SIGKILL');
  }
});

test('somebody who is not root is told to be', {
  skip: process.getuid?.() !== 0 && 'the test must be root to be somebody else',
}, async () => {
  await withDaemon(async (runDir) => {
    chmodSync(runDir, 0o755);
    process.seteuid?.(65534);
    try {
      await assert.rejects(askDaemon(runDir, 'GET', '/status'), { code: 'DAEMON_FORBIDDEN' });
    } finally {
      process.seteuid?.(0);
    }
  });
});
