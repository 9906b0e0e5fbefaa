/** The commands that need neither root nor the kernel: captures and payloads. */
import { defineCommand } from '../command.ts';
import { bytes, dialect, format, l7dir, limit, log, packets, protocols } from './shared-options.ts';

export const classify = defineCommand({
  name: 'classify',
  summary: 'name the connections of capture files',
  description: [
    'Reads pcap and pcapng files and prints one line for each connection, in the order in which they began. A file that is cut short or broken gives the connections up to there, and the reason on standard error.',
  ],
  options: {
    format,
    l7dir,
    protocols,
    dialect,
    packets,
    bytes,
    children: {
      kind: 'choice',
      choices: ['yes', 'no'],
      summary:
        'whether connections that others announce (FTP data, SIP media) carry their name; by default yes, with --l7dir no: each connection by its own bytes',
    },
    fragments: {
      kind: 'choice',
      choices: ['reassemble', 'skip'],
      summary:
        'what to do with IP fragments; by default datagrams are put together, as the kernel does, with --l7dir they are skipped',
    },
    ja4: {
      kind: 'flag',
      excludes: ['l7dir'],
      summary: 'print the fingerprint (JA4) of each TLS and QUIC client too; with --format json or jsonl',
    },
    'max-flows': {
      kind: 'integer',
      metavar: 'N',
      min: 1024,
      max: 16_777_216,
      default: 4_194_304,
      summary: 'connections of one file that are kept at a time',
    },
    threads: {
      kind: 'integer',
      metavar: 'N',
      min: 1,
      max: 2,
      default: 1,
      summary:
        'threads that read one file: with 2 a large one is read faster on a machine with two idle processors, and takes more memory; the result is the same',
    },
    limit,
    log,
  },
  args: [{ name: 'FILE', summary: 'pcap or pcapng file', many: true }],
  examples: [
    { command: 'layer7 classify capture.pcap', meaning: 'a table' },
    { command: 'layer7 classify --format jsonl *.pcapng', meaning: 'one JSON object for each connection' },
  ],
  exit: { 3: 'a file or pattern could not be used in full; everything else was printed' },
});

export const match = defineCommand({
  name: 'match',
  summary: 'say which patterns match payloads',
  description: [
    'Reads one JSON object {"payload": BASE64} a line from standard input and writes {"match": [NAME, ...]} for each: every protocol whose expression matches that payload by itself, sorted by name. Conditions and precedence play no part. A line that cannot be read gives {"error": TEXT, "line": N} and a message.',
    'Nothing matches a payload without bytes, or one of NUL bytes alone where the dialect does not see those.',
  ],
  options: {
    l7dir,
    protocols,
    dialect,
    format: {
      kind: 'choice',
      choices: ['json', 'jsonl'],
      default: 'jsonl',
      summary: 'json for one list, jsonl for one JSON object a line',
    },
    limit,
    log,
  },
  args: [],
  examples: [
    { command: `printf '{"payload":"R0VUIC8gSFRUUC8xLjENCg0K"}' | layer7 match`, meaning: 'one payload' },
  ],
  exit: { 3: 'a line or a pattern could not be used; everything else was printed' },
});
