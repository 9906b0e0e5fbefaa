/**
 * What became of a script, for people (80 columns) and as remarks in the file itself. Commands with the same
 * outcome on neighbouring lines are told together; none is left untold.
 */
import { plural, type Section, shortened, WIDTH, wrapped } from '../../workbench/layout.ts';
import type { Migrated } from './from-script.ts';
import { type CommandOutcome, type Fate, isLoss } from './outcome.ts';

const INDENT = '  ';

interface Group {
  readonly commands: readonly CommandOutcome[];
  readonly told: string;
}

/** Outcomes of one kind, those with the same words and text or on neighbouring places together. */
function groupsOf(
  commands: readonly CommandOutcome[],
  choose: (fate: Fate) => string | undefined,
): readonly Group[] {
  const groups = new Map<string, CommandOutcome[]>();
  for (const command of commands) {
    const told = choose(command.fate);
    if (told === undefined) continue;
    const group = groups.get(told);
    if (group === undefined) groups.set(told, [command]);
    else group.push(command);
  }
  return [...groups].map(([told, group]) => ({ told, commands: group }));
}

const changeOf = (fate: Fate): string | undefined =>
  fate.kind === 'changed' ? fate.changes.join('; ') : undefined;
const lossOf = (fate: Fate): string | undefined =>
  fate.kind === 'left' && fate.next !== '' ? `${fate.reason}; ${fate.next}` : undefined;
const needlessOf = (fate: Fate): string | undefined =>
  fate.kind === 'left' && fate.next === '' ? fate.reason : undefined;

/** `line 4: iptables …` for each, then what is told of them. */
const groupLines = ({ commands, told }: Group): readonly string[] => [
  ...commands.map(({ line, text }) => shortened(`${INDENT}line ${line}: ${text}`, WIDTH)),
  ...wrapped(told, INDENT + INDENT),
];

/** How many commands there are, and how many of them ended how. */
export function migratedCounts({ commands }: Migrated) {
  const count = (holds: (fate: Fate) => boolean): number => commands.filter(({ fate }) => holds(fate)).length;
  return {
    commands: commands.length,
    carried: count(({ kind }) => kind === 'carried'),
    changed: count(({ kind }) => kind === 'changed'),
    left: count((fate) => fate.kind === 'left' && isLoss(fate)),
    needless: count((fate) => fate.kind === 'left' && !isLoss(fate)),
  };
}

/** Sections about a script that was taken over into `file`. */
export function migratedSections(migrated: Migrated, file: string): readonly Section[] {
  const { policy, commands, notes, partial } = migrated;
  const made = [
    plural(policy.links?.length ?? 0, 'link'),
    plural(policy.classes?.length ?? 0, 'class', 'classes'),
    plural(policy.rules?.length ?? 0, 'rule'),
  ];
  const counts = migratedCounts(migrated);
  const summary =
    `${plural(counts.commands, 'command')}: ${counts.carried} carried over, ${counts.changed} with a change, ` +
    `${counts.left} not carried over, ${counts.needless} with nothing for a policy.`;
  const title = `${file}: ${made.join(', ')}${partial ? ' (partial)' : ''}`;
  const sections: Section[] = [{ title, lines: wrapped(summary, INDENT) }];
  const add = (heading: string, groups: readonly Group[]): void => {
    if (groups.length > 0) sections.push({ title: heading, lines: groups.flatMap(groupLines) });
  };
  if (notes.length > 0)
    sections.push({ title: 'Not quite the same', lines: notes.flatMap((note) => wrapped(note, INDENT)) });
  add('Not carried over', groupsOf(commands, lossOf));
  add('Carried over with a change', groupsOf(commands, changeOf));
  add('Nothing for a policy', groupsOf(commands, needlessOf));
  return sections;
}

/** The same as comments of the file. */
export function migratedRemarks({ commands, notes }: Migrated, source: string): readonly string[] {
  const remarks = [`From ${source}.`, ...notes.map((note) => `Not quite the same: ${note}.`)];
  const add = (heading: string, groups: readonly Group[]): void => {
    if (groups.length > 0) remarks.push(heading);
    for (const { commands: all, told } of groups) {
      for (const { line, text } of all) remarks.push(`  line ${line}: ${text}`);
      remarks.push(`    ${told}`);
    }
  };
  add('Not carried over:', groupsOf(commands, lossOf));
  add('Carried over with a change:', groupsOf(commands, changeOf));
  return remarks.map((remark) => remark.replace(/[^\x20-\x7e]+/g, ' '));
}
