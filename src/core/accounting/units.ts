/** Amounts of traffic as people read them, and the bars beside them. */

const UNITS = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;

/** Three significant digits with a decimal prefix: `1.50 M`, `12.3 k`, `999 `, `0.4 `. */
function scaled(amount: number): string {
  let value = amount;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value.toFixed(digitsOf(value, unit))} ${UNITS[unit]}`;
}

/** Digits behind the point: whole things are shown whole. */
function digitsOf(value: number, unit: number): number {
  if (unit === 0) return Number.isInteger(value) || value >= 9.95 ? 0 : 1;
  if (value >= 99.95) return 0;
  return value >= 9.995 ? 1 : 2;
}

/** `1.50 MB`, `999 B` */
export function bytesText(bytes: number): string {
  return `${scaled(bytes).replace('k', 'K')}B`;
}

/** `1.50 Mbit/s`, `0 bit/s`; given bytes a second. */
export function rateText(bytesPerSecond: number): string {
  return `${scaled(bytesPerSecond * 8)}bit/s`;
}

/** `12.3 k`, `0.4`: how many a second. */
export function countRateText(perSecond: number): string {
  return scaled(perSecond).trimEnd();
}

/** A part (0…1) as per cent without sign: `12.3`. */
export function shareText(part: number): string {
  return `${(part * 100).toFixed(1)} %`;
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const;

/** A bar of a part (0…1) of `width` columns; something above zero shows at least as a sliver. */
export function bar(part: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, part)) * width * 8);
  const filled = part > 0 ? Math.max(1, eighths) : 0;
  return '█'.repeat(filled >> 3) + EIGHTHS[filled & 7]!;
}
