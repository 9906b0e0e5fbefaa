/** Command lines of the workbench run as `main` runs them, in a demo folder of their own. */
import { join } from 'node:path';
import { parseCommandLine } from '../../../src/app/cli/parse.ts';
import { COMMANDS } from '../../../src/app/cli/table.ts';
import { diagnosticOf } from '../../../src/app/log.ts';
import { EXIT_STATUS } from '../../../src/core/errors.ts';
import { writeWorkbenchDemo } from '../../support/workbench-demo.ts';
import { temporaryFolder, testContext } from '../support.ts';

export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** A demo folder, and a way to name files in it. */
export function demoFolder(): (...parts: readonly string[]) => string {
  const folder = temporaryFolder();
  writeWorkbenchDemo(folder);
  return (...parts) => join(folder, ...parts);
}

/** Runs one command line. */
export async function run(...words: readonly string[]): Promise<Outcome> {
  const context = testContext();
  let status: number;
  try {
    const parsed = parseCommandLine(words, COMMANDS);
    if (parsed.kind !== 'run') throw new Error('this is no command to run');
    const handler = await parsed.command.load();
    status = await handler({ options: parsed.options, args: parsed.args, context });
  } catch (error) {
    const diagnostic = diagnosticOf(error);
    if (diagnostic.kind === 'internal') throw error;
    context.stderr.write(`${diagnostic.message} [${diagnostic.code}]\n`);
    status = EXIT_STATUS[diagnostic.kind];
  }
  return { status, out: context.stdout.text, err: context.stderr.text };
}
