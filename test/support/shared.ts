/**
 * The folder of shared reference data (captures with known flows, the original matcher's answers), which is
 * not part of the project. Named by LAYER7_SHARED, or `shared` beside the project. Tests that need it skip
 * with a reason when it is absent.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PROJECT = resolve(import.meta.dirname, '../..');

/** The folder, or undefined when there is none. */
export const SHARED: string | undefined = [process.env.LAYER7_SHARED, resolve(PROJECT, '../shared')].find(
  (folder): folder is string => folder !== undefined && existsSync(folder),
);

/** For a test's `skip` option: false, or why it cannot run. */
export const WITHOUT_SHARED: string | false =
  SHARED === undefined ? 'the shared reference data is absent: set LAYER7_SHARED to its folder' : false;

/** Path of a file in the shared folder. Only where the folder is present. */
export function sharedPath(...parts: readonly string[]): string {
  return join(SHARED ?? '', ...parts);
}

/** Paths of all shared captures, sorted; empty when the folder is absent. */
export function sharedCaptures(): string[] {
  if (SHARED === undefined) return [];
  const folder = sharedPath('corpus/pcap');
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}
