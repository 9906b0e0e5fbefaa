/** The rules of users that act on names: what `layer7 down` leaves, and what that means from then on. */
import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import { findLayer7Rules, foldGroups, type Layer7Rule } from '../../linux/netfilter/layer7-rules.ts';
import type { MarkField } from '../../linux/netfilter/mark-field.ts';
import type { Netfilter } from '../../linux/netfilter/tools.ts';
import type { Log } from '../log.ts';
import { withReserved } from './announcements.ts';
import type { Ids } from './ids.ts';

/** Every such rule of this machine, those of a group as one. */
export async function keptRules(
  netfilter: Netfilter,
  mark: MarkField,
  ids: Ids,
): Promise<readonly Layer7Rule[]> {
  const names = new Map([...withReserved(ids)].map(([name, id]) => [id, name]));
  return foldGroups(await findLayer7Rules({ mark, names }, netfilter));
}

/** The same for a daemon that has ended: warns in its log, and finds none where they cannot be read. */
export async function tellKeptRules(
  netfilter: Netfilter,
  mark: MarkField,
  ids: Ids,
  log: Log,
): Promise<readonly Layer7Rule[]> {
  try {
    const kept = await keptRules(netfilter, mark, ids);
    const warning = warnOfUnset(kept);
    if (warning !== undefined) log.error(new Layer7Error(warning), 'warning');
    return kept;
  } catch (error) {
    log.error(error);
    return [];
  }
}

/**
 * Those that take every new connection once nothing is named any more, as a warning: with DROP they shut the
 * machine. Undefined when there are none.
 */
export function warnOfUnset(kept: readonly Layer7Rule[]): Diagnostic | undefined {
  const rules = [...new Set(kept.filter(({ matchesUnset }) => matchesUnset).map(described))];
  if (rules.length === 0) return undefined;
  return {
    code: 'KEPT_RULES_MATCH',
    kind: 'conflict',
    message: 'nothing is named now, so rules of your own on "unset" or "! NAME" match every new connection',
    given: rules.join('\n         '),
    next: 'delete them, or start "layer7 up" again',
  };
}

function described({
  family,
  backend,
  table,
  chain,
  number,
  protocol,
  inverted,
  target,
}: Layer7Rule): string {
  const place = `${family} ${backend}, table ${table}, chain ${chain}, rule ${number}`;
  return `${place}: ${inverted ? '! ' : ''}${protocol}${target === '' ? '' : `, ${target}`}`;
}
