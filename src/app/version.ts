/** The version of this copy and where it lies: the two things that every part of the program may ask. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Absolute path of the folder that holds `layer7`, `src` and `signatures`, without a slash at its end. */
export const PROJECT_ROOT: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** The version in `package.json`. */
export function version(): string {
  const text = readFileSync(`${PROJECT_ROOT}/package.json`, 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
