/** The devices that a script shapes → links of a policy, and which way each class of tc is about. */
import type { RawLink } from '../raw-policy.ts';
import { exactRate, RATE_RANGE } from '../units.ts';
import { type Ledger, left } from './outcome.ts';
import type { ScriptClass, ScriptFacts } from './script-facts.ts';
import { readTcRate } from './tc-rates.ts';

export type Way = 'up' | 'down';

export interface ShapedLinks {
  readonly links: readonly RawLink[];
  /** Classes on devices that the policy has a way for. */
  readonly classes: readonly ScriptClass[];
  /** Devices that are shaped, by way. */
  readonly devices: Readonly<Record<Way, readonly string[]>>;
}

/** Devices that packets are only led through. */
const IN_BETWEEN = /^(?:imq|ifb)\d*$/;

/** Whether nothing of its device is above a class. */
export const isTop = (one: ScriptClass, classes: readonly ScriptClass[]): boolean =>
  !classes.some(({ device, id }) => device === one.device && id === one.parent);

/** What a device carries: its classes directly below the root lend each other nothing. */
function rateOf(classes: readonly ScriptClass[], device: string): string {
  const tops = classes.filter((one) => one.device === device && isTop(one, classes));
  const bits = tops.reduce((sum, { rate }) => sum + readTcRate(rate)!, 0);
  return exactRate(Math.min(RATE_RANGE.most, Math.max(RATE_RANGE.least, bits)));
}

/** Links, and what becomes of classes on devices that are none. */
export function shapedLinks(
  all: readonly ScriptClass[],
  { outside }: ScriptFacts,
  ledger: Ledger,
  notes: string[],
): ShapedLinks {
  const shaped = [...new Set(all.map(({ device }) => device))];
  const real = shaped.filter((device) => !IN_BETWEEN.test(device));
  const between = shaped.filter((device) => IN_BETWEEN.test(device));
  const wans = real.filter((device) => outside.has(device));
  if (wans.length === 0 && real.length > 0) {
    wans.push(real[0]!);
    notes.push(`${real[0]} is taken for the link to the outside: see whether it is`);
  }
  const lans = real.filter((device) => !wans.includes(device));
  const isDownload = between.length === 1 && wans.length === 1 && lans.length === 0;
  if (isDownload) {
    notes.push(
      `${between[0]} is taken for what comes in by ${wans[0]}: its rate is "down" there; name the link to your own hosts ("lan: eth1") to have its classes too`,
    );
  } else {
    for (const { command, device } of all) {
      if (!between.includes(device)) continue;
      const next = 'say "down" of the wan link and name the lan link: classes are for both ways then';
      ledger.say(command, left(`what passes ${device} is not known from the script`, next));
    }
  }
  const down = isDownload ? between : lans;
  if (lans.length > 1) notes.push(`the lan links share what ${lans[0]} had`);
  if (down.length === 0 && wans.length > 0) {
    notes.push('the script shapes no downloads: add "down" to the wan link, and the "lan" link, to do so');
  }
  const devices = { up: wans, down };
  const classes = all.filter(({ device }) => wans.includes(device) || down.includes(device));
  const links = [
    ...wans.map((wan): RawLink => {
      const up = rateOf(classes, wan);
      return { wan, up, ...(down[0] === undefined ? {} : { down: rateOf(classes, down[0]) }) };
    }),
    ...lans.map((lan): RawLink => ({ lan })),
  ];
  return { links, classes, devices };
}
