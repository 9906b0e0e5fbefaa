/**
 * Words of the command line → a command with checked options. `parseArgs` of Node splits the words; what
 * they mean is looked up in the command's own table, so that an unknown option can name its nearest
 * neighbour and a value out of range its range.
 *
 * Pure: nothing is run or printed here.
 */
import { parseArgs } from 'node:util';
import { type ErrorKind, Layer7Error } from '../../core/errors.ts';
import { didYouMean } from '../../core/nearest.ts';
import type { Command, OptionSpec, OptionTable, OptionValues } from './command.ts';
import { refuseWithoutEffect } from './option-effects.ts';

type Value = string | number | boolean | readonly string[] | undefined;

export type Parsed =
  | { readonly kind: 'help'; readonly command: Command | undefined }
  | { readonly kind: 'version' }
  | {
      readonly kind: 'run';
      readonly command: Command;
      readonly options: Readonly<Record<string, Value>>;
      readonly args: readonly string[];
    };

function usage(code: string, message: string, given: string | undefined, next: string): Layer7Error {
  const kind: ErrorKind = 'usage';
  return new Layer7Error({ code, kind, message, ...(given === undefined ? {} : { given }), next });
}

/** Reads `words` (without the program's name). Throws `Layer7Error` of kind `usage`. */
export function parseCommandLine(words: readonly string[], commands: readonly Command[]): Parsed {
  const [name, ...rest] = words;
  if (name === undefined || name === '--help' || name === '-h') return { kind: 'help', command: undefined };
  if (name === '--version' || name === '-V') return { kind: 'version' };
  const command = commands.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const next = didYouMean(
      name,
      commands.map((candidate) => candidate.name),
    );
    throw usage(
      'UNKNOWN_COMMAND',
      `there is no command "${name}"`,
      undefined,
      next ?? 'see "layer7 help" for all commands',
    );
  }
  if (command.passthrough) {
    if (rest.length === 1 && rest[0] === '--help') return { kind: 'help', command };
    return { kind: 'run', command, options: {}, args: rest };
  }
  return parseCommand(command, rest);
}

function parseCommand(command: Command, words: readonly string[]): Parsed {
  const options: OptionTable = command.options;
  const { tokens } = parseArgs({
    args: [...words],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries([
      ['help', { type: 'boolean' as const, short: 'h' }],
      ...Object.entries(options).map(([name, spec]) => [
        name,
        {
          type: spec.kind === 'flag' ? ('boolean' as const) : ('string' as const),
          ...(spec.short === undefined ? {} : { short: spec.short }),
        },
      ]),
    ]),
  });
  const values: Record<string, Value> = {};
  for (const [name, spec] of Object.entries(options)) {
    values[name] = spec.kind === 'flag' ? false : spec.default;
  }
  const given = new Set<string>();
  const args: string[] = [];
  let number = -1;
  for (const token of tokens) {
    if (token.kind === 'positional') args.push(token.value);
    if (token.kind !== 'option') continue;
    // A negative number is split into options, one a digit; no command has such options.
    if (token.index === number) continue;
    if (/^-\d/.test(words[token.index]!)) {
      number = token.index;
      args.push(words[number]!);
      continue;
    }
    if (token.name === 'help') return { kind: 'help', command };
    const spec = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (spec === undefined) throw unknownOption(command, token.rawName);
    const swallowed = token.inlineValue === false && token.value.startsWith('--');
    const value = readValue(command, token.rawName, spec, swallowed ? undefined : token.value);
    const before = values[token.name];
    const adds = spec.kind === 'list' && spec.repeatable && Array.isArray(before) && Array.isArray(value);
    given.add(token.name);
    values[token.name] = adds ? [...before, ...value] : value;
  }
  checkArguments(command, args);
  refuseWithoutEffect(command, given, args);
  return { kind: 'run', command, options: values, args };
}

function unknownOption(command: Command, rawName: string): Layer7Error {
  const names = Object.keys(command.options).map((name) => `--${name}`);
  return usage(
    'UNKNOWN_OPTION',
    `"layer7 ${command.name}" has no option "${rawName}"`,
    undefined,
    didYouMean(rawName, names) ?? `see "layer7 ${command.name} --help" for its options`,
  );
}

function readValue(command: Command, rawName: string, spec: OptionSpec, value: string | undefined): Value {
  const see = `see "layer7 ${command.name} --help"`;
  if (spec.kind === 'flag') {
    if (value === undefined) return true;
    throw usage('OPTION_TAKES_NO_VALUE', `"${rawName}" takes no value`, value, see);
  }
  if (value === undefined || value === '') {
    throw usage('OPTION_NEEDS_VALUE', `"${rawName}" needs a value`, undefined, see);
  }
  switch (spec.kind) {
    case 'text':
      return value;
    case 'choice':
      if (spec.choices.includes(value)) return value;
      throw usage(
        'OPTION_VALUE',
        `"${rawName}" takes one of ${spec.choices.join(', ')}`,
        value,
        didYouMean(value, spec.choices) ?? see,
      );
    case 'list': {
      const words = value.split(',').map((word) => word.trim());
      if (!words.includes('')) return words;
      throw usage('OPTION_VALUE', `"${rawName}" takes words with commas between them`, value, see);
    }
    case 'integer':
      return parseInteger(rawName, value, spec.min, spec.max);
  }
}

/**
 * A whole number in decimal or 0x hexadecimal within [min, max].
 * Throws `Layer7Error` (`NUMBER_INVALID`, `NUMBER_RANGE`) that names `what`.
 */
export function parseInteger(what: string, text: string, min: number, max: number): number {
  const range = `give a whole number from ${min} to ${max}`;
  if (!/^(?:-?\d+|0[xX][0-9a-fA-F]+)$/.test(text)) {
    throw usage('NUMBER_INVALID', `"${what}" takes a whole number`, text, range);
  }
  const number = Number(text);
  if (number >= min && number <= max) return number;
  throw new Layer7Error({
    code: 'NUMBER_RANGE',
    kind: 'usage',
    message: `"${what}" is out of range`,
    given: text,
    limit: number < min ? min : max,
    next: range,
  });
}

function checkArguments(command: Command, args: readonly string[]): void {
  const see = `see "layer7 ${command.name} --help"`;
  const specs = command.args;
  const most = specs.at(-1)?.many ? Number.POSITIVE_INFINITY : specs.length;
  if (args.length > most) {
    throw usage('TOO_MANY_ARGUMENTS', `"layer7 ${command.name}" takes no more arguments`, args[most], see);
  }
  for (const [index, spec] of specs.entries()) {
    const given = args[index];
    if (given === undefined) {
      if (spec.optional) return;
      throw usage('ARGUMENT_MISSING', `"layer7 ${command.name}" needs ${spec.name}`, undefined, see);
    }
    if (spec.choices !== undefined && !spec.choices.includes(given)) {
      throw usage(
        'ARGUMENT_VALUE',
        `${spec.name} is one of ${spec.choices.join(', ')}`,
        given,
        didYouMean(given, spec.choices) ?? see,
      );
    }
  }
}

/** The options of a parsed command line, in the types that the command's own table promises. */
export function optionsOf<O extends OptionTable>(values: Readonly<Record<string, Value>>): OptionValues<O> {
  return values as OptionValues<O>;
}
