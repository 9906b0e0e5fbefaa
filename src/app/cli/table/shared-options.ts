/** Options that several commands have, said once. */

import { defaultLimit, LIMIT_NAMES } from '../../../core/automata/read-limits.ts';
import { DEFAULT_RUN_DIR, DEFAULT_STATE_DIR } from '../../daemon/places.ts';
import { LOG_FORMATS } from '../../log.ts';
import { FORMATS } from '../output.ts';

export const log = {
  kind: 'choice',
  choices: LOG_FORMATS,
  default: 'text',
  summary: 'how messages are written: lines for people, or one JSON object a line',
} as const;

export const runDir = {
  kind: 'text',
  metavar: 'DIR',
  default: DEFAULT_RUN_DIR,
  summary: 'where the daemon keeps its socket and files; one of its own for each network namespace',
} as const;

export const stateDir = {
  kind: 'text',
  metavar: 'DIR',
  summary: `where ids, accounts, policies and compiled patterns are kept (default ${DEFAULT_STATE_DIR}; with --run-dir, that folder)`,
} as const;

export const format = {
  kind: 'choice',
  choices: FORMATS,
  default: 'table',
  summary: 'table for people, json for one document, jsonl for one JSON object a line',
} as const;

export const l7dir = {
  kind: 'text',
  metavar: 'DIR',
  summary:
    'folder of patterns to use instead of the shipped signatures (.pat and .sig files, also one level below)',
} as const;

export const protocols = {
  kind: 'list',
  metavar: 'A,B,...',
  summary: 'only these protocols, the first with the highest precedence',
} as const;

export const dialect = {
  kind: 'choice',
  choices: ['kernel', 'userspace'],
  default: 'kernel',
  summary: "which of l7-filter's two dialects .pat files are read in",
} as const;

/** What every command that compiles patterns takes. */
export const limit = {
  kind: 'list',
  metavar: 'NAME=NUMBER,...',
  repeatable: true,
  summary: `what an expression or a set of patterns may cost before it is refused, also given several times; the limits are ${LIMIT_NAMES.map((name) => `${name} (${defaultLimit(name)})`).join(', ')}`,
} as const;

/** The budget: l7-filter's two numbers, with its defaults. */
export const packets = {
  kind: 'integer',
  metavar: 'N',
  min: 1,
  max: 1000,
  default: 10,
  summary: 'packets of a connection, both directions, within which it is to be named',
} as const;

export const bytes = {
  kind: 'integer',
  metavar: 'N',
  min: 1,
  max: 65536,
  default: 2048,
  summary: 'bytes of a connection within which it is to be named',
} as const;

/** What every command that talks to the daemon takes. */
export const control = { 'run-dir': runDir, log } as const;
