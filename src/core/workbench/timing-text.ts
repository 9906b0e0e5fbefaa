/** Measurements for people: rates, and the ratio to a plain copy. */
import { countText, type Section, sizeText, tableText, wrapped } from './layout.ts';
import type { Timing } from './timing.ts';

/** A measurement and what it was made on. */
export interface NamedTiming extends Timing {
  readonly data: string;
}

function rate(bytes: number, milliseconds: number): string {
  return `${sizeText(Math.round((bytes / Math.max(milliseconds, 1e-6)) * 1000))}/s`;
}

export function timingSections(
  patterns: string,
  timings: readonly NamedTiming[],
  notes: readonly string[],
): Section[] {
  const lines = tableText(
    [
      { title: 'DATA' },
      { title: 'PACKETS', align: 'right' },
      { title: 'BYTES', align: 'right' },
      { title: 'COPY', align: 'right' },
      { title: 'NAMING', align: 'right' },
      { title: 'RATIO', align: 'right' },
      { title: 'NS/PACKET', align: 'right' },
    ],
    timings.map(({ data, packets, bytes, copy, classify, ratio, nanosecondsPerPacket }) => [
      data,
      countText(packets),
      sizeText(bytes),
      rate(bytes, copy.median),
      rate(bytes, classify.median),
      ratio.toFixed(1),
      countText(Math.round(nanosecondsPerPacket)),
    ]),
    '  ',
  );
  const rounds = timings[0]?.rounds ?? 0;
  const spread = timings.map(({ data, classify }) => {
    const percent = (value: number): string => `${Math.round((value / classify.median - 1) * 100)} %`;
    return `${data} ${percent(classify.least)} to +${percent(classify.most)}`;
  });
  return [
    { title: `Naming with ${patterns}, against copying the same bytes`, lines },
    {
      title: 'How it was measured',
      lines: [
        `Medians of ${rounds} rounds; copying and naming take turns. Rounds differ from the median by: ${spread.join(', ')}. A flow is looked at until it is decided, at most 65,535 bytes.`,
        ...notes,
      ].flatMap((note) => wrapped(note, '  ')),
    },
  ];
}
