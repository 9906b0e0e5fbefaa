/** The proof as people read it: for each direction of each interface, both sides and what is between them. */
import { tableText, wrapped } from '../workbench/layout.ts';
import { type Balance, CATEGORIES, TOLERANCE } from './adding-up.ts';
import { bytesText, shareText } from './units.ts';

export interface CheckResult {
  readonly seconds: number;
  readonly holds: boolean;
  readonly balances: readonly Balance[];
  readonly passedOver: readonly string[];
  readonly countsExempt: boolean;
  readonly policyChanged: boolean;
}

const TITLES: Readonly<Record<(typeof CATEGORIES)[number], string>> = {
  named: 'NAMED',
  unknown: 'UNKNOWN',
  unset: 'UNSET',
  'seen-too-late': 'TOO LATE',
  'not-tracked': 'UNTRACKED',
};

/** Lines of at most `width` columns. */
export function accountCheckText(result: CheckResult, width: number): string[] {
  const right = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    { title: 'LINK' },
    { title: '' },
    right('COUNTED'),
    ...CATEGORIES.map((category) => right(TITLES[category])),
    right('DIFF'),
    right('MAY'),
  ];
  const rows = result.balances.map((balance) => [
    balance.interface,
    balance.direction === 'received' ? 'in' : 'out',
    bytesText(balance.counted.bytes),
    ...CATEGORIES.map((category) => bytesText(balance.accounted[category].bytes)),
    differenceText(balance),
    bytesText(balance.tolerance),
  ]);
  const verdict = result.holds ? 'It adds up' : 'It does NOT add up';
  return [
    ...tableText(columns, rows, '', Math.max(width, 1)),
    '',
    ...wrapped(
      `${verdict}: over ${result.seconds.toFixed(1)} s, in bytes from the IP header on. A difference may be ${shareText(TOLERANCE.part)} of the traffic and ${bytesText(TOLERANCE.bytes)}, for packets under way or dropped, and 48 bytes for each packet that was split or joined.`,
      '',
      width,
    ),
    ...(result.countsExempt
      ? []
      : wrapped(
          'Packets that rules exempt from tracking, and invalid ones, could not be counted here; they are in the difference.',
          '',
          width,
        )),
    ...(result.policyChanged
      ? wrapped(
          'The policy changed meanwhile: packets that went with a queue are in the difference. Check again while it stays.',
          '',
          width,
        )
      : []),
    ...(result.passedOver.length === 0
      ? []
      : wrapped(`Not looked at, since nothing is routed there: ${result.passedOver.join(', ')}.`, '', width)),
  ];
}

function differenceText({ difference }: Balance): string {
  return difference < 0 ? `−${bytesText(-difference)}` : bytesText(difference);
}
