/**
 * The live view, without a terminal: keys change a state, and a state with the last tick gives lines of
 * text. What draws them and where the ticks come from is not known here.
 */
import { printable } from '../printable.ts';
import { shortened, tableText } from '../workbench/layout.ts';
import { type AccountRow, bytesOf, packetsOf, type Sum, sumBy } from './row.ts';
import { bar, countRateText, rateText } from './units.ts';

/** What the rows are told apart by. */
export const VIEWS = ['protocol', 'application', 'host', 'class', 'group', 'link'] as const;
export type View = (typeof VIEWS)[number];

export const SORTS = ['bytes', 'up', 'down', 'packets', 'connections', 'name'] as const;
export type Sort = (typeof SORTS)[number];

export interface TopState {
  readonly view: View;
  readonly sort: Sort;
  /** Only rows that hold this text in any of their names. */
  readonly filter: string;
  /** Set while a filter is being typed: what was typed so far. */
  readonly typed: string | undefined;
  readonly isPaused: boolean;
  /** Rows passed over at the top. */
  readonly offset: number;
  readonly hasQuit: boolean;
}

export const FIRST_STATE: TopState = {
  view: 'protocol',
  sort: 'bytes',
  filter: '',
  typed: undefined,
  isPaused: false,
  offset: 0,
  hasQuit: false,
};

/** Longest filter, in characters. */
const LONGEST_FILTER = 64;

const KEY = {
  escape: '\u001b',
  up: '\u001b[A',
  down: '\u001b[B',
  pageUp: '\u001b[5~',
  pageDown: '\u001b[6~',
  tab: '\t',
  backTab: '\u001b[Z',
  interrupt: '\u0003',
} as const;
const PAGE = 10;

/** Bytes from a keyboard as keys: escape sequences stay whole. */
export function splitKeys(text: string): string[] {
  return text.match(/\u001b\[[0-9;]*[A-Za-z~]|\u001bO[A-Z]|[\s\S]/gu) ?? [];
}

/** The state after a key; keys that mean nothing leave it as it is. */
export function pressKey(state: TopState, key: string): TopState {
  if (key === KEY.interrupt) return { ...state, hasQuit: true };
  if (state.typed !== undefined) return typeKey(state, state.typed, key);
  switch (key) {
    case 'q':
      return { ...state, hasQuit: true };
    case 'p':
    case ' ':
      return { ...state, isPaused: !state.isPaused };
    case 'v':
    case KEY.tab:
      return { ...state, view: next(VIEWS, state.view, 1), offset: 0 };
    case KEY.backTab:
      return { ...state, view: next(VIEWS, state.view, -1), offset: 0 };
    case 's':
      return { ...state, sort: next(SORTS, state.sort, 1), offset: 0 };
    case 'S':
      return { ...state, sort: next(SORTS, state.sort, -1), offset: 0 };
    case '/':
    case 'f':
      return { ...state, typed: '' };
    case KEY.escape:
      return { ...state, filter: '', offset: 0 };
    case KEY.up:
    case 'k':
      return { ...state, offset: Math.max(0, state.offset - 1) };
    case KEY.down:
    case 'j':
      return { ...state, offset: state.offset + 1 };
    case KEY.pageUp:
      return { ...state, offset: Math.max(0, state.offset - PAGE) };
    case KEY.pageDown:
      return { ...state, offset: state.offset + PAGE };
    default: {
      const view = VIEWS[Number(key) - 1];
      return view === undefined ? state : { ...state, view, offset: 0 };
    }
  }
}

function typeKey(state: TopState, typed: string, key: string): TopState {
  if (key === '\r' || key === '\n') return { ...state, filter: typed, typed: undefined, offset: 0 };
  if (key === KEY.escape) return { ...state, typed: undefined };
  if (key === '\u007f' || key === '\b') return { ...state, typed: typed.slice(0, -1) };
  const isText = key >= ' ' && !key.startsWith(KEY.escape);
  return isText && typed.length < LONGEST_FILTER ? { ...state, typed: typed + key } : state;
}

function next<T>(all: readonly T[], now: T, step: number): T {
  return all[(all.indexOf(now) + step + all.length) % all.length]!;
}

/** What happened in a span of time. */
export interface Tick {
  readonly time: string;
  readonly seconds: number;
  readonly rows: readonly AccountRow[];
}

const SORT_VALUE: Readonly<Record<Exclude<Sort, 'name'>, (sum: Sum) => number>> = {
  bytes: bytesOf,
  up: (sum) => sum.upBytes,
  down: (sum) => sum.downBytes,
  packets: packetsOf,
  connections: (sum) => sum.connections,
};

/** The sums of a tick as the state asks for them. */
export function topRows({ view, sort, filter }: TopState, tick: Tick): Sum[] {
  const wanted = filter.toLowerCase();
  const rows = tick.rows.filter(
    (row) =>
      wanted === '' ||
      [row.protocol, row.application, row.group, row.host, row.hostLink, row.link, row.class].some((text) =>
        text.toLowerCase().includes(wanted),
      ),
  );
  const sums = sumBy(rows, [view]);
  if (sort === 'name') return sums.sort((a, b) => (a.keys[0]! < b.keys[0]! ? -1 : 1));
  const value = SORT_VALUE[sort];
  // Sums come by bytes, and sorting is stable.
  return sums.sort((a, b) => value(b) - value(a));
}

export interface TopSize {
  readonly columns: number;
  readonly rows: number;
}

const BOLD = '\u001b[1m';
const DIM = '\u001b[2m';
const PLAIN = '\u001b[0m';

/** The screen: at most `size.rows` lines of at most `size.columns` columns. */
export function renderTop(
  state: TopState,
  tick: Tick | undefined,
  size: TopSize,
  color: boolean,
): readonly string[] {
  const styled = (style: string, text: string): string => (color ? style + text + PLAIN : text);
  const fit = (text: string): string => shortened(text, size.columns);
  const help = fit(helpLine(state));
  if (tick === undefined)
    return [fit('waiting for the first numbers…'), styled(DIM, help)].slice(0, size.rows);
  const sums = topRows(state, tick);
  const total = sums.reduce((all, sum) => all + bytesOf(sum), 0);
  const room = Math.max(0, size.rows - 4);
  const offset = Math.min(state.offset, Math.max(0, sums.length - room));
  const [titles = '', ...lines] = topTable(state, sums, tick.seconds, total, size.columns);
  const head = [
    `layer7 top  ${tick.time.slice(11, 19)} UTC`,
    rateText(total / tick.seconds),
    `by ${state.view}`,
    `sorted by ${state.sort}`,
    ...(state.filter === '' ? [] : [`filter "${printable(state.filter)}"`]),
    ...(state.isPaused ? ['PAUSED'] : []),
    ...(sums.length > room && room > 0
      ? [`${offset + 1}–${Math.min(sums.length, offset + room)} of ${sums.length}`]
      : []),
  ].join('  ');
  const body = sums.length === 0 ? [fit(nothingText(state, tick))] : lines.slice(offset, offset + room);
  const screen = [styled(BOLD, fit(head)), '', styled(BOLD, titles), ...body];
  while (screen.length < size.rows - 1) screen.push('');
  return [...screen.slice(0, Math.max(0, size.rows - 1)), styled(DIM, help)].slice(0, size.rows);
}

function helpLine({ typed }: TopState): string {
  if (typed !== undefined) return `filter: ${printable(typed)}▏ Enter keeps it, Escape does not`;
  return 'q quit  v view  s sort  / filter  p pause  ↑↓ scroll';
}

function topTable(
  { view }: TopState,
  sums: readonly Sum[],
  seconds: number,
  total: number,
  width: number,
): string[] {
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    { title: view.toUpperCase() },
    right('DOWN'),
    right('UP'),
    right('PACKETS/S'),
    right('NEW/S'),
    { title: '' },
  ];
  const rows = sums.map((sum) => [
    sum.keys[0] === '' ? '-' : printable(sum.keys[0]!),
    rateText(sum.downBytes / seconds),
    rateText(sum.upBytes / seconds),
    countRateText(packetsOf(sum) / seconds),
    countRateText(sum.connections / seconds),
    (room: number) => bar(total === 0 ? 0 : bytesOf(sum) / total, Math.min(room, 30)),
  ]);
  return tableText(columns, rows, '', width).map((line) => shortened(line, width));
}

/** What stands in the place of rows where there are none. */
function nothingText({ filter }: TopState, { seconds }: Tick): string {
  const what = filter === '' ? 'nothing' : `nothing with "${printable(filter)}"`;
  return `${what} was on the line in the last ${Math.round(seconds)} s`;
}

/** The same for a file or a pipe: one line for each row, the time in front. */
export function plainTop(state: TopState, tick: Tick): readonly string[] {
  const sums = topRows(state, tick);
  if (sums.length === 0) return [`${tick.time}  ${nothingText(state, tick)}`];
  return sums.map((sum) =>
    [
      tick.time,
      sum.keys[0] === '' ? '-' : printable(sum.keys[0]!),
      `down ${rateText(sum.downBytes / tick.seconds)}`,
      `up ${rateText(sum.upBytes / tick.seconds)}`,
      `packets/s ${countRateText(packetsOf(sum) / tick.seconds)}`,
      `new/s ${countRateText(sum.connections / tick.seconds)}`,
    ].join('  '),
  );
}
