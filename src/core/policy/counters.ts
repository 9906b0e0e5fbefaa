/**
 * What rules and classes in force have done, out of what the kernel counts: listings of iptables-save -c, of
 * nft, and of tc. Rules are found by their comments, classes by their numbers.
 *
 * A rule stands in two lists (`rule-lists.ts`). A block counts where it blocks; every other rule where it is
 * treated, and what its limit dropped is counted beside it. A rule of a policy that treats nothing counts
 * where it lets pass, which has another comment: such a rule has no count.
 */
import { type Section, sizeText, tableText } from '../workbench/layout.ts';
import { classId, classMinor } from './class-number.ts';
import type { Direction } from './model.ts';
import type { Plan, PlanRule } from './plan.ts';
import { actionText } from './plan-text.ts';

export interface Count {
  readonly packets: number;
  readonly bytes: number;
}

export interface RuleCount extends Count {
  /** Packets that its limit dropped. */
  readonly over: number;
}

type List = 'treatment' | 'verdict';

const IPTABLES_LINE = /^\[(\d+):(\d+)\] -A L7P-.*?"layer7 policy: rule (\d+)(: | over its limit)/;
const NFT_LINE = /counter packets (\d+) bytes (\d+) .*"layer7 policy: rule (\d+)(: | over its limit)/;

/** Counts of each rule, from listings of all families together. */
export function ruleCounts(plan: Plan, listings: readonly string[]): ReadonlyMap<number, RuleCount> {
  const kept = new Map<string, Count>();
  const add = (key: string, packets: number, bytes: number): void => {
    const before = kept.get(key) ?? { packets: 0, bytes: 0 };
    kept.set(key, { packets: before.packets + packets, bytes: before.bytes + bytes });
  };
  for (const listing of listings) {
    let list: List = 'treatment';
    for (const line of listing.split('\n')) {
      const table =
        /^\*(mangle|filter)$/.exec(line)?.[1] ?? /^\s*chain (treatment|verdicts) \{/.exec(line)?.[1];
      if (table !== undefined) list = table === 'mangle' || table === 'treatment' ? 'treatment' : 'verdict';
      const found = IPTABLES_LINE.exec(line) ?? NFT_LINE.exec(line);
      if (found === null) continue;
      const [, packets, bytes, number, kind] = found;
      add(`${number} ${kind === ': ' ? list : 'over'}`, Number(packets), Number(bytes));
    }
  }
  return new Map(
    plan.rules.map((rule): [number, RuleCount] => {
      const place: List = rule.action.kind === 'block' ? 'verdict' : 'treatment';
      const other: List = place === 'verdict' ? 'treatment' : 'verdict';
      const count = kept.get(`${rule.number} ${place}`) ?? kept.get(`${rule.number} ${other}`);
      const over = kept.get(`${rule.number} over`)?.packets ?? 0;
      return [rule.number, { packets: count?.packets ?? 0, bytes: count?.bytes ?? 0, over }];
    }),
  );
}

export interface ClassCount extends Count {
  readonly name: string;
  readonly device: string;
  /** Device that the class is of: what goes up leaves by a WAN device. */
  readonly way: Direction;
  readonly dropped: number;
}

const CLASS_TEXT = /^class htb (\S+) .*\n Sent (\d+) bytes (\d+) pkt \(dropped (\d+),/gm;

/** Counts of each class on a device, from `tc -s class show`. */
export function classCounts(plan: Plan, device: string, listing: string): readonly ClassCount[] {
  const way: Direction = plan.wans.some((wan) => wan.device === device) ? 'up' : 'down';
  const found = new Map(
    [...listing.matchAll(CLASS_TEXT)].map(([, id, ...numbers]) => [id, numbers.map(Number)]),
  );
  return plan.wans.flatMap((_, wan) =>
    plan.classes.flatMap(({ name }, index): readonly ClassCount[] => {
      const [bytes, packets, dropped] = found.get(classId(classMinor(wan, index))) ?? [];
      if (bytes === undefined) return [];
      return [{ name, device, way, packets: packets!, bytes, dropped: dropped! }];
    }),
  );
}

const INDENT = '  ';

const rowOf = (plan: Plan, rule: PlanRule, counts: ReadonlyMap<number, RuleCount>): string[] => {
  const { packets, bytes, over } = counts.get(rule.number) ?? { packets: 0, bytes: 0, over: 0 };
  return [
    String(rule.number),
    rule.name,
    actionText(plan, rule),
    String(packets),
    sizeText(bytes),
    over === 0 ? '' : String(over),
  ];
};

/** Both for people, in 80 columns. */
export function countSections(
  plan: Plan,
  rules: ReadonlyMap<number, RuleCount>,
  classes: readonly ClassCount[],
): readonly Section[] {
  const sections: Section[] = [];
  if (plan.rules.length > 0) {
    const hasLimit = plan.rules.some(({ action }) => action.kind === 'treat' && action.limit !== undefined);
    const columns = [
      { title: 'RULE', align: 'right' },
      { title: 'MATCHES' },
      { title: 'DOES' },
      { title: 'PACKETS', align: 'right' },
      { title: 'BYTES', align: 'right' },
      { title: 'OVER', align: 'right' },
    ] as const;
    const shown = hasLimit ? columns : columns.slice(0, -1);
    const rows = plan.rules.map((rule) => rowOf(plan, rule, rules).slice(0, shown.length));
    sections.push({
      title: 'What the rules did',
      lines: tableText(shown, rows, INDENT),
    });
  }
  if (classes.length > 0) {
    const lines = tableText(
      [
        { title: 'CLASS' },
        { title: 'AT' },
        { title: 'WAY' },
        { title: 'PACKETS', align: 'right' },
        { title: 'BYTES', align: 'right' },
        { title: 'DROPPED', align: 'right' },
      ],
      classes.map(({ name, device, way, packets, bytes, dropped }) => [
        name,
        device,
        way,
        String(packets),
        sizeText(bytes),
        String(dropped),
      ]),
      INDENT,
    );
    sections.push({ title: 'What the classes carried', lines });
  }
  return sections;
}
