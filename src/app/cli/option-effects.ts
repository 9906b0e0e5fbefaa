/**
 * Options that go only with some actions, or only with or without some other option. Whoever gives an option
 * expects something of it: where it can have no effect it is refused, and the help says what it goes with.
 */
import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import type { Command, OptionSpec } from './command.ts';

const quoted = (names: readonly string[]): string => names.map((name) => `"--${name}"`).join(' or ');
const dashed = (names: readonly string[]): string => names.map((name) => `--${name}`).join(' or ');

/** What the help says of it: `with plan`, `with --live`, `not with --draw`. */
export function companionNotes({ actions, needs, excludes }: OptionSpec): string[] {
  const notes: string[] = [];
  if (actions !== undefined) notes.push(`with ${actions.join(', ')}`);
  if (needs !== undefined) notes.push(`with ${dashed(needs)}`);
  if (excludes !== undefined) notes.push(`not with ${dashed(excludes)}`);
  return notes;
}

function withoutEffect(message: string, next: string): Diagnostic {
  return { code: 'OPTION_WITHOUT_EFFECT', kind: 'usage', message, next };
}

/** What is wrong with giving this option beside the others; undefined when it has an effect. */
function faultOf(
  name: string,
  { actions, needs, excludes }: OptionSpec,
  given: ReadonlySet<string>,
  action: string | undefined,
): Diagnostic | undefined {
  if (actions !== undefined && action !== undefined && !actions.includes(action)) {
    const next = `leave it out; it goes with ${actions.map((word) => `"${word}"`).join(', ')}`;
    return withoutEffect(`"--${name}" has no effect with "${action}"`, next);
  }
  if (needs !== undefined && !needs.some((other) => given.has(other))) {
    return withoutEffect(
      `"--${name}" has no effect without ${quoted(needs)}`,
      `add ${dashed(needs)}, or leave --${name} out`,
    );
  }
  const excluded = excludes?.find((other) => given.has(other));
  if (excluded === undefined) return undefined;
  return withoutEffect(`"--${name}" has no effect with "--${excluded}"`, 'give one of the two');
}

/**
 * Refuses options and arguments without effect. `given` are the options that stand on the command line,
 * `args` the arguments, the first of which may be an action.
 * @throws Layer7Error `OPTION_WITHOUT_EFFECT`, `TOO_MANY_ARGUMENTS`.
 */
export function refuseWithoutEffect(
  command: Command,
  given: ReadonlySet<string>,
  args: readonly string[],
): void {
  const action = command.args[0]?.choices === undefined ? undefined : args[0];
  for (const name of given) {
    const fault = faultOf(name, command.options[name]!, given, action);
    if (fault !== undefined) throw new Layer7Error(fault);
  }
  for (const [index, { name, actions }] of command.args.entries()) {
    if (args[index] === undefined || actions === undefined || actions.includes(action!)) continue;
    throw new Layer7Error({
      code: 'TOO_MANY_ARGUMENTS',
      kind: 'usage',
      message: `"layer7 ${command.name} ${action}" takes no ${name}`,
      given: args[index],
      next: `leave it out; it goes with ${actions.map((word) => `"${word}"`).join(', ')}`,
    });
  }
}
