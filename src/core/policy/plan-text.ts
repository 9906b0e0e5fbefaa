/** A plan and its rendering for people, in 80 columns; the commands themselves stand as they are. */
import { plural, type Section, tableText, wrapped } from '../workbench/layout.ts';
import type { ClassRates, Plan, PlanRule } from './plan.ts';
import type { Rendering } from './rendering.ts';
import { type RuleNote, ruleNotes } from './rule-notes.ts';
import { rateText } from './units.ts';

const INDENT = '  ';

/** What a rule does, in the words of the file. */
export function actionText(plan: Plan, { action }: PlanRule): string {
  if (action.kind === 'block') return `block (${action.how})`;
  const parts: string[] = [];
  if (action.class !== undefined) parts.push(`class ${plan.classes[action.class]!.name}`);
  if (action.limit !== undefined) parts.push(`limit ${rateText(action.limit)} a host`);
  if (action.dscp !== undefined) parts.push(`DSCP ${action.dscp}`);
  if (action.mark !== undefined) {
    parts.push(`mark 0x${action.mark.value.toString(16)}/0x${action.mark.mask.toString(16)}`);
  }
  return parts.length === 0 ? 'allow' : parts.join(', ');
}

function linkLines(plan: Plan): string[] {
  const wans = plan.wans.map(({ device, up, down }) => [
    device,
    'wan',
    up === undefined ? 'not shaped' : rateText(up),
    down === undefined ? 'not shaped' : rateText(down),
  ]);
  const lans = plan.lans.map(({ device }) => [device, 'lan', '', '']);
  return tableText(
    [
      { title: 'LINK' },
      { title: 'KIND' },
      { title: 'UP', align: 'right' },
      { title: 'DOWN', align: 'right' },
    ],
    [...wans, ...lans],
    INDENT,
  );
}

const ratesText = (rates: ClassRates | undefined): string =>
  rates === undefined ? '–' : `${rateText(rates.guarantee)} … ${rateText(rates.ceiling)}`;

function classLines(plan: Plan): string[] {
  const rows = plan.wans.flatMap(({ device }, wan) =>
    plan.classes.map(({ name, priority, traffic, up, down }, index) => [
      index === plan.defaultClass ? `${name} *` : name,
      plan.wans.length > 1 ? device : '',
      String(priority + 1),
      traffic,
      ratesText(up[wan]),
      ratesText(down[wan]),
    ]),
  );
  const columns = [
    { title: 'CLASS' },
    { title: 'LINK' },
    { title: 'PRIORITY', align: 'right' },
    { title: 'TRAFFIC' },
    { title: 'UP, LEAST … MOST', align: 'right' },
    { title: 'DOWN, LEAST … MOST', align: 'right' },
  ] as const;
  const kept = columns.map((_, index) => index).filter((index) => index !== 1 || plan.wans.length > 1);
  return [
    ...tableText(
      kept.map((index) => columns[index]!),
      rows.map((row) => kept.map((index) => row[index]!)),
      INDENT,
    ),
    `${INDENT}* takes what no rule puts elsewhere`,
  ];
}

const noteLines = (notes: readonly RuleNote[]): string[] =>
  notes.flatMap(({ rule, note }) => wrapped(`rule ${rule.number}: ${note}`, INDENT));

/** What a plan comes to: links, classes, rules (unless they are told elsewhere), what is to be known of them. */
export function planSections(plan: Plan, file: string, withRules = true): readonly Section[] {
  const sections: Section[] = [
    {
      title: `${file}: ${plural(plan.wans.length + plan.lans.length, 'link')}, ${plural(plan.classes.length, 'class', 'classes')}, ${plural(plan.rules.length, 'rule')}`,
      lines: plan.wans.length === 0 ? [] : linkLines(plan),
    },
  ];
  if (plan.classes.length > 0) sections.push({ title: 'Classes', lines: classLines(plan) });
  if (withRules && plan.rules.length > 0) {
    const rows = plan.rules.map((rule) => [String(rule.number), rule.name, actionText(plan, rule)]);
    const columns = [{ title: 'RULE', align: 'right' }, { title: 'MATCHES' }, { title: 'DOES' }] as const;
    sections.push({ title: 'Rules, the first that holds decides', lines: tableText(columns, rows, INDENT) });
  }
  const notes = ruleNotes(plan);
  if (notes.length > 0) sections.push({ title: 'To be known', lines: noteLines(notes) });
  return sections;
}

/** The exact texts and commands of a rendering. */
export function renderingSections(rendering: Rendering): readonly Section[] {
  const { rules, devices, notes, needsAccounting } = rendering;
  const sections: Section[] = [];
  if (notes.length > 0) {
    sections.push({ title: 'On this kernel', lines: notes.flatMap((note) => wrapped(note, INDENT)) });
  }
  const needs = needsAccounting ? ['sysctl net.netfilter.nf_conntrack_acct=1'] : [];
  const queues = devices.flatMap(({ apply }) =>
    apply.map(({ program, args }) => `${program} ${args.join(' ')}`),
  );
  if (needs.length + queues.length > 0) sections.push({ title: '# queues', lines: [...needs, ...queues] });
  if (rules.kind === 'nftables') {
    sections.push({ title: "# TZ=UTC nft -f - <<'END'", lines: [rules.text.trimEnd(), 'END'] });
    return sections;
  }
  for (const { family, tables, text } of rules.families) {
    if (tables.length === 0) continue;
    const program = family === 'ipv4' ? 'iptables' : 'ip6tables';
    const lines = [text.trimEnd(), 'END'];
    for (const { name, jumps } of tables) {
      for (const { chain, place, rule } of jumps) {
        if (place === 'behind-names')
          lines.push(`# directly behind layer7's own jump in ${chain}, if there is one:`);
        lines.push(`${program} -t ${name} -I ${chain} ${rule}`);
      }
    }
    sections.push({ title: `# ${program}-restore --noflush <<'END'`, lines });
  }
  return sections;
}
