/** How the commands of the workbench write: sections for people, or one JSON document. */
import { type Section, sectionsText } from '../../core/workbench/layout.ts';
import type { Context } from '../cli/command.ts';
import { write } from '../cli/output.ts';

/** Exit status when a limit that the user set is not kept. */
export const LIMIT_NOT_KEPT = 7;

export async function writeSections(context: Context, sections: readonly Section[]): Promise<void> {
  await write(context, sectionsText(sections, context.color));
}

export async function writeJson(context: Context, document: unknown): Promise<void> {
  await write(context, `${JSON.stringify(document, undefined, 2)}\n`);
}
