/** placeholder until the netfilter room's format lands */
import { readIfThere } from '../files.ts';
import type { Ids } from './ids.ts';
export function readIds(stateDir: string): Ids {
  const text = readIfThere(`${stateDir}/ids`) ?? '';
  const ids = new Map<string, number>();
  for (const line of text.split('\n')) {
    const match = /^protocol (\S+) (\d+)$/.exec(line);
    if (match) ids.set(match[1], Number(match[2]));
  }
  return ids;
}
