/** What became of a script, for people (80 columns), for programs, and as remarks in the file itself. */
import { plural, type Section, shortened, WIDTH, wrapped } from '../../workbench/layout.ts';
import type { Migrated } from './from-script.ts';

const INDENT = '  ';

/** Sections about a script that was taken over into `file`. */
export function migratedSections(migrated: Migrated, file: string): readonly Section[] {
  const { policy, carried, unread, notes } = migrated;
  const counts = [
    plural(policy.links?.length ?? 0, 'link'),
    plural(policy.classes?.length ?? 0, 'class', 'classes'),
    plural(policy.rules?.length ?? 0, 'rule'),
  ];
  const sections: Section[] = [
    { title: `${file}: ${counts.join(', ')}, from ${plural(carried, 'command')} of the script`, lines: [] },
  ];
  if (notes.length > 0) {
    sections.push({ title: 'Not quite the same', lines: notes.flatMap((note) => wrapped(note, INDENT)) });
  }
  if (unread.length > 0) {
    const lines = unread.flatMap(({ line, text, reason }) => [
      shortened(`${INDENT}line ${line}: ${text}`, WIDTH),
      ...wrapped(reason, `${INDENT}${INDENT}`),
    ]);
    sections.push({ title: 'Not carried over', lines });
  }
  return sections;
}

/** The same as comments of the file. */
export function migratedRemarks({ unread, notes }: Migrated, source: string): readonly string[] {
  const remarks = [`From ${source}.`, ...notes.map((note) => `Not quite the same: ${note}.`)];
  if (unread.length > 0) remarks.push('Not carried over:');
  for (const { line, text, reason } of unread) remarks.push(`  line ${line}: ${text}`, `    ${reason}`);
  return remarks.map((remark) => remark.replace(/[^\x20-\x7e]+/g, ' '));
}
