/** What the readers of a policy share: the limits, the names that may be used, and the list of what is wrong. */
import type { Path, PolicyFault, Words } from './raw-policy.ts';
import type { Reading } from './units.ts';

/** How much a policy may hold; a linear list of rules is walked for every packet. */
export const POLICY_LIMITS = {
  wans: 15,
  lans: 64,
  classes: 64,
  rules: 1000,
  hostSets: 256,
  /** Addresses of one set or rule. */
  addresses: 4096,
  /** Names, ports or times of one rule. */
  words: 256,
} as const;

/** Faults that are told; advice on more of them is not worked out. */
export const MOST_FAULTS = 100;

/** Names that a policy gives: of classes, of sets of hosts. */
export const SHORT_NAME = /^[a-z0-9][a-z0-9_-]{0,15}$/;
export const SHORT_NAME_NEXT = 'use up to 16 lower-case letters, digits, "-" and "_"';

/** The names that a policy may use. */
export interface KnownNames {
  /** With `unset` and `unknown`. */
  readonly protocols: ReadonlySet<string>;
  readonly applications: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  /** All protocols and applications of a group. */
  readonly members: (group: string) => readonly string[];
  /** Bits of the packet mark that are layer7's own, for now: a user's mark must not touch them. */
  readonly reservedMark: number;
}

/** Collects faults; every reader of a part of the file is given it. */
export class FaultList {
  readonly faults: PolicyFault[] = [];

  add(path: Path, code: string, message: string, rest: Partial<PolicyFault> = {}): void {
    this.faults.push({ code, path, message, ...rest });
  }

  /** Whether there are more faults than are told. */
  get isFull(): boolean {
    return this.faults.length > MOST_FAULTS;
  }

  /** The value of a reading, or undefined and a fault. */
  take<T>(path: Path, given: string | number, reader: (text: string) => Reading<T>): T | undefined {
    const reading = reader(String(given));
    if (reading.wrong === undefined) return reading.value;
    this.add(path, 'POLICY_VALUE', reading.wrong, { given: String(given), next: reading.next });
    return undefined;
  }

  /** Each word of a key with one or several, and its path. */
  words(path: Path, words: Words, most: number): readonly (readonly [Path, string | number])[] {
    if (!Array.isArray(words)) return [[path, words as string | number]];
    if (words.length === 0) {
      this.add(path, 'POLICY_EMPTY', 'the list is empty', { next: 'leave the key out to match everything' });
    }
    if (words.length > most) {
      this.add(path, 'POLICY_LIMIT', 'the list is too long', {
        given: `${words.length} entries`,
        limit: most,
        next: 'write prefixes in place of single addresses, ranges in place of ports, groups in place of names',
      });
      return [];
    }
    return words.map((word, index) => [[...path, index], word] as const);
  }
}
