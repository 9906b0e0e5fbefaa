// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the braces are the shell's.
/**
 * Completion for bash, written from the command table: commands, their options, the choices of options and
 * arguments, and file names elsewhere. Kept as a file in the project by `scripts/generate.ts`.
 */
import type { Command } from './command.ts';

/** Completion for bash: commands, their options, the choices of options and arguments, files elsewhere. */
export function bashCompletion(commands: readonly Command[]): string {
  const lines = [
    '# bash completion for layer7(8). Written by scripts/generate.ts from the command table.',
    '_layer7() {',
    '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" words=""',
    '  COMPREPLY=()',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    words="${commands.map((command) => command.name).join(' ')} --help --version"`,
    '    COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '    return',
    '  fi',
    '  case "${COMP_WORDS[1]} $previous" in',
  ];
  for (const command of commands) {
    for (const [name, spec] of Object.entries(command.options)) {
      if (spec.kind !== 'choice') continue;
      lines.push(`    "${command.name} --${name}") words="${spec.choices.join(' ')}" ;;`);
    }
  }
  lines.push('  esac', '  [ -n "$words" ] || case "${COMP_WORDS[1]}" in');
  for (const command of commands) {
    const { options, args } = command;
    const choices = args.flatMap((argument) => argument.choices ?? []);
    const names = Object.keys(options).map((name) => `--${name}`);
    lines.push(`    ${command.name}) words="${[...choices, ...names, '--help'].join(' ')}" ;;`);
  }
  lines.push(
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '  [ "${#COMPREPLY[@]}" -gt 0 ] || compopt -o default 2>/dev/null',
    '}',
    'complete -F _layer7 layer7',
  );
  return `${lines.join('\n')}\n`;
}
