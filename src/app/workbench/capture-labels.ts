/** How captures are called in output: by their file's name, or by their path where names would collide. */
import { basename } from 'node:path';

/** What to call each path. */
export function captureLabels(paths: readonly string[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const path of new Set(paths)) counts.set(basename(path), (counts.get(basename(path)) ?? 0) + 1);
  return new Map(paths.map((path) => [path, counts.get(basename(path)) === 1 ? basename(path) : path]));
}
