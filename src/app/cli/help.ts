/**
 * The help that `--help` prints, from the command table: usage, description, options with their ranges and
 * defaults, arguments, examples, exit statuses. Fits 80 columns.
 */
import { WIDTH, wrapped } from '../../core/workbench/layout.ts';
import type { ArgumentSpec, Command, OptionSpec } from './command.ts';
import { companionNotes } from './option-effects.ts';

/** What every command's exit status means: `EXIT_STATUS` and `DOES_NOT_HOLD` of core in words. */
export const SHARED_EXIT_STATUSES: readonly (readonly [number, string])[] = [
  [0, 'success'],
  [1, 'a fault of layer7 itself'],
  [2, 'wrong use: unknown command, option or value'],
  [3, 'bad input: a file or a pattern that cannot be used'],
  [4, 'the machine lacks something: a package, a kernel feature, a running daemon'],
  [5, 'not permitted: root is needed'],
  [6, 'a conflict: another copy, mark bits or a queue that somebody else holds'],
  [7, 'what was to be checked does not hold: a limit that was set, a name, the accounts'],
];

/** `FILE…`, `[KEY]`, … */
export function argumentUsage(argument: ArgumentSpec): string {
  const name = argument.many ? `${argument.name}...` : argument.name;
  return argument.optional ? `[${name}]` : name;
}

/** `layer7 classify [OPTION...] FILE...` */
export function usageLine(command: Command): string {
  const parts = ['layer7', command.name];
  if (Object.keys(command.options).length > 0) parts.push('[OPTION...]');
  for (const argument of command.args) parts.push(argumentUsage(argument));
  return parts.join(' ');
}

/** `-o, --option METAVAR` */
export function optionUsage(name: string, spec: OptionSpec): string {
  const short = spec.short === undefined ? '' : `-${spec.short}, `;
  const value = metavar(spec);
  return `${short}--${name}${value === undefined ? '' : ` ${value}`}`;
}

/** What stands for the value of an option; undefined for a flag. */
export function metavar(spec: OptionSpec): string | undefined {
  if (spec.kind === 'flag') return undefined;
  return spec.kind === 'choice' ? spec.choices.join('|') : spec.metavar;
}

/** Summary of an option with what it goes with, its range and default. */
export function optionSummary(spec: OptionSpec): string {
  const notes = companionNotes(spec);
  if (spec.kind === 'integer') notes.push(`${spec.min} to ${spec.max}`);
  if (spec.kind !== 'flag' && spec.default !== undefined) notes.push(`default ${String(spec.default)}`);
  return notes.length === 0 ? spec.summary : `${spec.summary} (${notes.join('; ')})`;
}

/** Summary of an argument with its choices, and with the actions that it goes with. */
export function argumentSummary({ summary, choices, actions }: ArgumentSpec): string {
  const text = choices === undefined ? summary : `${summary}: ${choices.join(', ')}`;
  return actions === undefined ? text : `${text} (with ${actions.join(', ')})`;
}

function definitions(rows: readonly (readonly [string, string])[]): string[] {
  const widest = Math.max(...rows.map(([term]) => term.length));
  const column = Math.min(widest, 26) + 4;
  const lines: string[] = [];
  for (const [term, text] of rows) {
    const [first = '', ...rest] = wrapped(text, '', WIDTH - column);
    const head = `  ${term}`;
    if (head.length + 2 > column) lines.push(head, `${' '.repeat(column)}${first}`);
    else lines.push(`${head.padEnd(column)}${first}`);
    for (const line of rest) lines.push(`${' '.repeat(column)}${line}`);
  }
  return lines;
}

/** Help of one command. */
export function commandHelp(command: Command): string {
  const { args, options, examples, exit } = command;
  const lines = [`Usage: ${usageLine(command)}`, '', capitalised(command.summary)];
  for (const paragraph of command.description) lines.push('', ...wrapped(paragraph));
  if (command.needsRoot) lines.push('', 'Needs root.');
  if (args.length > 0) {
    lines.push(
      '',
      'Arguments:',
      ...definitions(args.map((arg) => [argumentUsage(arg), argumentSummary(arg)])),
    );
  }
  const rows: (readonly [string, string])[] = Object.entries(options).map(([name, spec]) => [
    optionUsage(name, spec),
    optionSummary(spec),
  ]);
  lines.push('', 'Options:', ...definitions([...rows, ['-h, --help', 'show this help']]));
  if (examples.length > 0) {
    lines.push('', 'Examples:');
    for (const example of examples) lines.push(`  ${example.command}`, `      ${example.meaning}`);
  }
  if (exit !== undefined) {
    lines.push('', 'Exit status; "layer7 help" lists the others:');
    lines.push(...definitions(Object.entries(exit)));
  }
  return `${lines.join('\n')}\n`;
}

/** Help of the whole program: all commands and what they share. */
export function generalHelp(commands: readonly Command[]): string {
  const lines = [
    'Usage: layer7 COMMAND [OPTION...] [ARGUMENT...]',
    '',
    ...wrapped(
      'Names the application protocol of every connection that passes this machine, and lets iptables, nftables and tc act on the name.',
    ),
    '',
    'Commands:',
    ...definitions(commands.map((command) => [command.name, command.summary])),
    '',
    'Exit status:',
    ...definitions(SHARED_EXIT_STATUSES.map(([status, meaning]) => [String(status), meaning])),
    '',
    '"layer7 COMMAND --help" tells more about one command.',
  ];
  return `${lines.join('\n')}\n`;
}

/** First letter in upper case, and a full stop where nothing else ends it, as a sentence stands alone. */
export function capitalised(summary: string): string {
  const stop = /[.?!]$/.test(summary) ? '' : '.';
  return `${summary.charAt(0).toUpperCase()}${summary.slice(1)}${stop}`;
}
