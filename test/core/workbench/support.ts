/** Small libraries made on the spot: `.pat` and signature texts → protocols in the order given. */
import type { Diagnostic } from '../../../src/core/errors.ts';
import { buildLibrary, type LibraryFile } from '../../../src/core/patterns/library.ts';
import type { Protocol } from '../../../src/core/patterns/model.ts';
import { type Study, studyLibrary } from '../../../src/core/workbench/study.ts';

/** Files of a library: `.pat` files from name → expression, in that order of precedence. */
export function patFiles(patterns: Readonly<Record<string, string>>): LibraryFile[] {
  return Object.entries(patterns).map(([name, expression]) => ({
    path: `${name}.pat`,
    text: `# ${name} of a test\n${name}\n${expression}\n`,
  }));
}

/** A signature file with one or more blocks, each written as in a file. */
export function signatureFile(name: string, ...blocks: readonly string[]): LibraryFile {
  const about = `name ${name}\ntitle Test ${name}\nreference none\ngroups test\nports tcp/1 udp/1\n`;
  return { path: `${name}.sig`, text: `${about}\n${blocks.join('\n\n')}\n` };
}

export interface TestLibrary {
  readonly protocols: readonly Protocol[];
  readonly errors: readonly Diagnostic[];
}

/** The protocols of some files, in the order of the files. */
export function libraryOf(files: readonly LibraryFile[]): TestLibrary {
  const order = files.map(({ path }) => path.replace(/\.(pat|sig)$/, ''));
  return buildLibrary(files, { order });
}

/** `.pat` protocols from name → expression, studied. */
export function studyOf(patterns: Readonly<Record<string, string>>): Study {
  return studyLibrary(libraryOf(patFiles(patterns)).protocols);
}
