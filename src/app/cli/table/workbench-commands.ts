/** The commands that ask questions of patterns: what they match, contain, cost, and why a flow was named so. */
import { defineCommand } from '../command.ts';
import { dialect, l7dir, log, protocols } from './shared-options.ts';

const format = {
  kind: 'choice',
  choices: ['text', 'json'],
  default: 'text',
  summary: 'text for people, or one JSON document',
} as const;

const LIMIT_EXIT = { 7: 'a limit that was set is not kept' } as const;

export const lint = defineCommand({
  name: 'lint',
  summary: 'find what is wrong with patterns before they meet a packet',
  description: [
    'Compares every pair of patterns exactly: which lies inside which, which overlap, which can never name a connection because another of higher precedence always does, each with a shortest payload. Finds patterns that match nothing or everything, alternatives that never matter, and what the dialect made of the text. States how often random data matches and what the patterns cost.',
    'With limits it is a gate for a repository of patterns of your own.',
  ],
  options: {
    l7dir,
    protocols,
    dialect,
    format,
    all: { kind: 'flag', summary: 'every row of every table, and all pairs that overlap' },
    'max-overmatch': {
      kind: 'text',
      metavar: 'P',
      summary: 'fail when random data matches a pattern more often than this, as 0.001 or 0.1%',
    },
    'no-shadow': { kind: 'flag', summary: 'fail when a protocol can never be named' },
    'max-bytes': {
      kind: 'integer',
      metavar: 'N',
      min: 1,
      max: 0xffffffff,
      summary: 'fail when the tables of all patterns together are larger',
    },
    log,
  },
  args: [
    { name: 'FILE', summary: 'pattern file; without any, those of --l7dir', optional: true, many: true },
  ],
  examples: [
    { command: 'layer7 lint --l7dir /etc/l7-protocols', meaning: 'a whole folder' },
    { command: 'layer7 lint --no-shadow --max-overmatch 0.1% *.pat', meaning: 'a gate in CI' },
  ],
  exit: { 3: 'a pattern could not be used; the report is about the others', ...LIMIT_EXIT },
});
