/** The reference patterns and answers of the original matcher, read from the shared folder. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { sharedPath } from '../../../support/shared.ts';

export interface ReferencePattern {
  readonly name: string;
  readonly text: string;
}

/** The patterns, by name; the two placeholders are left out. */
export function referencePatterns(): ReferencePattern[] {
  const root = sharedPath('oracle/l7-protocols');
  return readdirSync(root)
    .filter((folder) => statSync(`${root}/${folder}`).isDirectory())
    .flatMap((folder) => readdirSync(`${root}/${folder}`).map((file) => `${root}/${folder}/${file}`))
    .filter((path) => path.endsWith('.pat'))
    .map((path) => {
      const lines = readFileSync(path, 'latin1')
        .split('\n')
        .filter((line) => line.trim() !== '' && !line.startsWith('#'));
      return { name: lines[0]!.split(/\s/)[0]!, text: lines[1]! };
    })
    .filter(({ name }) => name !== 'unknown' && name !== 'unset')
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

export interface ReferenceAnswer {
  readonly payload: Uint8Array;
  readonly match: readonly string[];
}

/** How many bytes of a payload the original matcher kept. */
const KEPT = 2047;

/** The lines of `payloads`, `mutants` or `walks`, each payload as far as the original matcher kept it. */
export function referenceAnswers(file: 'payloads' | 'mutants' | 'walks'): ReferenceAnswer[] {
  return readFileSync(sharedPath(`oracle/${file}.jsonl`), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const { payload, match } = JSON.parse(line) as { payload: string; match: string[] };
      return { payload: Buffer.from(payload, 'base64').subarray(0, KEPT), match: match.sort() };
    });
}
