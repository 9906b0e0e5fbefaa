/** How the commands of the workbench write for people. */
import { type Section, sectionsText } from '../../core/workbench/layout.ts';
import type { Context } from '../cli/command.ts';
import { write } from '../cli/output.ts';

export async function writeSections(context: Context, sections: readonly Section[]): Promise<void> {
  await write(context, sectionsText(sections, context.color));
}
