/** Rates as tc writes them. */

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
