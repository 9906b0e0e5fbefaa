/** `layer7 rules`: every rule that acts on a name, with the name in the place of the number. */
import { findLayer7Rules, foldGroups } from '../../../linux/netfilter/layer7-rules.ts';
import { markField } from '../../../linux/netfilter/mark-field.ts';
import { openNetfilter } from '../../../linux/netfilter/tools.ts';
import { withReserved } from '../../daemon/announcements.ts';
import { readIds } from '../../daemon/folders.ts';
import { findNames } from '../../daemon/known-names.ts';
import { stateDirOf } from '../../daemon/places.ts';
import type { Handler } from '../command.ts';
import { printRecords } from '../output.ts';
import { RULE_COLUMNS } from '../rule-columns.ts';
import type { rules as spec } from '../table/rule-commands.ts';

export const rules: Handler<typeof spec.options> = async ({ options, context }) => {
  const runDir = options['run-dir'];
  const inUse = findNames(runDir);
  const mark = markField(inUse?.mask);
  // Rules may name protocols whose patterns are gone: the registry still knows them. A daemon that keeps its
  // registry elsewhere says in its run folder which names are in use.
  const everKnown = readIds(stateDirOf(runDir, undefined));
  const ids = withReserved(new Map([...everKnown, ...(inUse?.ids ?? [])]));
  const names = new Map([...ids].map(([name, id]) => [id, name]));
  const found = await findLayer7Rules({ mark, names }, await openNetfilter());
  await printRecords(context, options.format, RULE_COLUMNS, foldGroups(found));
  return 0;
};
