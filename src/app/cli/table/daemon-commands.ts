/** The commands that start the daemon, stop it, and talk to it. */
import { DEFAULT_RETENTION } from '../../../core/accounting/retention.ts';
import { HELPER_NAMES } from '../../../linux/netfilter/helpers.ts';
import { defineCommand } from '../command.ts';
import {
  bytes,
  control,
  dialect,
  format,
  l7dir,
  limit,
  log,
  packets,
  protocols,
  runDir,
  stateDir,
} from './shared-options.ts';

export const up = defineCommand({
  name: 'up',
  summary: 'name the connections that pass this machine',
  description: [
    'Starts the daemon, adds the rules that send it the first packets of every connection, and returns when connections are being named. Rules of yours then act on the names: iptables with "-m layer7 --l7proto NAME", nftables and tc through the connection mark.',
    'Where a crashed daemon left something behind, it is removed first. Where somebody else uses the same mark bits or queue, nothing is changed and the error names them. A network namespace has one daemon: another instance needs a namespace of its own, and a --run-dir.',
    'SIGHUP reads the patterns again, as "layer7 reload" does; SIGTERM ends it, as "layer7 down" does.',
  ],
  needsRoot: true,
  options: {
    install: {
      kind: 'flag',
      summary: 'install the Debian packages that are missing, and the iptables extension',
    },
    foreground: {
      kind: 'flag',
      summary: 'stay in the foreground and log to standard error; Ctrl-C ends it, Ctrl-Z does not stop it',
    },
    'dry-run': { kind: 'flag', summary: 'print the rules instead of applying them' },
    l7dir,
    protocols,
    applications: {
      kind: 'list',
      metavar: 'A,B,...',
      summary: 'only these applications, by default all that are shipped; none with --l7dir; "none" for none',
    },
    conf: {
      kind: 'text',
      metavar: 'FILE',
      summary:
        'lines "protocol mark" as for l7-filter-userspace: which protocols, in which order; the mark is taken as the id',
    },
    dialect,
    limit,
    numpackets: packets,
    maxdatalen: bytes,
    'mark-mask': {
      kind: 'integer',
      metavar: 'MASK',
      min: 1,
      max: 0xffffffff,
      default: 0x0fff0000,
      summary: 'bits of the connection mark that hold the name; adjacent',
    },
    'queue-num': {
      kind: 'integer',
      metavar: 'N',
      min: 0,
      max: 65535,
      default: 0,
      summary: 'number of the first NFQUEUE',
    },
    queues: {
      kind: 'integer',
      metavar: 'N',
      min: 1,
      max: 64,
      default: 1,
      summary: 'queues, each with a worker process; connections are spread over them by address',
    },
    'max-flows': {
      kind: 'integer',
      metavar: 'N',
      min: 1024,
      max: 16_777_216,
      default: 65_536,
      summary: 'connections without a name yet that a worker remembers at a time',
    },
    helpers: {
      kind: 'list',
      metavar: 'A,B,...',
      default: HELPER_NAMES,
      summary: 'conntrack helpers whose data connections get the name of their master; "none" for none',
    },
    iptables: {
      kind: 'choice',
      choices: ['auto', 'legacy', 'nft', 'nftables'],
      default: 'auto',
      summary: 'what the rules are entered with; auto takes the iptables that "iptables" stands for',
    },
    'no-accounts': {
      kind: 'flag',
      summary: 'write no accounts; "top" and "report" then have nothing to show',
    },
    'account-keep': {
      kind: 'text',
      metavar: 'SPANS',
      default: DEFAULT_RETENTION,
      summary: 'how long the accounts of minutes, hours and days are kept',
    },
    'account-size': {
      kind: 'integer',
      metavar: 'MB',
      min: 1,
      max: 1_000_000,
      default: 256,
      summary: 'size of the accounts; past it the oldest minutes go first',
    },
    'account-hosts': {
      kind: 'integer',
      metavar: 'N',
      min: 0,
      max: 65_535,
      default: 1024,
      summary: 'hosts of a minute that are accounted by themselves; further ones together, as "others"',
    },
    'account-interval': {
      kind: 'integer',
      metavar: 'SECONDS',
      min: 1,
      max: 60,
      default: 30,
      summary: 'how often connections that go on are looked at',
    },
    'account-connections': {
      kind: 'integer',
      metavar: 'N',
      min: 1024,
      max: 4_194_304,
      default: 262_144,
      summary: 'connections that are accounted as they go; further ones when they end',
    },
    'run-dir': runDir,
    'state-dir': stateDir,
    log,
  },
  args: [],
  examples: [
    { command: 'layer7 up --install', meaning: 'everything from a fresh machine to named connections' },
    { command: 'layer7 up --dry-run', meaning: 'see the rules first' },
    {
      command: 'layer7 up --l7dir /etc/l7-protocols --protocols http,ssl,ssh',
      meaning: 'three patterns of your own folder',
    },
  ],
});

export const down = defineCommand({
  name: 'down',
  summary: 'stop the daemon and remove what "up" added',
  description: [
    'Removes the rules that "layer7 up" added and ends the daemon. Rules of your own that use "-m layer7" stay, and are listed.',
    'From then on every new connection is without a name: rules on a name, or on "unknown", no longer match it; rules on "unset" and those with "! NAME" match every one, with DROP too. The command warns of such rules.',
  ],
  needsRoot: true,
  options: control,
  args: [],
  examples: [],
});

export const status = defineCommand({
  name: 'status',
  summary: 'show what is on the line, by protocol',
  description: [
    'Connections, packets and bytes by protocol: those of live connections as conntrack counts them, and those of connections that have ended since the daemon started. Below the table: how the workers do.',
  ],
  needsRoot: true,
  options: { format, ...control },
  args: [],
  examples: [{ command: 'layer7 status --format json', meaning: 'the same for a program' }],
});

export const flows = defineCommand({
  name: 'flows',
  summary: 'list live connections with their names',
  description: ['The connections that conntrack knows at this moment, with protocol, packets and bytes.'],
  needsRoot: true,
  options: {
    proto: { kind: 'list', metavar: 'A,B,...', summary: 'only connections of these protocols' },
    format,
    ...control,
  },
  args: [],
  examples: [{ command: 'layer7 flows --proto http,tls', meaning: 'web traffic only' }],
});

export const set = defineCommand({
  name: 'set',
  summary: 'change the budget of the running daemon',
  description: [
    "numpackets: packets of a connection, both directions, within which it is to be named (1 to 1000; l7-filter's default 10). maxdatalen: bytes of a connection (1 to 65536; default 2048). Both hold at once for every connection that has no name yet, until the daemon ends.",
  ],
  needsRoot: true,
  options: { format, ...control },
  args: [
    { name: 'KEY', summary: 'what to change', choices: ['numpackets', 'maxdatalen'] },
    { name: 'N', summary: 'its new value' },
  ],
  examples: [{ command: 'layer7 set numpackets 20', meaning: 'look at twice as many packets' }],
});

export const reload = defineCommand({
  name: 'reload',
  summary: 'read the patterns again',
  description: [
    'Compiles the patterns aside and puts them in place of the old ones at once, without touching rules or connections that have a name. Ids stay. When a file cannot be used, it is named with line and column, and the old patterns stay.',
  ],
  needsRoot: true,
  options: { format, ...control },
  args: [],
  examples: [],
});
