/**
 * Where the program starts: words of the command line → command → exit status. Every error ends here, and
 * becomes a diagnostic on standard error and the exit status of its kind; nothing else of the program exits.
 */

import type { LogFormat } from '../log.ts';
import { diagnosticsOf } from '../refused.ts';
import type { Context } from './command.ts';
import { reportFaults } from './faults.ts';
import { commandHelp, generalHelp } from './help.ts';
import { write } from './output.ts';
import { parseCommandLine } from './parse.ts';
import { requireRoot } from './root.ts';
import { COMMANDS } from './table.ts';

/** Exit status of a program whose reader went away, as the shell reports one that SIGPIPE ended. */
const BROKEN_PIPE = 141;

function contextOf(words: readonly string[]): Context {
  const { stdout, env } = process;
  const colorless = env.NO_COLOR !== undefined && env.NO_COLOR !== '';
  return {
    stdin: process.stdin,
    stdout,
    stderr: process.stderr,
    env,
    columns: stdout.isTTY ? stdout.columns : undefined,
    color: stdout.isTTY === true && !colorless && env.TERM !== 'dumb',
    log: logFormatOf(words),
  };
}

/** Known before the words are parsed, since parsing them may fail as well. */
function logFormatOf(words: readonly string[]): LogFormat {
  const at = words.indexOf('--log');
  return words.includes('--log=json') || (at >= 0 && words[at + 1] === 'json') ? 'json' : 'text';
}

/** Runs one command line; resolves to the exit status. */
async function run(words: readonly string[], context: Context): Promise<number> {
  const parsed = parseCommandLine(words, COMMANDS);
  switch (parsed.kind) {
    case 'help':
      await write(
        context,
        parsed.command === undefined ? generalHelp(COMMANDS) : commandHelp(parsed.command),
      );
      return 0;
    case 'version':
      return run(['version'], context);
    case 'run': {
      const { command, options, args } = parsed;
      if (command.needsRoot) requireRoot(command.name, options);
      const handler = await command.load();
      return handler({ options, args, context });
    }
  }
}

/** Standard output or standard error cannot be written: the reader went away, or the disk is full. */
function endWithoutOutput(error: NodeJS.ErrnoException): void {
  // A daemon in the foreground looks after faults that nobody foresaw: it takes its rules away first.
  if (process.listenerCount('uncaughtException') > 0) throw error;
  if (error.code === 'EPIPE') process.exit(BROKEN_PIPE);
  process.exit(
    reportFaults(context, [
      {
        code: 'OUTPUT_FAILED',
        kind: 'environment',
        message: 'the output cannot be written',
        cause: error.message,
        next: 'make room where it goes, or send it elsewhere',
      },
    ]),
  );
}

const words = process.argv.slice(2);
const context = contextOf(words);
for (const stream of [process.stdout, process.stderr]) stream.on('error', endWithoutOutput);
try {
  process.exitCode = await run(words, context);
} catch (error) {
  process.exitCode = reportFaults(context, diagnosticsOf(error));
}
