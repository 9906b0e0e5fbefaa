import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvText } from '../../../src/core/accounting/csv.ts';
import { parseDuration } from '../../../src/core/accounting/duration.ts';
import { reportCsv, reportTable, topSums } from '../../../src/core/accounting/report-text.ts';
import { grainFor, parseRetention, periodStart } from '../../../src/core/accounting/retention.ts';
import { bytesOf, sumBy } from '../../../src/core/accounting/row.ts';
import { bar, bytesText, countRateText, rateText } from '../../../src/core/accounting/units.ts';
import { Layer7Error } from '../../../src/core/errors.ts';
import { row } from './support.ts';

const ROWS = [
  row({ protocol: 'http', host: 'a', upPackets: 1, upBytes: 100, downPackets: 2, downBytes: 900 }),
  row({ protocol: 'http', host: 'b', upPackets: 1, upBytes: 200, downPackets: 0, downBytes: 0 }),
  row({ protocol: 'tls', application: 'youtube', host: 'a', upPackets: 1, upBytes: 50, downBytes: 5000 }),
];

test('sums by any dimensions, the most bytes first', () => {
  const by = (...dimensions: Parameters<typeof sumBy>[1]) =>
    sumBy(ROWS, dimensions).map((sum) => [...sum.keys, bytesOf(sum), sum.connections]);
  assert.deepEqual(by('protocol'), [
    ['tls', 5050, 1],
    ['http', 1200, 2],
  ]);
  assert.deepEqual(by('host', 'protocol'), [
    ['a', 'tls', 5050, 1],
    ['a', 'http', 1000, 1],
    ['b', 'http', 200, 1],
  ]);
  assert.deepEqual(by('application'), [
    ['youtube', 5050, 1],
    ['', 1200, 2],
  ]);
  assert.deepEqual(by('host-link', 'link'), [['eth1', 'eth0', 6250, 3]]);
});

test('by direction each row falls into what went up and what came down', () => {
  const sums = sumBy(ROWS, ['direction', 'protocol']).map((sum) => [...sum.keys, bytesOf(sum)]);
  assert.deepEqual(sums, [
    ['down', 'http', 900],
    ['up', 'http', 300],
    ['up', 'tls', 50],
  ]);
});

test('the rest beyond the largest is one sum', () => {
  const sums = sumBy(ROWS, ['host', 'protocol']);
  assert.equal(topSums(sums, 3), sums);
  const [first, rest] = topSums(sums, 1);
  assert.deepEqual(first!.keys, ['a', 'tls']);
  assert.deepEqual([rest!.keys, bytesOf(rest!), rest!.connections], [['(2 more)', ''], 1200, 2]);
});

test('the table fits, has a bar a row, and shows no control characters', () => {
  const rows = [
    ...ROWS,
    row({ protocol: 'x', host: `\u001b[31m${'long'.repeat(40)}`, upBytes: 5, upPackets: 1 }),
  ];
  const lines = reportTable(['protocol', 'host'], sumBy(rows, ['protocol', 'host']), 80);
  assert.ok(
    lines.every((line) => line.length <= 80),
    lines.join('\n'),
  );
  assert.match(lines[0]!, /^PROTOCOL +HOST +CONNECTIONS +PACKETS +UP +DOWN +SHARE$/);
  assert.match(lines[1]!, /^tls +a +1 +1 +50 B +5\.00 KB +80\.7 % +█+$/);
  assert.match(lines.at(-1)!, /▏$/);
  assert.ok(!lines.join('').includes('\u001b'));
});

test('cells of CSV are quoted where they must be, and are no formulas', () => {
  const cells = ['plain', 'a,b', 'say "hi"', 'two\nlines', '=1+1', '+1', '-1', '@x', '\tx', -5, 7];
  assert.equal(
    csvText([cells]),
    'plain,"a,b","say ""hi""","two\nlines",\'=1+1,\'+1,\'-1,\'@x,\'\tx,-5,7\r\n',
  );
  assert.equal(
    reportCsv(['protocol'], sumBy(ROWS, ['protocol'])),
    'protocol,connections,up_packets,up_bytes,down_packets,down_bytes,bytes\r\n' +
      'tls,1,1,50,0,5000,5050\r\nhttp,2,2,300,2,900,1200\r\n',
  );
});

test('amounts are short and keep three digits', () => {
  assert.deepEqual([0, 1, 999, 999.6, 1000, 1234, 12_345, 123_456, 999_999, 1e21].map(bytesText), [
    '0 B',
    '1 B',
    '999 B',
    '1.00 KB',
    '1.00 KB',
    '1.23 KB',
    '12.3 KB',
    '123 KB',
    '1.00 MB',
    '1000 EB',
  ]);
  assert.deepEqual([0, 125, 0.05, 1e6].map(rateText), ['0 bit/s', '1.00 kbit/s', '0.4 bit/s', '8.00 Mbit/s']);
  assert.deepEqual([0, 0.25, 3, 4200].map(countRateText), ['0', '0.3', '3', '4.20 k']);
});

test('a bar is as long as its part, and what is there shows', () => {
  assert.deepEqual(
    [bar(0, 8), bar(0.001, 8), bar(0.5, 8), bar(1, 8), bar(7, 3)],
    ['', '▏', '████', '████████', '███'],
  );
});

test('spans of time', () => {
  assert.deepEqual(
    ['90s', '15m', '24h', '30d', '2w', '1y'].map(parseDuration),
    [90, 900, 86_400, 2_592_000, 1_209_600, 31_536_000],
  );
  for (const wrong of ['', '5', 'h', '0h', '-1h', '1.5h', '1h30m', '99999999999y', '500y', '1H']) {
    assert.throws(() => parseDuration(wrong), { code: 'DURATION_INVALID' }, wrong);
  }
});

test('for how long rows are kept, and which table answers', () => {
  const retention = parseRetention('2d,90d,10y');
  assert.deepEqual(retention, { minute: 172_800, hour: 7_776_000, day: 315_360_000 });
  for (const wrong of ['2d', '2d,1d,10y', '2d,90d,10y,11y', '30s,1d,1y', 'x,y,z']) {
    assert.throws(() => parseRetention(wrong), Layer7Error, wrong);
  }
  const now = 1e9;
  assert.deepEqual(
    [3600, 172_800, 172_801, 7_776_001, 1e9].map((back) => grainFor(now - back, now, retention)),
    ['minute', 'minute', 'hour', 'day', 'day'],
  );
  assert.deepEqual([periodStart(125, 60), periodStart(120, 60)], [120, 120]);
});
