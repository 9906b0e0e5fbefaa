/**
 * `npm run bench:accounting`: what the accounts cost where many short connections end. The same stream of
 * events, as the kernel sends them when a connection ends, goes through the daemon's decoder twice:
 *
 *     without    sums by protocol and the notes of unnamed ends, as with `layer7 up --no-accounts`
 *     with       the same, and the accounts: address, links, ledger, book of the minute
 *
 * In turns, so that what else the machine does falls on both alike. The ratio of medians is the result; the
 * time of an event says how much of a processor 20,000 connections a second take. Besides: what a look costs
 * for each connection in the list, and what a minute costs when it is written.
 *
 * With `--live` two routers in network namespaces forward one-packet flows as well, with accounts and
 * without, and the processor time of the whole daemon per flow is compared (needs root).
 *
 * Usage: node bench/accounting.ts [--rounds N] [--events N] [--live] [--flows N]
 */

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, release, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { LabDaemon } from '../src/app/lab/daemon.ts';
import { Lab } from '../src/app/lab/lab.ts';
import { ADDRESSES, processesIn, setKernel } from '../src/app/lab/topology.ts';
import { AccountDatabase } from '../src/app/store/account-database.ts';
import { AccountBook } from '../src/core/accounting/account-book.ts';
import { Accountant } from '../src/core/accounting/accountant.ts';
import { type Prefix, PrefixTable } from '../src/core/accounting/prefix-table.ts';
import { parseRetention } from '../src/core/accounting/retention.ts';
import type { AccountRow } from '../src/core/accounting/row.ts';
import { median } from '../src/core/median.ts';
import { ConntrackAccount } from '../src/linux/netlink/conntrack-account.ts';
import { ConntrackSight } from '../src/linux/netlink/conntrack-sight.ts';
import { MessageWriter } from '../src/linux/netlink/message.ts';
import { beginNfnetlink } from '../src/linux/netlink/nfnetlink.ts';

const ROOT = resolve(import.meta.dirname, '..');
const MASK = 0x0fff0000;
const RATE = 20_000;
/** Inner hosts and names in the stream. */
const HOSTS = 300;
const NAMES = 40;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    events: { type: 'string', default: '200000' },
    live: { type: 'boolean', default: false },
    flows: { type: 'string', default: '60000' },
  },
});
const rounds = Number(values.rounds);
const events = Number(values.events);

/** The stream: messages one after the other, and where each begins. */
interface Stream {
  readonly buffer: Uint8Array;
  readonly starts: Uint32Array;
}

function big(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

/** A DESTROY event with all that ctnetlink puts into it, some 250 bytes. */
function writeEvent(writer: MessageWriter, i: number): void {
  const isIpv6 = i % 4 === 3;
  const host = (i * 7919) % HOSTS;
  const inner = isIpv6
    ? [0x20, 1, 0xd, 0xb8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, host >> 8, host & 255]
    : [192, 168, host >> 8, host & 255];
  const outer = isIpv6
    ? [0x20, 1, 0xd, 0xb8, 0, 2, 0, 0, 0, 0, 0, i & 255, 0, 0, (i >> 8) & 255, 9]
    : [203, 0, (i >> 8) & 255, i & 255];
  const at = beginNfnetlink(writer, 0x102, 0, 0, isIpv6 ? 10 : 2);
  for (const [type, source, destination, ports] of [
    [1, inner, outer, [1024 + (i % 60_000), 443]],
    [2, outer, inner, [443, 1024 + (i % 60_000)]],
  ] as const) {
    const tuple = writer.beginNested(type);
    const ip = writer.beginNested(1);
    writer.attribute(isIpv6 ? 3 : 1, source);
    writer.attribute(isIpv6 ? 4 : 2, destination);
    writer.endNested(ip);
    const proto = writer.beginNested(2);
    writer.uint8(1, 6);
    writer.uint16(2, ports[0]);
    writer.uint16(3, ports[1]);
    writer.endNested(proto);
    writer.endNested(tuple);
  }
  writer.uint32(12, Math.imul(i + 1, 0x9e3779b1) >>> 0);
  writer.uint32(3, 0x18e);
  writer.uint32(7, 10);
  for (const type of [9, 10]) {
    const counters = writer.beginNested(type);
    writer.attribute(1, big(5 + (i % 11)));
    writer.attribute(2, big(400 + (i % 5000)));
    writer.endNested(counters);
  }
  writer.uint32(8, ((2 + (i % NAMES)) << 16) >>> 0);
  writer.endMessage(at);
}

function makeStream(): Stream {
  const writer = new MessageWriter(events * 320);
  const starts = new Uint32Array(events + 1);
  for (let i = 0; i < events; i++) {
    starts[i] = writer.length;
    writeEvent(writer, i);
  }
  starts[events] = writer.length;
  return { buffer: writer.bytes(), starts };
}

function makeAccountant(): { accountant: Accountant; book: AccountBook } {
  const accountant = new Accountant({ mask: MASK, capacity: 262_144 });
  const prefixes: Prefix[] = [
    { prefix: '192.168.0.0/16', version: 4, value: 2 },
    { prefix: 'default', version: 4, value: 3 },
    { prefix: '2001:db8:1::/48', version: 6, value: 2 },
    { prefix: 'default', version: 6, value: 3 },
    // What a router of this kind has besides.
    ...Array.from({ length: 8 }, (_, i) => ({ prefix: `10.${i}.0.1`, version: 4 as const, value: 1 })),
    ...Array.from({ length: 8 }, (_, i) => ({ prefix: `fd00::${i + 1}`, version: 6 as const, value: 1 })),
  ];
  const places = new Uint8Array(256).fill(2);
  places[3] = 0;
  accountant.paths = { table: new PrefixTable(prefixes), places };
  const book = new AccountBook(accountant.names, { hosts: 1024, rows: 16_384 });
  accountant.open(book);
  return { accountant, book };
}

/** Microseconds of an event. */
function timed(count: number, run: () => void): number {
  const from = process.hrtime.bigint();
  run();
  return Number(process.hrtime.bigint() - from) / 1000 / count;
}

function measureDecoding({ buffer, starts }: Stream) {
  const sums = new ConntrackAccount(MASK);
  const sight = new ConntrackSight();
  const { accountant, book } = makeAccountant();
  const without = (): void => {
    for (let i = 0; i < events; i++) {
      sight.read(buffer, starts[i], starts[i + 1]);
      sums.add(sight, buffer);
    }
  };
  const withAccounts = (): void => {
    for (let i = 0; i < events; i++) {
      sight.read(buffer, starts[i], starts[i + 1]);
      sums.add(sight, buffer);
      accountant.end(sight);
    }
  };
  const look = (): void => {
    accountant.startLook();
    for (let i = 0; i < events; i++) {
      sight.read(buffer, starts[i], starts[i + 1]);
      accountant.see(sight);
    }
    accountant.finishLook(true);
  };
  const raw: { without: number[]; with: number[]; look: number[] } = { without: [], with: [], look: [] };
  for (let round = -3; round < rounds; round++) {
    const turns = {
      without: timed(events, without),
      with: timed(events, withAccounts),
      look: timed(events, look),
    };
    withAccounts();
    book.clear();
    // The first rounds only warm up.
    if (round < 0) continue;
    for (const kind of ['without', 'with', 'look'] as const) raw[kind].push(turns[kind]);
  }
  withAccounts();
  return { raw, rows: book.rows() };
}

/** Milliseconds to write a full minute, one after the other. */
function measureWriting(rows: readonly AccountRow[]): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'layer7-bench-'));
  try {
    const retention = parseRetention('2d,90d,10y');
    const path = join(folder, 'accounts.db');
    const database = AccountDatabase.open({ path, retention, mostBytes: 1e9, mostRows: 20_000 }, Date.now());
    const times: number[] = [];
    for (let minute = 0; minute < rounds; minute++) {
      times.push(timed(1000, () => database.write(1.7e9 + 60 * minute, rows)));
    }
    database.close();
    return times;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Microseconds of processor time that the processes of a namespace have used so far. */
async function processorTime(namespace: string): Promise<number> {
  let nanoseconds = 0;
  for (const pid of await processesIn(namespace)) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      nanoseconds += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]);
    }
  }
  return nanoseconds / 1000;
}

async function standUp(upArguments: readonly string[]): Promise<{ lab: Lab; daemon: LabDaemon }> {
  const lab = await Lab.create();
  await lab.server.must(['ip', 'route', 'add', 'blackhole', '198.18.0.0/15']);
  await lab.router.must(['ip', 'route', 'add', '198.18.0.0/15', 'via', ADDRESSES.server.ipv4]);
  await setKernel(lab.topology.router, 'net/netfilter/nf_conntrack_udp_timeout', '1');
  return { lab, daemon: await LabDaemon.up(lab.router, { launcher: join(ROOT, 'layer7'), upArguments }) };
}

/** One-packet flows through a router: processor time of the daemon per flow, with their ends. */
async function measureLive(flows: number) {
  const peer = join(ROOT, 'test/support/lab-peer.ts');
  const routers = {
    without: await standUp(['--no-accounts']),
    with: await standUp([]),
  };
  const raw: { without: number[]; with: number[] } = { without: [], with: [] };
  try {
    for (let round = -1; round < 5; round++) {
      for (const kind of round % 2 === 0 ? (['without', 'with'] as const) : (['with', 'without'] as const)) {
        const { lab } = routers[kind];
        const before = await processorTime(lab.topology.router);
        const argv = [process.execPath, peer, 'flood', `${flows}`, '00112233445566778899'];
        await lab.client.must(argv, { timeout: 600_000 });
        // Until all of them have ended, and the ends have been read.
        await sleep(4000);
        const used = ((await processorTime(lab.topology.router)) - before) / flows;
        if (round >= 0) raw[kind].push(used);
      }
    }
    const counters = (await routers.with.daemon.status()).health.counters;
    return { raw, ratio: median(raw.with) / median(raw.without), counters };
  } finally {
    for (const { lab } of Object.values(routers)) await lab.remove();
  }
}

const load = loadavg();
const { raw, rows } = measureDecoding(makeStream());
const medians = { without: median(raw.without), with: median(raw.with), look: median(raw.look) };
const named = rows.map(
  ({ name, host, ...measures }): AccountRow => ({
    ...measures,
    protocol: `p${name}`,
    application: '',
    group: '',
    host,
    hostLink: 'lan',
    link: 'wan',
    class: '',
  }),
);
const writing = measureWriting(named);
const live = values.live ? await measureLive(Number(values.flows)) : undefined;

const result = {
  date: new Date().toISOString(),
  kernel: release(),
  cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  loadBefore: load,
  node: process.version,
  events,
  rounds,
  microsecondsPerEvent: medians,
  ratio: medians.with / medians.without,
  processorShare: { without: (medians.without * RATE) / 1e6, with: (medians.with * RATE) / 1e6 },
  minute: { rows: named.length, milliseconds: median(writing) },
  raw: { ...raw, writing },
  ...(live === undefined ? {} : { live }),
};
const folder = join(ROOT, 'bench', 'results');
mkdirSync(folder, { recursive: true });
const file = join(folder, `accounting-${result.date.replace(/[:.]/g, '-')}.json`);
writeFileSync(file, `${JSON.stringify(result, undefined, 2)}\n`);

const list = (numbers: readonly number[]): string => numbers.map((number) => number.toFixed(3)).join(' ');
console.log(`an event without accounts  ${medians.without.toFixed(3)} µs   ${list(raw.without)}`);
console.log(`an event with accounts     ${medians.with.toFixed(3)} µs   ${list(raw.with)}`);
console.log(`ratio                      ${result.ratio.toFixed(2)}`);
console.log(
  `at ${RATE} connections a second: ${(result.processorShare.without * 100).toFixed(2)} % of a processor without, ${(result.processorShare.with * 100).toFixed(2)} % with`,
);
console.log(`a connection in a look     ${medians.look.toFixed(3)} µs   ${list(raw.look)}`);
console.log(
  `a minute of ${named.length} rows  ${result.minute.milliseconds.toFixed(1)} ms, in the writer's thread`,
);
if (live !== undefined) {
  console.log(`live, µs of the daemon per flow  without ${list(live.raw.without)}`);
  console.log(`                                 with    ${list(live.raw.with)}`);
  console.log(`live ratio                 ${live.ratio.toFixed(3)}`);
}
console.log(file);
