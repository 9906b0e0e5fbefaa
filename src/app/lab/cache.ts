/** Where the lab keeps what is worth keeping between runs: below the user's cache folder. */

import { homedir } from 'node:os';
import { join } from 'node:path';

/** Folder of everything that the lab keeps. */
export function labCache(): string {
  const base = process.env.XDG_CACHE_HOME?.startsWith('/')
    ? process.env.XDG_CACHE_HOME
    : join(homedir(), '.cache');
  return join(base, 'layer7-lab');
}

/** Folder of Debian packages that are unpacked and not installed. */
export function packageCache(): string {
  return join(labCache(), 'packages');
}
