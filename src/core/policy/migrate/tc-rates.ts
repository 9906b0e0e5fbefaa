/** Rates as tc writes them, and as a policy does. */

/** tc: without a unit a rate is in bits, `bps` are bytes a second. */
const TC_UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['bit', 1],
  ['kbit', 1e3],
  ['mbit', 1e6],
  ['gbit', 1e9],
  ['bps', 8],
  ['kbps', 8e3],
  ['mbps', 8e6],
  ['gbps', 8e9],
]);

/** A rate as tc reads it, in bits a second. */
export function readTcRate(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(text);
  const factor = found === null ? undefined : TC_UNITS.get(found[2]!.toLowerCase());
  return factor === undefined ? undefined : Math.round(Number(found![1]) * factor);
}

/** Slowest and fastest rate of a policy. */
export const POLICY_RATES = { least: 8_000, most: 400e9 } as const;

/** A rate as the policy file writes it, to the bit: `1.544 mbit`. */
export function exactRate(bits: number): string {
  const units = [
    ['gbit', 1e9],
    ['mbit', 1e6],
    ['kbit', 1e3],
  ] as const;
  for (const [unit, factor] of units) {
    if (bits >= factor && (bits * 1000) % factor === 0) return `${bits / factor} ${unit}`;
  }
  return `${bits} bit`;
}
