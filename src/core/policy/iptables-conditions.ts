/**
 * The conditions of a rule in the words of iptables, each as a list of alternatives of which one must hold.
 * A condition with one alternative is part of every line of its rule; the others are written out by whoever
 * makes the lines.
 */
import type { Family, Prefix } from './model.ts';
import type { Plan, PlanRule } from './plan.ts';
import type { MarkValue, RenderOptions } from './rendering.ts';
import { clockText, utcWindows } from './utc-windows.ts';

export const hex = (bits: number): string => `0x${(bits >>> 0).toString(16)}`;

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;

/** Marks of a list of names, without those that another one covers. */
export function distinctMarks(marks: readonly MarkValue[]): readonly MarkValue[] {
  return marks.filter(
    (one, index) =>
      !marks.some((other, place) => {
        const covers =
          (one.mask & other.mask) >>> 0 === other.mask && (one.value & other.mask) >>> 0 === other.value;
        const same = one.mask === other.mask && one.value === other.value;
        return place !== index && covers && (!same || place < index);
      }),
  );
}

/** Transports that have ports. The kernel would also take the number of a ping or a tunnel for one. */
const WITH_PORTS = ['tcp', 'udp'] as const;

/** The conditions of a rule as lists of alternatives; undefined when it cannot hold in this family. */
export function conditions(
  rule: PlanRule,
  plan: Plan,
  family: Family,
  options: RenderOptions,
): readonly (readonly string[])[] | undefined {
  const { match } = rule;
  const lists: (readonly string[])[] = [];
  if (match.transport !== undefined) lists.push([`-p ${match.transport}`]);
  else if (match.ports !== undefined) lists.push(WITH_PORTS.map((transport) => `-p ${transport}`));
  if (match.direction !== undefined) {
    const flag = match.direction === 'up' ? '-o' : '-i';
    lists.push(plan.wans.map(({ device }) => `${flag} ${device}`));
  }
  for (const names of match.names) {
    const marks = distinctMarks(names.map((name) => options.markOf(name)));
    lists.push(marks.map(({ value, mask }) => `-m connmark --mark ${hex(value)}/${hex(mask)}`));
  }
  if (match.ports !== undefined) {
    lists.push(
      match.ports.map(
        ({ first, last }) => `-m conntrack --ctreplsrcport ${first === last ? first : `${first}:${last}`}`,
      ),
    );
  }
  const addresses = (prefixes: readonly Prefix[], ...sides: readonly string[]): void => {
    const usable = prefixes.filter((prefix) => prefix.family === family);
    lists.push(sides.flatMap((side) => usable.map(({ text }) => `-m conntrack --${side} ${text}`)));
  };
  if (match.from !== undefined) addresses(match.from, 'ctorigsrc');
  if (match.to !== undefined) addresses(match.to, 'ctreplsrc');
  if (match.host !== undefined) addresses(match.host, 'ctorigsrc', 'ctreplsrc');
  if (match.time !== undefined) lists.push(times(rule, options.utcOffset));
  const bytes = '--connbytes-mode bytes --connbytes-dir both';
  if (match.after !== undefined) lists.push([`-m connbytes --connbytes ${match.after}: ${bytes}`]);
  if (match.until !== undefined) lists.push([`-m connbytes --connbytes 0:${match.until} ${bytes}`]);
  return lists.some((list) => list.length === 0) ? undefined : lists;
}

function times({ match }: PlanRule, offset: number): readonly string[] {
  return utcWindows(match.time ?? [], offset).map(({ days, from, to }) => {
    const hours = `--timestart ${clockText(from * 60)} --timestop ${clockText(to * 60 - 1)}`;
    const names = DAYS.filter((_, day) => (days & (1 << day)) !== 0);
    return `-m time ${hours}${names.length === 7 ? '' : ` --weekdays ${names.join(',')}`}`;
  });
}
