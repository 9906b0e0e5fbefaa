/**
 * How much of a connection is looked at before it is given up: l7-filter's two numbers, with its defaults.
 */
import { Layer7Error } from '../errors.ts';

export interface Budget {
  /** Packets of a connection, both directions, empty ones included, whose payload is looked at. */
  readonly packets: number;
  /** l7-filter's `maxdatalen`: one byte fewer is looked at. */
  readonly bytes: number;
  /** False where the kernel counts the packets itself (the queue plane). */
  readonly countsPackets: boolean;
}

export const DEFAULT_BUDGET: Budget = { packets: 10, bytes: 2048, countsPackets: true };

/** What may be set; `maxdatalen`'s range is l7-filter's, `numpackets`' is wider than its 1–99. */
export const BUDGET_LIMITS = { packets: { min: 1, max: 1000 }, bytes: { min: 1, max: 65536 } } as const;

/**
 * The budget itself when its numbers are in range.
 * @throws Layer7Error `BUDGET_OUT_OF_RANGE`.
 */
export function checkBudget(budget: Budget): Budget {
  checkNumber('numpackets', budget.packets, BUDGET_LIMITS.packets);
  checkNumber('maxdatalen', budget.bytes, BUDGET_LIMITS.bytes);
  return budget;
}

function checkNumber(
  name: string,
  value: number,
  range: { readonly min: number; readonly max: number },
): void {
  if (Number.isInteger(value) && value >= range.min && value <= range.max) return;
  throw new Layer7Error({
    code: 'BUDGET_OUT_OF_RANGE',
    kind: 'usage',
    message: `${name} is out of range`,
    given: String(value),
    next: `give a whole number from ${range.min} to ${range.max}`,
  });
}
