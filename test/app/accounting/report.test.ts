import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDeviceTable } from '../../../src/app/accounting/interface-counters.ts';
import { pathsFrom } from '../../../src/app/accounting/paths.ts';
import { accountRow } from '../../../src/app/accounting/row-names.ts';
import { report } from '../../../src/app/cli/commands/report.ts';
import { accountsPath } from '../../../src/app/daemon/folders.ts';
import { AccountDatabase } from '../../../src/app/store/account-database.ts';
import { PLACE } from '../../../src/core/accounting/accountant.ts';
import { addressWords } from '../../../src/core/accounting/prefix-table.ts';
import { parseRetention } from '../../../src/core/accounting/retention.ts';
import { parseAddress } from '../../../src/core/wire/address.ts';
import { row } from '../../core/accounting/support.ts';
import { temporaryFolder, testContext } from '../support.ts';

/** A state folder with some accounts of the last hour. */
function written(): string {
  const folder = temporaryFolder();
  const retention = parseRetention('2d,90d,10y');
  const database = AccountDatabase.open(
    { path: accountsPath(folder), retention, mostBytes: 1e9, mostRows: 1000 },
    Date.now(),
  );
  const minute = Math.floor(Date.now() / 60_000) * 60;
  database.write(minute - 600, [
    row({
      protocol: 'http',
      host: '192.0.2.1',
      upBytes: 1000,
      upPackets: 2,
      downBytes: 9000,
      downPackets: 9,
    }),
    row({ protocol: 'tls', application: '=cmd', host: '192.0.2.2', upBytes: 500, upPackets: 1 }),
  ]);
  database.write(minute - 3 * 3600, [row({ protocol: 'dns', upBytes: 60, upPackets: 1 })]);
  database.close();
  return folder;
}

type Options = Parameters<typeof report>[0]['options'];

async function run(folder: string, more: Partial<Options>): Promise<string> {
  const context = testContext();
  const options: Options = {
    since: '1h',
    by: ['protocol'],
    top: undefined,
    format: 'table',
    'run-dir': folder,
    'state-dir': undefined,
    log: 'text',
    ...more,
  };
  assert.equal(await report({ options, args: [], context }), 0);
  return context.stdout.text;
}

test('a report has a bar for each row, and says what it is of', async () => {
  const text = await run(written(), { by: ['protocol', 'host'] });
  assert.match(text, /^PROTOCOL +HOST +CONNECTIONS +PACKETS +UP +DOWN +SHARE\n/);
  assert.match(text, /\nhttp +192\.0\.2\.1 +1 +11 +1\.00 KB +9\.00 KB +95\.2 % +█+\n/);
  assert.match(text, /\n10\.5 KB since .*, 1\.50 KB up and 9\.00 KB down, from the\s+accounts by minute/);
  assert.ok(text.split('\n').every((line) => line.length <= 80));
});

test('the same for programs and for spreadsheets', async () => {
  const folder = written();
  const document = JSON.parse(
    await run(folder, { format: 'json', since: '1d', by: ['protocol', 'direction'] }),
  );
  assert.deepEqual(document.by, ['protocol', 'direction']);
  assert.deepEqual(
    document.rows.map((one: Record<string, unknown>) => [one.protocol, one.direction, one.bytes]),
    [
      ['http', 'down', 9000],
      ['http', 'up', 1000],
      ['tls', 'up', 500],
      ['dns', 'up', 60],
    ],
  );
  const lines = (await run(folder, { format: 'jsonl' })).trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).protocol),
    ['http', 'tls'],
  );
  const csv = await run(folder, { format: 'csv', by: ['application'] });
  assert.equal(csv.split('\r\n')[2], "'=cmd,1,1,500,0,0,500");
});

test('by direction connections are not counted, since each has both', async () => {
  const folder = written();
  const by = ['protocol', 'direction'];
  const table = await run(folder, { by });
  assert.match(table, /^PROTOCOL +DIRECTION +PACKETS +UP +DOWN +SHARE\n/);
  assert.match(table, /\nhttp +down +9 +0 B +9\.00 KB/);
  const csv = await run(folder, { by, format: 'csv' });
  assert.match(
    csv,
    /^protocol,direction,up_packets,up_bytes,down_packets,down_bytes,bytes\r\nhttp,down,0,0,9,9000,9000\r\n/,
  );
  const [line = ''] = (await run(folder, { by, format: 'jsonl' })).split('\n');
  assert.equal('connections' in JSON.parse(line), false);
  const [counted = ''] = (await run(folder, { format: 'jsonl' })).split('\n');
  assert.equal(JSON.parse(counted).connections, 1);
});

test('only the largest are shown when that is asked for', async () => {
  const text = await run(written(), { since: '1d', top: 1 });
  assert.match(text, /\nhttp [\s\S]*\n\(2 more\) +2 +2 +560 B/);
});

test('what cannot be is said, with what can', async () => {
  const folder = written();
  await assert.rejects(run(folder, { by: ['hots'] }), (error: { diagnostic: { next: string } }) => {
    assert.match(error.diagnostic.next, /"host"/);
    return true;
  });
  await assert.rejects(run(folder, { since: 'yesterday' }), { code: 'DURATION_INVALID' });
  await assert.rejects(run(temporaryFolder(), {}), { code: 'ACCOUNTS_NONE' });
});

const asked = (text: string): [number, Uint32Array] => {
  const bytes = parseAddress(text)!;
  return [bytes.length === 4 ? 4 : 6, addressWords(bytes)];
};

test('links and places follow from what ip prints', () => {
  const paths = pathsFrom(
    {
      4: [
        { dst: 'default', dev: 'wan0' },
        { dst: '192.168.1.0/24', dev: 'lan0' },
        { dst: '10.0.0.0/8', nexthops: [{ dev: 'vpn0' }, { dev: 'vpn1' }] },
        { dst: '198.18.0.0/15', type: 'blackhole' },
      ],
      6: [{ dst: 'fd00::/64', dev: 'lan0' }],
    },
    [
      {
        ifname: 'lan0',
        ifindex: 3,
        link_type: 'ether',
        addr_info: [{ local: '192.168.1.1', broadcast: '192.168.1.255', family: 'inet' }],
      },
      { ifname: 'tun0', ifindex: 4, link_type: 'none', addr_info: [{ local: 'fd00::1', family: 'inet6' }] },
    ],
  );
  const linkOf = (text: string): string => paths.links[paths.table.find(...asked(text))]!;
  const placeOf = (text: string): number => paths.places[paths.table.find(...asked(text))]!;
  assert.deepEqual(
    ['8.8.8.8', '192.168.1.9', '192.168.1.1', '192.168.1.255', '10.1.1.1', '224.0.0.251', '127.0.0.1'].map(
      linkOf,
    ),
    ['wan0', 'lan0', 'local', 'local', 'vpn0', 'local', 'local'],
  );
  assert.deepEqual(['fd00::9', 'fd00::1', 'ff02::1', '2001:db8::1'].map(linkOf), [
    'lan0',
    'local',
    'local',
    '',
  ]);
  assert.deepEqual(
    [placeOf('8.8.8.8'), placeOf('192.168.1.9'), placeOf('192.168.1.1'), placeOf('2001:db8::1')],
    [PLACE.outside, PLACE.inside, PLACE.local, PLACE.outside],
  );
  assert.deepEqual(
    [paths.devices.get('lan0'), paths.devices.get('tun0')],
    [
      { index: 3, header: 14 },
      { index: 4, header: 0 },
    ],
  );
});

test('a device that takes packets in once more is no link', () => {
  const paths = pathsFrom(
    {
      4: [],
      6: [
        { dst: 'fe80::/64', dev: 'wan0' },
        { dst: 'fe80::/64', dev: 'ifb0' },
      ],
    },
    [
      { ifname: 'wan0', ifindex: 2, link_type: 'ether' },
      { ifname: 'ifb0', ifindex: 3, link_type: 'ether', linkinfo: { info_kind: 'ifb' } },
    ],
  );
  assert.deepEqual([paths.links, [...paths.devices.keys()]], [['', 'local', 'wan0'], ['wan0']]);
});

test('links keep their numbers when routes change', () => {
  const first = pathsFrom({ 4: [{ dst: 'default', dev: 'a' }], 6: [] }, []);
  const second = pathsFrom(
    {
      4: [
        { dst: 'default', dev: 'b' },
        { dst: '10.0.0.0/8', dev: 'a' },
      ],
      6: [],
    },
    [],
    first,
  );
  assert.deepEqual(second.links, ['', 'local', 'a', 'b']);
});

test('numbers of links that are long gone are given again, and no others', () => {
  const tunnels = (from: number) => Array.from({ length: 200 }, (_, i) => `ppp${from + i}`);
  const at = (names: readonly string[], before?: ReturnType<typeof pathsFrom>) =>
    pathsFrom(
      { 4: names.map((dev, i) => ({ dst: `10.0.${i}.0/24`, dev })), 6: [] },
      names.map((ifname, i) => ({ ifname, ifindex: i + 2, flags: ['UP'] })),
      before,
    );
  const first = at(['wan0', ...tunnels(0)]);
  const number = first.links.indexOf('wan0');
  let second = at(['wan0', ...tunnels(200)], first);
  assert.equal(second.unnumbered.size, 200 - (256 - 2 - 201));
  assert.equal(
    second.links.indexOf('ppp0'),
    first.links.indexOf('ppp0'),
    'rows of a moment ago mean the same',
  );
  for (let minute = 0; minute < 60; minute++) second = at(['wan0', ...tunnels(200)], second);
  assert.equal(second.unnumbered.size, 0);
  assert.equal(second.links.indexOf('wan0'), number);
  assert.equal(new Set(second.links).size, second.links.length);
  const of = (host: string) => second.links[second.table.find(...asked(host))];
  assert.deepEqual([of('10.0.1.9'), of('10.0.200.9')], ['ppp200', 'ppp399']);
});

test('a link that is down keeps the routes that it had, unless another has taken them over', () => {
  const device = (ifname: string, ...flags: string[]) => ({ ifname, flags, ifindex: 2, link_type: 'ether' });
  const routes = [
    { dst: 'default', dev: 'wan0' },
    { dst: '192.168.1.0/24', dev: 'lan0' },
    { dst: '192.168.2.0/24', dev: 'lan1' },
  ];
  const up = [device('wan0', 'UP'), device('lan0', 'UP'), device('lan1', 'UP')];
  const first = pathsFrom({ 4: routes, 6: [] }, up);
  const down = [device('wan0'), device('lan0', 'BROADCAST'), device('lan1', 'UP'), device('lte0', 'UP')];
  const second = pathsFrom({ 4: [{ dst: 'default', dev: 'lte0' }], 6: [] }, down, first);
  const linkIn = (paths: typeof first, text: string) => paths.links[paths.table.find(...asked(text))];
  assert.equal(linkIn(second, '192.168.1.9'), 'lan0', 'down');
  assert.equal(linkIn(second, '192.168.2.9'), 'lte0', 'up, and its route is gone');
  assert.equal(linkIn(second, '203.0.113.9'), 'lte0', 'taken over');
  const third = pathsFrom({ 4: routes.slice(0, 1), 6: [] }, up, pathsFrom({ 4: [], 6: [] }, down, second));
  assert.equal(linkIn(third, '192.168.1.9'), 'wan0', 'up again, and its route is not');
});

test('counters of interfaces are read, and lines that are none are not', () => {
  const text = [
    'Inter-|   Receive                                                |  Transmit',
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs',
    '    lo:     100       2    0    0    0     0          0         0      100       2    0    0 0 0 0 0',
    '  eth0.5:12345678 9 0 0 0 0 0 0 87654321 8 0 0 0 0 0 0',
  ].join('\n');
  const devices = parseDeviceTable(text);
  assert.deepEqual([...devices.keys()], ['lo', 'eth0.5']);
  assert.deepEqual(devices.get('eth0.5'), {
    receivedBytes: 12_345_678,
    receivedPackets: 9,
    sentBytes: 87_654_321,
    sentPackets: 8,
  });
});

test('numbers of a row become names', () => {
  const names = {
    late: 4096,
    nameOf: (field: number) =>
      field === 2 ? { protocol: 'tls', application: 'youtube' } : { protocol: `id ${field}` },
    groups: new Map([
      ['youtube', ['video', 'web']],
      ['tls', ['web']],
      ['id 3', ['odd']],
    ]),
    links: ['', 'local', 'eth0'],
    classes: ['', 'bulk'],
  };
  const measures = { connections: 1, upPackets: 1, upBytes: 1, downPackets: 1, downBytes: 1 };
  const of = (name: number, klass = 0) =>
    accountRow({ ...measures, name, host: 'h', hostLink: 2, link: 99, class: klass }, names);
  assert.deepEqual(
    [of(2), of(3, 1), of(4096)].map((one) => [
      one.protocol,
      one.application,
      one.group,
      one.hostLink,
      one.link,
      one.class,
    ]),
    [
      ['tls', 'youtube', 'video', 'eth0', '', ''],
      ['id 3', '', 'odd', 'eth0', '', 'bulk'],
      ['seen-too-late', '', '', 'eth0', '', ''],
    ],
  );
});
