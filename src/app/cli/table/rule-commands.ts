/** The commands about rules: whose names they use, and how they are entered. */
import { defineCommand } from '../command.ts';
import { format, l7dir, log, runDir, stateDir } from './shared-options.ts';

export const protocols = defineCommand({
  name: 'protocols',
  summary: 'list the protocols that can be named',
  description: [
    'Names, ids, connection labels, titles, groups and the names of the same protocol elsewhere. A protocol has an id once a daemon has used it; ids never change. While a daemon runs, these are the names that it looks for, which are those that rules can use; otherwise, and with --l7dir, all that the folder or the shipped signatures have.',
    'A connection has room for 128 labels. 96 well-known protocols have one of their own (32 to 127), which is the same on every machine; of all other names those with an id below 32 have that number; 1 is "unknown". While the daemon runs, "ct label NAME" of nftables and "-m connlabel --label NAME" of iptables take these names. "layer7 up" names those that cannot be used because somebody else\'s entry in /etc/connlabel.conf or /etc/xtables/connlabel.conf has taken the name or the number.',
  ],
  options: { format, l7dir, 'run-dir': runDir, 'state-dir': stateDir, log },
  args: [],
  examples: [
    { command: 'layer7 protocols --format json', meaning: 'name, id, label, title, groups, aliases' },
  ],
});

export const rules = defineCommand({
  name: 'rules',
  summary: 'list the rules that act on names, with their counters',
  description: [
    'Every rule on this machine that matches the name of a connection, entered with "-m layer7" or as a plain match on the mark, with the name in the place of the number. The rules of a group ("--l7group") are shown as one.',
  ],
  needsRoot: true,
  options: { format, 'run-dir': runDir, log },
  args: [],
  examples: [],
});

const TRANSLATION = [
  'Takes the arguments of the program of that name and runs it, with "-m layer7 --l7proto NAME" translated to the match on the mark that it stands for. So the same lines work where the extension is not installed.',
  'Besides, "-m layer7 --l7group GROUP" enters a rule for each protocol and application of the group, all in one step, and -D removes them all; "! --l7group GROUP" is one rule for everything else.',
  'The first arguments may be --run-dir DIR, for a daemon other than the usual, and --dry-run, to print the translated command instead of running it.',
];

export const iptables = defineCommand({
  name: 'iptables',
  summary: 'run iptables with "-m layer7" understood',
  description: TRANSLATION,
  needsRoot: true,
  passthrough: true,
  options: {},
  args: [{ name: 'ARGUMENT', summary: 'as for iptables(8)', many: true }],
  examples: [
    { command: 'layer7 iptables -A FORWARD -m layer7 --l7proto nntp -j DROP', meaning: 'block one protocol' },
    { command: 'layer7 iptables -A FORWARD -m layer7 --l7group p2p -j DROP', meaning: 'block a group' },
  ],
});

export const ip6tables = defineCommand({
  name: 'ip6tables',
  summary: 'run ip6tables with "-m layer7" understood',
  description: TRANSLATION,
  needsRoot: true,
  passthrough: true,
  options: {},
  args: [{ name: 'ARGUMENT', summary: 'as for ip6tables(8)', many: true }],
  examples: [],
});

export const setup = defineCommand({
  name: 'setup',
  summary: 'build, install or remove the iptables extension',
  description: [
    'The extension makes the stock iptables understand "-m layer7". "build" compiles it, "install" compiles it and puts it where iptables looks, "remove" takes it away again, "status" tells how things are. "layer7 up --install" installs it too.',
  ],
  options: {
    install: { kind: 'flag', summary: 'install the Debian packages that are missing' },
    format,
    log,
  },
  args: [{ name: 'ACTION', summary: 'what to do', choices: ['status', 'build', 'install', 'remove'] }],
  examples: [{ command: 'layer7 setup install --install', meaning: 'packages, extension and all' }],
});
