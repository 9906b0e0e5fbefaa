/**
 * What became of each command of a script: carried over, carried over with a change that is said, or left out
 * with the reason and what to do instead. The ledger is made of the commands themselves, so each has exactly
 * one outcome. One that nobody spoke for is left out aloud: silence is no outcome.
 */

export type Fate =
  | { readonly kind: 'carried' }
  | {
      readonly kind: 'changed';
      readonly changes: readonly string[];
      /** A part of it was left out. */
      readonly inPart: boolean;
    }
  | {
      readonly kind: 'left';
      readonly reason: string;
      /** What to do instead; empty where a policy does without. */
      readonly next: string;
    };

/** A command of the script. */
export interface Told {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

export interface CommandOutcome extends Told {
  /** Place among the commands, from 0. */
  readonly command: number;
  readonly fate: Fate;
}

export const KEEP = 'keep it in the script, beside the policy';

export const CARRIED: Fate = { kind: 'carried' };

/** Carried over; with changes, if there are any. */
export function carried(changes: readonly string[]): Fate {
  return changes.length === 0 ? CARRIED : { kind: 'changed', changes, inPart: false };
}

/** Something is lost that somebody has to see to. */
export const left = (reason: string, next = KEEP): Fate => ({ kind: 'left', reason, next });

/** A policy does without it. */
export const needless = (reason: string): Fate => ({ kind: 'left', reason, next: '' });

/** Whether the policy lacks something of the command. */
export const isLoss = (fate: Fate): boolean =>
  (fate.kind === 'left' && fate.next !== '') || (fate.kind === 'changed' && fate.inPart);

/** Several ways that one command was taken, as one. */
function together(fates: readonly Fate[]): Fate {
  const lost = fates.filter((fate) => fate.kind === 'left');
  if (lost.length === fates.length) return lost.find(({ next }) => next !== '') ?? lost[0]!;
  const changes = new Set(fates.flatMap((fate) => (fate.kind === 'changed' ? fate.changes : [])));
  for (const { reason } of lost) changes.add(`a part of it is left out: ${reason}`);
  const inPart = fates.some(isLoss);
  return changes.size === 0 ? CARRIED : { kind: 'changed', changes: [...changes], inPart };
}

export class Ledger {
  readonly #fates = new Map<number, Fate[]>();

  /** Says what became of a command, or of one of the ways that it is taken. */
  say(command: number, fate: Fate): void {
    const fates = this.#fates.get(command);
    if (fates === undefined) this.#fates.set(command, [fate]);
    else fates.push(fate);
  }

  /** One outcome for each command, in order. */
  outcomes(commands: readonly Told[]): readonly CommandOutcome[] {
    return commands.map(({ line, text }, command) => {
      const fates = this.#fates.get(command) ?? [left('it was read, and nothing came of it')];
      return { command, line, text, fate: together(fates) };
    });
  }
}
