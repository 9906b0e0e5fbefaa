/**
 * Makes the examples in `docs/workbench.md`: runs every command line in a `console` block, in a folder with
 * the demo files, and writes what it prints below it. With `--check` nothing is written, and the examples
 * that print something else now are named.
 *
 * What is measured differs from run to run: of `layer7 time` only the words are compared.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeWorkbenchDemo } from '../test/support/workbench-demo.ts';

const ROOT = resolve(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs/workbench.md');
const BLOCK = /^```console\n([\s\S]*?)^```$/gm;

/** What a command line prints, and its exit status where that is not 0. */
function outputOf(command: string, folder: string): string {
  const { stdout, stderr, status } = spawnSync('sh', ['-c', command], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${ROOT}:${process.env.PATH}`, NO_COLOR: '1' },
  });
  const end = status === 0 ? '' : `(exit status ${status})\n`;
  return `${stdout.trimEnd()}\n${stderr}${end}`.replace(/^\n/, '');
}

/** What of an example must not change. */
function steady(command: string, output: string): string {
  return command.startsWith('layer7 time') ? output.replace(/[\s\d.,+-]+|[KMG]?B\/s/g, ' ') : output;
}

const folder = mkdtempSync(join(tmpdir(), 'layer7-docs-'));
const stale: string[] = [];
try {
  writeWorkbenchDemo(folder);
  const page = readFileSync(PAGE, 'utf8');
  const made = page.replace(BLOCK, (block: string, body: string) => {
    const [first = '', ...rest] = body.split('\n');
    const command = first.replace(/^\$ /, '');
    const before = rest.join('\n');
    const now = outputOf(command, folder);
    if (steady(command, before) === steady(command, now)) return block;
    stale.push(command);
    return `\`\`\`console\n$ ${command}\n${now}\`\`\``;
  });
  if (!process.argv.includes('--check')) writeFileSync(PAGE, made);
  else if (stale.length > 0) {
    process.stderr.write(`docs/workbench.md is out of date: run "node scripts/workbench-docs.ts"\n`);
    for (const command of stale) process.stderr.write(`  ${command}\n`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
