/**
 * What each class has of a link in one direction: its guarantee and its ceiling. Classes that ask for
 * nothing share equally what the others leave, so guarantees never promise more than the link carries.
 */
import type { PolicyClass, Rate } from './model.ts';
import type { ClassRates } from './plan.ts';
import { rateText } from './units.ts';

/** The least that a class can be given: a hundredth of the link, or 8 kbit/s. */
const LEAST_PART = 0.01;
const LEAST_BITS = 8_000;

export interface RateFault {
  /** Index of the class; undefined: all together. */
  readonly class: number | undefined;
  readonly key: 'least' | 'most';
  readonly message: string;
  readonly next: string;
}

export interface ResolvedRates {
  readonly rates: readonly ClassRates[];
  readonly faults: readonly RateFault[];
}

const bitsOf = (rate: Rate, link: number): number =>
  'bits' in rate ? rate.bits : Math.max(LEAST_BITS, Math.floor(rate.part * link));

/** Rates of all classes on a link that carries `link` bits a second in this direction. */
export function resolveRates(
  classes: readonly PolicyClass[],
  direction: 'up' | 'down',
  link: number,
): ResolvedRates {
  const faults: RateFault[] = [];
  const asked = classes.map(({ least }) => {
    const rate = least[direction];
    return rate === undefined ? undefined : bitsOf(rate, link);
  });
  const promised = asked.reduce<number>((sum, bits) => sum + (bits ?? 0), 0);
  const others = asked.filter((bits) => bits === undefined).length;
  const rest = others === 0 ? 0 : Math.floor((link - promised) / others);
  if (promised > link * (1 + 1e-9)) {
    faults.push({
      class: undefined,
      key: 'least',
      message: `the classes are promised ${rateText(promised)} of the ${rateText(link)} that the link carries ${direction}`,
      next: 'make shares smaller; they need not add up to 100%, what is unused is lent',
    });
  } else if (others > 0 && rest < Math.max(LEAST_BITS, link * LEAST_PART)) {
    faults.push({
      class: asked.indexOf(undefined),
      key: 'least',
      message: `nothing is left for this class of the ${rateText(link)} that the link carries ${direction}`,
      next: 'make the shares of the others smaller, or give this class one',
    });
  }
  const rates = classes.map(({ most }, index): ClassRates => {
    const guarantee = Math.max(LEAST_BITS, asked[index] ?? rest);
    const limit = most[direction];
    const ceiling = limit === undefined ? link : Math.min(link, bitsOf(limit, link));
    if (limit !== undefined && ceiling < guarantee) {
      const own = asked[index] !== undefined;
      if (own) {
        faults.push({
          class: index,
          key: 'most',
          message: `the most (${rateText(ceiling)} ${direction}) is less than the least (${rateText(guarantee)} ${direction})`,
          next: 'raise "max" or lower "share" or "min"',
        });
      }
      return { guarantee: ceiling, ceiling };
    }
    return { guarantee, ceiling };
  });
  return { rates, faults };
}
