import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  FIRST_STATE,
  plainTop,
  pressKey,
  renderTop,
  splitKeys,
  type Tick,
  type TopState,
  topRows,
} from '../../../src/core/accounting/top-view.ts';
import { row } from './support.ts';

const TICK: Tick = {
  time: '2026-01-02T03:04:05.000Z',
  seconds: 2,
  rows: [
    row({
      protocol: 'http',
      host: '192.0.2.1',
      upPackets: 2,
      upBytes: 1000,
      downPackets: 4,
      downBytes: 3000,
    }),
    row({
      protocol: 'tls',
      application: 'youtube',
      host: '192.0.2.2',
      upBytes: 9000,
      upPackets: 1,
      connections: 5,
    }),
    row({
      protocol: 'dns',
      host: '192.0.2.1',
      upPackets: 1,
      upBytes: 60,
      downPackets: 1,
      downBytes: 90,
      connections: 9,
    }),
  ],
};

const press = (keys: string, from: TopState = FIRST_STATE): TopState =>
  splitKeys(keys).reduce(pressKey, from);
const names = (state: TopState): string[] => topRows(state, TICK).map(({ keys }) => keys[0]!);

test('keys change the view, the order and the filter', () => {
  assert.deepEqual(names(FIRST_STATE), ['tls', 'http', 'dns']);
  assert.deepEqual(names(press('vv')), ['192.0.2.2', '192.0.2.1']);
  assert.equal(press('\t\u001b[Z').view, 'protocol');
  assert.equal(press('6').view, 'link');
  assert.deepEqual(names(press('ss')), ['http', 'dns', 'tls'], 'by what came down');
  assert.deepEqual(names(press('ssss')), ['dns', 'tls', 'http'], 'by new connections');
  assert.deepEqual(names(press('S')), ['dns', 'http', 'tls'], 'by name');
  assert.deepEqual(names(press('/2.0.2.1\r')), ['http', 'dns']);
  assert.deepEqual(names(press('/YOUx\u007f\r')), ['tls']);
  assert.equal(press('/abc\u001b').filter, '');
  assert.equal(press('/abc\r\u001b').filter, '');
});

test('q and Ctrl-C quit, but a q in a filter is a letter', () => {
  assert.deepEqual([press('q').hasQuit, press('\u0003').hasQuit], [true, true]);
  assert.deepEqual([press('/q\r').hasQuit, press('/q\r').filter], [false, 'q']);
  assert.equal(press('/\u0003').hasQuit, true);
});

test('the screen is exactly as large as the terminal, whatever is pressed', () => {
  const key = fc.constantFrom(
    'v',
    's',
    'S',
    '/',
    'x',
    '\r',
    '\u001b[A',
    '\u001b[B',
    '\u001b[6~',
    'p',
    '3',
    '\u001b',
  );
  fc.assert(
    fc.property(
      fc.array(key, { maxLength: 30 }),
      fc.integer({ min: 2, max: 200 }),
      fc.integer({ min: 1, max: 60 }),
      (keys, columns, rows) => {
        const lines = renderTop(keys.reduce(pressKey, FIRST_STATE), TICK, { columns, rows }, false);
        assert.equal(lines.length, rows);
        for (const line of lines) assert.ok(line.length <= columns, `${columns}: ${line}`);
      },
    ),
  );
});

test('what it shows', () => {
  const lines = renderTop(press('p'), TICK, { columns: 80, rows: 10 }, false);
  assert.match(
    lines[0]!,
    /^layer7 top {2}03:04:05 UTC {2}52\.6 kbit\/s {2}by protocol {2}sorted by bytes {2}PAUSED$/,
  );
  assert.match(lines[2]!, /^PROTOCOL +DOWN +UP +PACKETS\/S +NEW\/S$/);
  assert.match(lines[3]!, /^tls +0 bit\/s +36\.0 kbit\/s +0\.5 +2\.5 +█+/);
  assert.match(lines[9]!, /q quit/);
  assert.match(renderTop(FIRST_STATE, undefined, { columns: 80, rows: 10 }, false)[0]!, /waiting/);
  assert.match(renderTop(press('/ab'), TICK, { columns: 80, rows: 10 }, false)[9]!, /^filter: ab/);
  assert.ok(!lines.join('').includes('\u001b'));
  assert.ok(renderTop(FIRST_STATE, TICK, { columns: 80, rows: 10 }, true)[0]!.startsWith('\u001b[1m'));
});

test('a list longer than the screen is scrolled, and says where it stands', () => {
  const rows = Array.from({ length: 50 }, (_, i) =>
    row({ host: `host${i}`, upBytes: 1000 - i, upPackets: 1 }),
  );
  const tick = { ...TICK, rows };
  const size = { columns: 80, rows: 14 };
  const state = press('3\u001b[B\u001b[B');
  const lines = renderTop(state, tick, size, false);
  assert.match(lines[0]!, /3–12 of 50/);
  assert.match(lines[3]!, /^host2 /);
  assert.match(renderTop({ ...state, offset: 1000 }, tick, size, false)[12]!, /^host49 /);
});

test('names from outside cannot steer the terminal', () => {
  const tick = { ...TICK, rows: [row({ protocol: '\u001b[2Jx', upBytes: 1, upPackets: 1 })] };
  assert.ok(!renderTop(FIRST_STATE, tick, { columns: 80, rows: 10 }, false).join('').includes('\u001b'));
  assert.ok(!plainTop(FIRST_STATE, tick).join('').includes('\u001b'));
});

test('where nothing was on the line, that is said', () => {
  const tick = { ...TICK, rows: [] };
  assert.deepEqual(plainTop(FIRST_STATE, tick), [
    '2026-01-02T03:04:05.000Z  nothing was on the line in the last 2 s',
  ]);
  const filtered = { ...FIRST_STATE, filter: 'zzz' };
  assert.match(plainTop(filtered, TICK)[0]!, /nothing with "zzz" was on the line/);
  const screen = renderTop(FIRST_STATE, tick, { columns: 80, rows: 10 }, false);
  assert.match(screen[2]!, /^PROTOCOL/);
  assert.match(screen[3]!, /^nothing was on the line/);
});

test('without a terminal there is a line for each row', () => {
  assert.deepEqual(
    plainTop(press('S'), TICK)[0],
    ['2026-01-02T03:04:05.000Z  dns  down 360 bit/s  up 240 bit/s  packets/s 1  new/s 4.5'][0],
  );
});
