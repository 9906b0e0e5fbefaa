/**
 * What a command is, as data: its name, what it takes, what it promises. One table of such records
 * (`table.ts`) yields the parser, `--help`, the man page and the shell completion, so that the four can
 * never disagree.
 *
 * A command's code is loaded only when it runs (`load`), so `layer7 --help` stays quick and needs neither
 * root nor the kernel.
 */
import type { Readable, Writable } from 'node:stream';
import type { LogFormat } from '../log.ts';

interface OptionBase {
  /** One line for the help: lower case, no full stop. */
  readonly summary: string;
  /** One letter, without the dash. */
  readonly short?: string;
  /** The actions, words of the first argument, that it goes with; absent: all. */
  readonly actions?: readonly string[];
  /** Options of which one must be given for this one to have an effect. */
  readonly needs?: readonly string[];
  /** Options beside which this one has no effect. */
  readonly excludes?: readonly string[];
}

/** One option of a command; `kind` decides how its text is read and what type its value has. */
export type OptionSpec = OptionBase &
  (
    | { readonly kind: 'flag' }
    | { readonly kind: 'text'; readonly metavar: string; readonly default?: string }
    | {
        readonly kind: 'integer';
        readonly metavar: string;
        readonly min: number;
        readonly max: number;
        readonly default?: number;
      }
    | { readonly kind: 'choice'; readonly choices: readonly string[]; readonly default?: string }
    /** Comma-separated words, at least one. Given again, a `repeatable` one adds to what was said before. */
    | {
        readonly kind: 'list';
        readonly metavar: string;
        readonly default?: readonly string[];
        readonly repeatable?: true;
      }
  );

export type OptionTable = Readonly<Record<string, OptionSpec>>;

type Given<T, S> = S extends { readonly default: infer D }
  ? D extends undefined
    ? T | undefined
    : T
  : T | undefined;

/** The type of an option's value: never `undefined` for a flag or where there is a default. */
export type OptionValue<S extends OptionSpec> = S extends { kind: 'flag' }
  ? boolean
  : S extends { kind: 'integer' }
    ? Given<number, S>
    : S extends { kind: 'choice'; choices: readonly (infer C)[] }
      ? Given<C, S>
      : S extends { kind: 'list' }
        ? Given<readonly string[], S>
        : Given<string, S>;

export type OptionValues<O extends OptionTable> = { readonly [K in keyof O]: OptionValue<O[K]> };

/** One positional argument. Only the last may be `many`. */
export interface ArgumentSpec {
  readonly name: string;
  readonly summary: string;
  readonly optional?: boolean;
  readonly many?: boolean;
  readonly choices?: readonly string[];
  /** The actions that it goes with; absent: all. */
  readonly actions?: readonly string[];
}

export interface Example {
  readonly command: string;
  readonly meaning: string;
}

/** The world as a command sees it, so that a test can hand it another one. */
export interface Context {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Width to fit tables into; undefined when the output is not a terminal and nothing is to be cut. */
  readonly columns: number | undefined;
  readonly color: boolean;
  /** How diagnostics are written: for people, or one JSON line each. */
  readonly log: LogFormat;
}

/** What a command's code is given. */
export interface Invocation<O extends OptionTable = OptionTable> {
  readonly options: OptionValues<O>;
  readonly args: readonly string[];
  readonly context: Context;
}

/** Runs a command; resolves to the exit status. */
export type Handler<O extends OptionTable> = (invocation: Invocation<O>) => Promise<number>;

/** A command without its code. */
export interface CommandSpec<O extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line, lower case, no full stop. */
  readonly summary: string;
  /** Paragraphs. */
  readonly description: readonly string[];
  readonly options: O;
  readonly args: readonly ArgumentSpec[];
  readonly examples: readonly Example[];
  /** Exit statuses that say something more exact here than for all commands. */
  readonly exit?: Readonly<Record<number, string>>;
  readonly needsRoot?: boolean;
  /** Everything after the command's name goes to it unread (but a lone `--help`). */
  readonly passthrough?: boolean;
}

/** A command of the table; its code is loaded when it runs. */
export interface Command extends CommandSpec {
  readonly load: () => Promise<Handler<OptionTable>>;
}

/** States a command with its options' exact types. */
export function defineCommand<const O extends OptionTable>(spec: CommandSpec<O>): CommandSpec<O> {
  return spec;
}

/** Puts a command and the code that takes exactly its options together. */
export function bindCommand<O extends OptionTable>(
  spec: CommandSpec<O>,
  load: () => Promise<Handler<O>>,
): Command {
  // The parser makes the values from this very table of options, so they have the types that it states.
  return { ...spec, load: load as () => Promise<Handler<OptionTable>> };
}
