/** The commands that show what was on the line, and when. */
import { DIMENSIONS } from '../../../core/accounting/row.ts';
import { SORTS, VIEWS } from '../../../core/accounting/top-view.ts';
import { defineCommand } from '../command.ts';
import { control, format, log, runDir, stateDir } from './shared-options.ts';

export const top = defineCommand({
  name: 'top',
  summary: 'watch what is on the line, live',
  description: [
    'Rates by protocol, application, host, class, group or link, from the running daemon. Keys: q quits, v or Tab changes the view (1 to 6 choose one), s the order, / filters, p or Space holds still, arrows scroll.',
    'Where the output is no terminal, one line is written for each row, every so many seconds. With --format jsonl each look is one line; with --format json all looks are one list, so it needs --count.',
  ],
  needsRoot: true,
  options: {
    by: { kind: 'choice', choices: VIEWS, default: 'protocol', summary: 'what to tell apart at first' },
    sort: { kind: 'choice', choices: SORTS, default: 'bytes', summary: 'what comes first' },
    filter: {
      kind: 'text',
      metavar: 'TEXT',
      summary: 'only traffic with this text in one of its names, addresses or links',
    },
    interval: {
      kind: 'integer',
      metavar: 'SECONDS',
      min: 1,
      max: 60,
      default: 2,
      summary: 'how often the numbers change',
    },
    count: { kind: 'integer', metavar: 'N', min: 1, max: 1_000_000, summary: 'end after so many changes' },
    format,
    ...control,
  },
  args: [],
  examples: [
    { command: 'layer7 top --by host', meaning: 'who is using the line?' },
    { command: 'layer7 top --count 1', meaning: 'one look, also in a script' },
  ],
});

export const report = defineCommand({
  name: 'report',
  summary: 'show what was on the line, from the accounts',
  description: [
    `Sums of a span of time by any of: ${DIMENSIONS.join(', ')}. The accounts are read from disk, so the daemon need not run; what is less than a minute old is not there yet.`,
    'Up is what a host sent, down is what it got.',
  ],
  options: {
    since: {
      kind: 'text',
      metavar: 'SPAN',
      default: '24h',
      summary: 'how far back: a number and one of s, m, h, d, w, y',
    },
    by: {
      kind: 'list',
      metavar: 'A,B,...',
      default: ['protocol'],
      summary: 'what to tell apart',
    },
    top: {
      kind: 'integer',
      metavar: 'N',
      min: 1,
      max: 1_000_000,
      summary: 'only the largest; others together',
    },
    format: {
      kind: 'choice',
      choices: [...format.choices, 'csv'],
      default: 'table',
      summary: `${format.summary}, csv for spreadsheets`,
    },
    'run-dir': runDir,
    'state-dir': stateDir,
    log,
  },
  args: [],
  examples: [
    { command: 'layer7 report --since 7d --by host --top 10', meaning: 'the ten busiest hosts of the week' },
    {
      command: 'layer7 report --by protocol,direction --format csv',
      meaning: 'for a spreadsheet: what went up, what came down',
    },
  ],
});

export const account = defineCommand({
  name: 'account',
  summary: 'prove that the accounts add up',
  description: [
    'For some seconds, what is accounted for each interface is held against what the interface counts itself: named + unknown + unset + seen too late + not tracked, against its own bytes without link headers. Nothing is worked out as a remainder; the difference is shown, and how large it may be.',
  ],
  needsRoot: true,
  options: {
    seconds: {
      kind: 'integer',
      metavar: 'N',
      min: 1,
      max: 3600,
      default: 10,
      summary: 'how long to look on',
    },
    format,
    ...control,
  },
  args: [{ name: 'CHECK', summary: 'what to do', choices: ['check'] }],
  examples: [{ command: 'layer7 account check --seconds 30', meaning: 'on a busy line' }],
  exit: { 7: 'the accounts do not add up' },
});
