/** What a policy would have done with a capture, for people (80 columns) and for programs. */
import { countText, plural, type Section, sizeText, tableText, wrapped } from '../workbench/layout.ts';
import type { Plan } from './plan.ts';
import { actionText } from './plan-text.ts';
import type { BeforeVerdict, Preview, RulePreview, Tally } from './preview.ts';

const INDENT = '  ';

const LEGEND =
  'BEFORE: packets and bytes of a connection that pass before it has its name, in the median. A connection counts at each rule that took packets of it: often at one until it has its name, and at another after.';
const BLOCKED =
  'What a connection carried after its block counts as blocked, though it would never have been sent.';

const beforeText = (before: BeforeVerdict | undefined): string =>
  before === undefined ? '–' : `${before.packets} / ${sizeText(before.bytes)}`;

const fateText = (plan: Plan, { rule, fate }: RulePreview): string => {
  if (rule !== undefined) return actionText(plan, rule);
  return fate === 'class' ? `class ${plan.classes[plan.defaultClass!]!.name}` : 'allow';
};

/** What is to be known of connections whose ends are both on this side. */
function insideNotes(plan: Plan, { between, unclear }: Preview): string[] {
  const notes: string[] = [];
  if (between.flows > 0) {
    const what = `${plural(between.flows, 'connection')} with ${sizeText(between.bytes)}`;
    notes.push(`Left out: ${what} between hosts of the lan links, for which no rule holds.`);
  }
  if (unclear > 0 && plan.lans.length > 0) {
    const what = `${plural(unclear, 'connection')} between private addresses`;
    notes.push(
      `Judged as if they left by a wan link: ${what}. Give the lan links "hosts" to leave them out.`,
    );
  }
  return notes;
}

/** Sections about a preview; `source` says where the packets come from. */
export function previewSections(plan: Plan, preview: Preview, source: string): readonly Section[] {
  const { total, rules, classes } = preview;
  const rows = rules.map((one) => [
    one.rule === undefined ? '–' : String(one.rule.number),
    one.rule?.name ?? 'no rule',
    fateText(plan, one),
    countText(one.flows),
    sizeText(one.bytes),
    countText(one.hosts),
    beforeText(one.before),
  ]);
  const sections: Section[] = [
    {
      title: `What it would have done with ${source}: ${plural(total.flows, 'connection')}, ${sizeText(total.bytes)}`,
      lines: [
        ...tableText(
          [
            { title: 'RULE', align: 'right' },
            { title: 'MATCHES' },
            { title: 'DOES' },
            { title: 'CONNS', align: 'right' },
            { title: 'BYTES', align: 'right' },
            { title: 'HOSTS', align: 'right' },
            { title: 'BEFORE', align: 'right' },
          ],
          rows,
          INDENT,
        ),
        ...wrapped(
          rules.some(({ fate, packets }) => fate === 'block' && packets > 0)
            ? `${LEGEND} ${BLOCKED}`
            : LEGEND,
          INDENT,
        ),
        ...insideNotes(plan, preview).flatMap((note) => wrapped(note, INDENT)),
      ],
    },
  ];
  if (classes.length > 0) {
    const cells = ({ flows, bytes }: Tally): string[] => [countText(flows), sizeText(bytes)];
    const lines = tableText(
      [
        { title: 'CLASS' },
        { title: 'CONNS UP', align: 'right' },
        { title: 'BYTES UP', align: 'right' },
        { title: 'CONNS DOWN', align: 'right' },
        { title: 'BYTES DOWN', align: 'right' },
      ],
      classes.map(({ name, up, down }) => [name, ...cells(up), ...cells(down)]),
      INDENT,
    );
    sections.push({ title: 'By class', lines });
  }
  return sections;
}

/** The same as data. */
export function previewJson(plan: Plan, preview: Preview, source: string): unknown {
  return {
    source,
    total: preview.total,
    between: preview.between,
    unclear: preview.unclear,
    rules: preview.rules.map(({ rule, before, ...rest }) => ({
      number: rule?.number ?? null,
      name: rule?.name ?? null,
      ...rest,
      does: fateText(plan, { rule, before, ...rest }),
      before: before ?? null,
    })),
    classes: preview.classes,
  };
}
