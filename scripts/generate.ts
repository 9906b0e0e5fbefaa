/**
 * Writes the files that come from the command table, the manual page and the completion for bash, and the
 * JSON Schema of the policy file. With `--check` it writes nothing and names those that are out of date.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bashCompletion } from '../src/app/cli/completion.ts';
import { manPage } from '../src/app/cli/man.ts';
import { COMMANDS } from '../src/app/cli/table.ts';
import { readIfThere } from '../src/app/files.ts';
import { policyJsonSchema } from '../src/app/policy/schema.ts';
import { PROJECT_ROOT, version } from '../src/app/version.ts';

/** Paths from the project's folder, and what stands in them. */
const FILES: readonly (readonly [path: string, content: string])[] = [
  ['docs/layer7.8', manPage(COMMANDS, version())],
  ['packaging/layer7.bash-completion', bashCompletion(COMMANDS)],
  ['packaging/policy.schema.json', policyJsonSchema()],
];

const checking = process.argv.includes('--check');
for (const [path, content] of FILES) {
  const full = join(PROJECT_ROOT, path);
  if (!checking) {
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, content);
  } else if (readIfThere(full) !== content) {
    process.stderr.write(`${path} is out of date: run "npm run generate"\n`);
    process.exitCode = 1;
  }
}
