/**
 * What a fuzz target is: seeds to start from, and a check that throws when an input shows a fault. A target
 * is one file of this folder that exports `target`; its corpus of past findings is `corpus/NAME/`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FuzzTarget {
  /** Valid inputs, from which others are made. */
  readonly seeds: () => readonly Uint8Array[];
  /** Throws when the code under test does anything with this input that it must not. */
  readonly check: (input: Uint8Array) => void;
}

const FOLDER = join(import.meta.dirname, '..');

/** Names of all targets. */
export function targetNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
    .map((file) => file.slice(0, -3))
    .sort();
}

/** The target of that name. */
export async function loadTarget(name: string): Promise<FuzzTarget> {
  const module = (await import(join(FOLDER, `${name}.ts`))) as { readonly target: FuzzTarget };
  return module.target;
}

/** Where the inputs are kept that once showed a fault. */
export function corpusFolder(name: string): string {
  return join(FOLDER, 'corpus', name);
}

/** Past findings, by file name. */
export function readCorpus(name: string): ReadonlyMap<string, Uint8Array> {
  const folder = corpusFolder(name);
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(files.map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))]));
}
