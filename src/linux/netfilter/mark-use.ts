/**
 * Does anybody on this machine use the bits that layer7 is about to take? All places where Linux keeps rules
 * about marks are asked once, before anything is changed: iptables and ip6tables of both kinds, nftables,
 * `ip rule` for both families, and the tc filters of all devices. A collision is an error that names the
 * rule, says how it could be written instead, and which other bits are free.
 */

import { Layer7Error } from '../../core/errors.ts';
import { type Collision, collisionOf, freeField, type MarkUse, type RulePlace } from './mark-bits.ts';
import { hex, type MarkField } from './mark-field.ts';
import { iptablesMarkUses } from './mark-use-iptables.ts';
import { nftablesMarkUses } from './mark-use-nftables.ts';
import { filterPlaces, ipRuleMarkUses, tcMarkUses } from './mark-use-routing.ts';
import { readNft, shownChains } from './nft-listing.ts';
import { isOwnTable } from './nftables-text.ts';
import { readRules } from './restore.ts';
import type { RuleOptions } from './rule-set.ts';
import type { CommandResult, Netfilter } from './tools.ts';

export interface MarkCollisions {
  /** Uses that are in the way for certain. */
  readonly collisions: readonly Collision[];
  /** Uses whose values cannot be told beforehand. */
  readonly doubts: readonly Collision[];
  /** A field of the same width that nobody uses. */
  readonly free?: { readonly mask: number; readonly seen: number };
  /** What could not be looked at. */
  readonly notes: readonly string[];
}

/** What rules of others do with marks and queues. */
export interface MarkUses {
  readonly uses: readonly MarkUse[];
  readonly notes: readonly string[];
}

/** Most filter places that tc is asked about; a router with thousands of tunnels would take minutes. */
const TC_LIMIT = 512;
/** Most collisions that an error spells out. */
const SHOWN = 5;

/** Every use of marks and queues on this machine by others than layer7. */
export async function findMarkUses(netfilter: Netfilter): Promise<MarkUses> {
  const { run } = netfilter;
  const uses: MarkUse[] = [];
  const shown = new Set<string>();
  for (const tools of netfilter.tools) {
    const saved = await readRules(netfilter, tools);
    uses.push(...iptablesMarkUses(saved, tools.save));
    if (tools.kind === 'nft') for (const name of shownChains(saved, tools.family)) shown.add(name);
  }
  const notes: string[] = [];
  const failed = (what: string, reason: string): void => {
    notes.push(`marks in ${what} could not be looked at: ${reason.trim()}`);
  };
  /** What was printed, read; a program too old for JSON prints something else. */
  const readJson = <T>(what: string, result: CommandResult, read: (text: string) => readonly T[]) => {
    if (result.status !== 0) failed(what, result.stderr);
    else {
      try {
        return read(result.stdout);
      } catch {
        failed(what, 'its output is not JSON');
      }
    }
    return [];
  };

  const listing = await readNft(netfilter);
  if (listing.failure !== undefined) failed('nft list ruleset', listing.failure);
  uses.push(
    ...nftablesMarkUses(listing, ({ family, table, chain }) => {
      return !isOwnTable(family, table) && !shown.has(`${family} ${table} ${chain}`);
    }),
  );
  const families = [
    ['ip rule', ['-j', 'rule']],
    ['ip -6 rule', ['-j', '-6', 'rule']],
  ] as const;
  for (const [source, args] of families) {
    uses.push(...readJson(source, await run('ip', args), (text) => ipRuleMarkUses(text, source)));
  }
  const places = readJson('tc filters', await run('tc', ['-j', 'qdisc', 'show']), filterPlaces);
  for (const where of places.slice(0, TC_LIMIT)) {
    const result = await run('tc', ['filter', 'show', ...where]);
    // A device may have gone since it was listed.
    if (result.status === 0) uses.push(...tcMarkUses(result.stdout, where));
  }
  const unseen = places.length - TC_LIMIT;
  if (unseen > 0) notes.push(`${unseen} of ${places.length} places for tc filters were not looked at`);
  return { uses, notes };
}

/** The collisions of a field and its queues with these uses. */
export function markCollisions(
  { uses, notes }: MarkUses,
  options: Pick<RuleOptions, 'mark' | 'queues'>,
): MarkCollisions {
  const found = uses
    .map((use) => collisionOf(use, options.mark, options.queues))
    .filter((collision) => collision !== undefined);
  const free = freeField(uses, options.mark);
  return {
    collisions: found.filter((collision) => collision.certain),
    doubts: found.filter((collision) => !collision.certain),
    notes,
    ...(free === undefined ? {} : { free }),
  };
}

/** Looks at the machine and compares: who uses the bits that these options ask for? */
export async function findMarkCollisions(
  options: Pick<RuleOptions, 'mark' | 'queues'>,
  netfilter: Netfilter,
): Promise<MarkCollisions> {
  return markCollisions(await findMarkUses(netfilter), options);
}

/** `iptables-legacy-save, table mangle, chain PREROUTING, rule 2`. */
export function describePlace(place: RulePlace): string {
  const parts = [place.source];
  if (place.table !== undefined) parts.push(`table ${place.table}`);
  if (place.chain !== undefined) parts.push(`chain ${place.chain}`);
  if (place.number !== undefined) parts.push(`rule ${place.number}`);
  return parts.join(', ');
}

/**
 * Refuses a collision.
 *
 * @throws Layer7Error `MARK_COLLISION` or `QUEUE_COLLISION`, kind conflict, naming the rules.
 */
export function refuseCollisions(found: MarkCollisions, field: MarkField): void {
  const first = found.collisions[0];
  if (first === undefined) return;
  const { place } = first.use;
  const lines = found.collisions
    .slice(0, SHOWN)
    .map((collision) => `${describePlace(collision.use.place)}: ${collision.use.place.text}`);
  const more = found.collisions.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  const queue = first.use.kind === 'queue';
  const steps = [first.advice];
  if (!queue) steps.push(freeAdvice(found, field));
  throw new Layer7Error({
    code: queue ? 'QUEUE_COLLISION' : 'MARK_COLLISION',
    kind: 'conflict',
    message: `a rule of this machine ${first.reason}: ${describePlace(place)}`,
    where: { file: place.source, ...(place.line === undefined ? {} : { line: place.line }) },
    given: lines.join('\n         '),
    next: steps.filter((step) => step !== '').join('; '),
  });
}

function freeAdvice(found: MarkCollisions, field: MarkField): string {
  const { free } = found;
  if (free === undefined) return `no ${field.width} bits in a row are free; rewrite the rule with a mask`;
  const seen = free.seen === field.seen ? '' : ` --seen-bit ${hex(free.seen)}`;
  const mask = free.mask === field.mask ? '' : ` --mark-mask ${hex(free.mask)}`;
  return `free on this machine:${mask}${seen}`;
}
