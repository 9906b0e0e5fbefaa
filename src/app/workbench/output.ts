/** How the commands of the workbench write for people, and what they end with. */
import { type Section, sectionsText } from '../../core/workbench/layout.ts';
import type { Context } from '../cli/command.ts';
import { write } from '../cli/output.ts';

/** Exit status when a limit that the user set is not kept. */
export const LIMIT_NOT_KEPT = 7;

export async function writeSections(context: Context, sections: readonly Section[]): Promise<void> {
  await write(context, sectionsText(sections, context.color));
}
