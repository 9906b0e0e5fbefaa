/**
 * The manual page layer7(8), written from the command table in the roff `man` macros (man(7)). It is kept as
 * a file in the project by `scripts/generate.ts`; a test fails when it is older than the table.
 */
import type { Command, OptionSpec } from './command.ts';
import {
  argumentSummary,
  argumentUsage,
  capitalised,
  metavar,
  optionSummary,
  SHARED_EXIT_STATUSES,
  usageLine,
} from './help.ts';

/** Text as roff wants it: backslashes and leading dots are not its own, a dash is a minus. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(['.])/gm, '\\&$1');
}

function bold(text: string): string {
  return `\\fB${roff(text)}\\fR`;
}

function italic(text: string): string {
  return `\\fI${roff(text)}\\fR`;
}

function optionTerm(name: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? '' : `${bold(`-${spec.short}`)}, `;
  const value = metavar(spec);
  return `${short}${bold(`--${name}`)}${value === undefined ? '' : ` ${italic(value)}`}`;
}

function manCommand(command: Command): string[] {
  const { args, options, examples, exit } = command;
  const lines = [`.SS ${roff(usageLine(command))}`, roff(capitalised(command.summary))];
  for (const paragraph of command.description) lines.push('.PP', roff(paragraph));
  if (command.needsRoot) lines.push('.PP', 'Needs root.');
  for (const argument of args)
    lines.push('.TP', italic(argumentUsage(argument)), roff(argumentSummary(argument)));
  for (const [name, spec] of Object.entries(options)) {
    lines.push('.TP', optionTerm(name, spec), roff(optionSummary(spec)));
  }
  for (const [status, meaning] of Object.entries(exit ?? {})) {
    lines.push('.TP', `exit status ${status}`, roff(meaning));
  }
  for (const example of examples) {
    lines.push(
      '.PP',
      `${roff(capitalised(example.meaning))}`,
      '.RS',
      '.nf',
      roff(example.command),
      '.fi',
      '.RE',
    );
  }
  return lines;
}

/** The whole page. `version` stands in its footer. */
export function manPage(commands: readonly Command[], version: string): string {
  const lines = [
    '.\\" Written by scripts/generate.ts from the command table; edit that, not this.',
    `.TH LAYER7 8 "" "layer7 ${roff(version)}" "System administration"`,
    '.SH NAME',
    'layer7 \\- name the application protocol of connections and let rules act on it',
    '.SH SYNOPSIS',
    `${bold('layer7')} ${italic('COMMAND')} [${italic('OPTION')}...] [${italic('ARGUMENT')}...]`,
    '.SH DESCRIPTION',
    roff(
      'layer7 looks at the first packets of every connection that passes the machine, names its application protocol whatever port it uses, and keeps the name in a field of the connection mark, where iptables, nftables and tc can act on it.',
    ),
    '.SH COMMANDS',
  ];
  for (const command of commands) lines.push(...manCommand(command));
  lines.push('.SH EXIT STATUS');
  for (const [status, meaning] of SHARED_EXIT_STATUSES) lines.push('.TP', String(status), roff(meaning));
  lines.push('.SH FILES');
  for (const [path, meaning] of FILES) lines.push('.TP', italic(path), roff(meaning));
  lines.push('.SH ENVIRONMENT');
  for (const [name, meaning] of ENVIRONMENT) lines.push('.TP', bold(name), roff(meaning));
  lines.push('.SH SEE ALSO', `${bold('iptables')}(8), ${bold('nft')}(8), ${bold('tc')}(8)`);
  return `${lines.join('\n')}\n`;
}

const FILES: readonly (readonly [string, string])[] = [
  ['/etc/layer7/policy.yaml', 'the policy, unless another file is given'],
  ['/run/layer7/control.sock', 'where the daemon answers; root only'],
  ['/run/layer7/protocols', 'names and ids, read by the iptables extension'],
  ['/run/layer7/protocols.nft', 'the same as defines for nft, for "include"'],
  ['/run/layer7/daemon.log', 'what a daemon in the background has to say'],
  ['/var/lib/layer7/ids', 'which id each name has, for good'],
  ['/var/lib/layer7/accounts.db', 'the accounts: what was on the line'],
  ['/var/lib/layer7/policy/', 'the policy in force, and what is needed to take it back'],
  ['/var/lib/layer7/cache/', 'compiled pattern sets'],
];

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ['NO_COLOR', 'when set and not empty, output has no colour'],
  ['XDG_CACHE_HOME', 'where a user other than root keeps compiled pattern sets (default ~/.cache)'],
];
