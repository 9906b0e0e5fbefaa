/** The commands that ask questions of patterns: what they match, contain, cost, and why a flow was named so. */

import { RECORD_LIMITS } from '../../daemon/recording.ts';
import { defineCommand } from '../command.ts';
import { bytes, dialect, format, l7dir, limit, log, packets, protocols, runDir } from './shared-options.ts';

const flow = {
  kind: 'text',
  metavar: 'FILTER',
  summary: 'only these connections, as "tcp and port 443" or "host 10.0.0.1 and not l7 tls"',
} as const;

const anyDialect = {
  kind: 'choice',
  choices: ['kernel', 'userspace', 'signature'],
  default: 'kernel',
  summary: "how an expression on the command line and .pat files are read: l7-filter's dialects, or ours",
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
    limit,
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

/** Options of `explain`: the daemon's own settings hold for live connections. */
const ofCaptures = { excludes: ['live'] } as const;
const ofLive = { needs: ['live'] } as const;

export const explain = defineCommand({
  name: 'explain',
  summary: 'show why connections have their names, byte by byte',
  description: [
    'For each connection of a capture: its name and the evidence for it (pattern, side, packet, the bytes of a shortest match in a dump), and which other protocols would have named it. For a connection without a name: the patterns that came nearest, the byte at which each died, and what it needed there.',
    "With --live the running daemon keeps the first packets of connections that begin while the command waits, and tells of each when it is decided; patterns and budget are the daemon's own. Payload is left out unless --payload is given. Needs root.",
    'A filter is made of tcp, udp, host ADDRESS, port NUMBER and l7 NAME with and, or, not and ( ).',
  ],
  options: {
    flow,
    l7dir: { ...l7dir, ...ofCaptures },
    protocols: { ...protocols, ...ofCaptures },
    dialect: { ...dialect, ...ofCaptures },
    packets: { ...packets, ...ofCaptures },
    bytes: { ...bytes, ...ofCaptures },
    most: {
      kind: 'integer',
      metavar: 'N',
      min: 1,
      max: 1_000_000,
      default: 20,
      summary: `connections that are explained; with --live at most ${RECORD_LIMITS.most}`,
    },
    'no-payload': { kind: 'flag', ...ofCaptures, summary: 'leave the bytes themselves out' },
    live: {
      kind: 'flag',
      summary: 'instead of captures, connections that begin from now on, as the daemon sees them',
    },
    payload: { kind: 'flag', ...ofLive, summary: 'show the bytes themselves' },
    seconds: {
      kind: 'integer',
      metavar: 'N',
      min: 1,
      max: 3600,
      default: 30,
      ...ofLive,
      summary: 'how long to wait for connections',
    },
    'run-dir': { ...runDir, ...ofLive },
    format,
    limit: { ...limit, ...ofCaptures },
    log,
  },
  args: [{ name: 'CAPTURE', summary: 'pcap or pcapng file', optional: true, many: true }],
  examples: [
    { command: 'layer7 explain capture.pcap --flow "l7 unknown"', meaning: 'what nothing matched, and why' },
    { command: 'layer7 explain capture.pcap --flow "port 2525" --format json', meaning: 'for a program' },
  ],
  exit: { 3: 'a capture or pattern could not be used in full; the rest was explained' },
});

export const diff = defineCommand({
  name: 'diff',
  summary: 'show which connections a change of patterns, order or budget would rename',
  description: [
    'Names the connections of captures twice, with what is given for the old side and for the new one, and prints which connections, packets and bytes move from which name to which, the largest first. What is not given is the same on both sides: the shipped signatures, their own order, the default budget.',
  ],
  options: {
    old: { kind: 'text', metavar: 'DIR', summary: 'patterns before; without it the shipped signatures' },
    new: { kind: 'text', metavar: 'DIR', summary: 'patterns after; without it the shipped signatures' },
    'old-protocols': { kind: 'list', metavar: 'A,B,...', summary: 'order of precedence before' },
    'new-protocols': { kind: 'list', metavar: 'A,B,...', summary: 'order of precedence after' },
    'old-packets': { ...packets, summary: 'budget of packets before' },
    'new-packets': { ...packets, summary: 'budget of packets after' },
    'old-bytes': { ...bytes, summary: 'budget of bytes before' },
    'new-bytes': { ...bytes, summary: 'budget of bytes after' },
    dialect,
    all: { kind: 'flag', summary: 'list every connection that moves' },
    'fail-on-change': {
      kind: 'list',
      metavar: 'A,B,...',
      summary: 'fail when a connection moves from or to one of these names; "any" for all',
    },
    format,
    limit,
    log,
  },
  args: [{ name: 'CAPTURE', summary: 'pcap or pcapng file', many: true }],
  examples: [
    {
      command: 'layer7 diff --old patterns --new patterns.new --fail-on-change http,tls *.pcap',
      meaning: 'a gate in CI: those two names must not change',
    },
    { command: 'layer7 diff --new-packets 5 capture.pcap', meaning: 'what half the budget would cost' },
  ],
  exit: { 3: 'a capture or pattern could not be used in full; the rest was compared', ...LIMIT_EXIT },
});

export const test = defineCommand({
  name: 'test',
  summary: 'try a pattern against random data and captures',
  description: [
    'States the exact probability with which random bytes and random printable text match a pattern. With captures: which connections it matches by itself, by their label. Labels come from a file labels.jsonl in the folder of the captures or one level up (one object a line: capture, proto, src, sport, dst, dport, label); without one, the shipped signatures say what a connection is.',
  ],
  options: {
    against: { kind: 'text', metavar: 'CAPTURE|DIR', summary: 'a capture, or a folder of captures' },
    labels: { kind: 'text', metavar: 'FILE', needs: ['against'], summary: 'labels of the connections' },
    dialect: anyDialect,
    format,
    limit,
    log,
  },
  args: [{ name: 'PATTERN', summary: 'an expression, or a pattern file (.pat, .sig)' }],
  examples: [
    { command: `layer7 test '^ssh-[12]'`, meaning: 'an expression of l7-filter' },
    { command: 'layer7 test my.sig --against captures/', meaning: 'what a signature matches' },
  ],
  exit: { 3: 'a capture or pattern could not be used in full; the rest was tried' },
});

export const time = defineCommand({
  name: 'time',
  summary: 'measure how fast patterns name connections',
  description: [
    'Names connections of random bytes, of random printable text and, with captures, of real first packets, and compares the time with copying the same bytes. The ratio is what to compare between patterns and machines.',
  ],
  options: {
    l7dir,
    protocols,
    dialect: anyDialect,
    against: { kind: 'text', metavar: 'CAPTURE|DIR', summary: 'a capture, or a folder of captures' },
    rounds: { kind: 'integer', metavar: 'N', min: 3, max: 1000, default: 9, summary: 'rounds of each' },
    format,
    limit,
    log,
  },
  args: [
    {
      name: 'PATTERN',
      summary: 'an expression, or a pattern file; without one the whole library',
      optional: true,
    },
  ],
  examples: [
    { command: 'layer7 time --against captures/', meaning: 'the shipped signatures' },
    { command: 'layer7 time my.pat', meaning: 'one pattern' },
  ],
  exit: { 3: 'a capture or pattern could not be used in full; the rest was measured' },
});

export const show = defineCommand({
  name: 'show',
  summary: 'show one protocol: what it looks for, what that costs, what lies near',
  description: [
    'Prints what the pattern file says, each expression with its size, its shortest match and how often random data matches it, and the neighbours: which expressions of other protocols it contains, lies inside of, or overlaps.',
    'With --draw the expression is drawn instead: as a railroad diagram (SVG), or its automaton as a graph (DOT). NAME#2 is the second expression of NAME.',
    'With --tables the packed tables are taken apart that the classifier runs: the layout of their bytes, every group, and with --group the states of one. With NAME they are those of that protocol alone, without it those of the whole set.',
  ],
  options: {
    l7dir,
    dialect,
    draw: {
      kind: 'choice',
      choices: ['railroad', 'states'],
      excludes: ['tables'],
      summary: 'write a drawing to standard output: railroad gives SVG, states gives DOT',
    },
    tables: { kind: 'flag', summary: 'show the packed tables that patterns are compiled to' },
    group: {
      kind: 'integer',
      metavar: 'N',
      min: 0,
      max: 65_535,
      needs: ['tables'],
      summary: 'the group whose states are listed; the first is 0',
    },
    all: { kind: 'flag', excludes: ['draw'], summary: 'all neighbours; with --tables all states' },
    format: { ...format, excludes: ['draw'] },
    limit,
    log,
  },
  args: [{ name: 'NAME', summary: 'a protocol; may be left out with --tables', optional: true }],
  examples: [
    { command: 'layer7 show ssh', meaning: 'in words' },
    { command: 'layer7 show ssh --tables', meaning: 'as the states that the classifier goes through' },
    { command: 'layer7 show ssh --draw railroad > ssh.svg', meaning: 'as a picture' },
  ],
  exit: { 3: 'a pattern could not be used; the others were looked at' },
});

export const importPatterns = defineCommand({
  name: 'import',
  summary: 'take over patterns of l7-filter or RouterOS, or a script of iptables and tc',
  description: [
    'Reads a folder of l7-filter patterns, a configuration of l7-filter-userspace (with --l7dir for its patterns), or a RouterOS export, and writes one signature file for each pattern. Each is compared with its original on the automata and written only when it says the same. The report names the patterns that are dead, shadowed, lossy or suspicious; the same stands in the files as comments.',
    'From a script of iptables and tc commands that act on "-m layer7" it writes policy.yaml: marks and the classes that they lead to become classes and rules. Every command of the script is carried over, carried over with a change that is said, or left out with its line, the reason and what to do instead; a rule that would take more than it did is left out. The same stands in the file as comments.',
    'l7-filter did not see NUL bytes, so the signatures allow them everywhere, which is hard to read. --plain leaves that out: the same language only on data without NUL bytes.',
  ],
  options: {
    to: { kind: 'text', metavar: 'DIR', summary: 'folder to write to; made when it is not there' },
    from: {
      kind: 'choice',
      choices: ['auto', 'folder', 'conf', 'routeros', 'script'],
      default: 'auto',
      summary: 'what FILE is',
    },
    l7dir: { kind: 'text', metavar: 'DIR', summary: 'where the patterns of a configuration lie' },
    dialect: {
      kind: 'choice',
      choices: ['kernel', 'userspace'],
      summary: 'how .pat files are read; by default kernel for a folder, userspace for a configuration',
    },
    plain: { kind: 'flag', summary: 'expressions without NUL bytes in between' },
    force: { kind: 'flag', summary: 'write over files that are there' },
    format,
    limit,
    log,
  },
  args: [{ name: 'FILE', summary: 'a folder, a configuration, an export or a script' }],
  examples: [
    { command: 'layer7 import /etc/l7-protocols --to signatures.mine', meaning: 'a folder of patterns' },
    { command: 'layer7 import router.rsc --to signatures.mine --plain', meaning: 'a RouterOS export' },
    { command: 'layer7 import shape.sh --to /etc/layer7', meaning: 'a script, as /etc/layer7/policy.yaml' },
  ],
  exit: { 3: 'some patterns or commands were not taken over; the others were written' },
});

export const newSignature = defineCommand({
  name: 'new',
  summary: 'propose a signature for chosen connections',
  description: [
    'Reads what the chosen connections have in common at the beginning, on each side: constant bytes, kinds of bytes, common text, a length field. Tries signatures made of that on the chosen connections and on all others, and writes the first that names exactly the chosen ones, with its facts as comments: how often random data matches it, and with which signatures of the library it overlaps. When none is exact nothing is written.',
  ],
  options: {
    from: { kind: 'list', metavar: 'CAPTURE,...', summary: 'captures that hold the connections' },
    flow: { ...flow, summary: 'which of their connections; without it, all' },
    not: {
      kind: 'list',
      metavar: 'CAPTURE,...',
      summary: 'captures, or folders of captures, in which nothing may be named so',
    },
    l7dir,
    to: { kind: 'text', metavar: 'DIR', default: '.', summary: 'folder to write to' },
    force: {
      kind: 'flag',
      summary: 'write over a file that is there, and also a signature that is not exact',
    },
    format,
    limit,
    log,
  },
  args: [{ name: 'NAME', summary: 'name of the protocol' }],
  examples: [
    {
      command: 'layer7 new tock --from capture.pcap --flow udp --not other.pcap',
      meaning: 'writes tock.sig',
    },
  ],
  exit: { 3: 'no signature names exactly the chosen connections, or something could not be read in full' },
});
