/**
 * The rules in which users act on a name, found by what they match: exactly the bits of the connection mark
 * that ask for a name (`matchOf`; that is what `-m layer7` is in the kernel), or a connection label of ours.
 * All tables and families, iptables of both kinds and nftables. `layer7 rules` prints them with names and
 * counters, `layer7 down` leaves them alone and says so.
 */

import { labelNumber } from './labels.ts';
import { CARRIERS, type MarkField, NO_CARRIER, nameOfMatch } from './mark-field.ts';
import { parseMasked } from './mark-use-iptables.ts';
import { type ComparedRange, comparedMark, comparedRanges } from './mark-use-nftables.ts';
import {
  isObject,
  type JsonObject,
  type NftListing,
  type NftRule,
  readNft,
  shownChains,
} from './nft-listing.ts';
import { isOwnTable } from './nftables-text.ts';
import { isAnyOwners } from './own-rules.ts';
import { readRules } from './restore.ts';
import { type SavedRule, type SavedRules, targetOf } from './save-text.ts';
import type { IptablesKind, Netfilter } from './tools.ts';
import { groupOfComment } from './translate-group.ts';

/** One rule of a user's that acts on a name. */
export interface Layer7Rule {
  /** `ipv4` or `ipv6`; for nftables the table's own family: `inet`, `ip`, `ip6`, `bridge`, `netdev`. */
  readonly family: string;
  readonly backend: IptablesKind | 'nftables';
  readonly table: string;
  readonly chain: string;
  /** Position in its chain, from 1. */
  readonly number: number;
  /** The name, of a protocol or an application, `unset` or `unknown`; `id N` when nobody has that id. */
  readonly protocol: string;
  readonly inverted: boolean;
  /** Whether it takes connections without a name, as all new ones are while no daemon runs. */
  readonly matchesUnset: boolean;
  /** The group that it is a rule of (`translate-group.ts`). */
  readonly group?: string;
  /** What happens to a packet; empty for a rule that only counts. */
  readonly target: string;
  /** Counters; absent where an nftables rule has none. */
  readonly packets?: number;
  readonly bytes?: number;
  /** The rule as its program prints it. */
  readonly text: string;
}

export interface Layer7RuleOptions {
  readonly mark: MarkField;
  /** Names of ids, with 0 `unset` and 1 `unknown`. */
  readonly names: ReadonlyMap<number, string>;
}

/** One protocol that a rule asks about. */
interface Asked {
  readonly protocol: string;
  readonly inverted: boolean;
}

/** Everything that one listing of iptables holds; a rule with two protocols appears twice. */
export function iptablesLayer7Rules(
  saved: SavedRules,
  family: string,
  backend: IptablesKind,
  options: Layer7RuleOptions,
): readonly Layer7Rule[] {
  const found: Layer7Rule[] = [];
  for (const table of saved.tables.values()) {
    for (const chain of table.chains.values()) {
      for (const rule of chain.rules) {
        if (isAnyOwners(rule)) continue;
        const group = groupOf(rule);
        const all = askedBy(rule, options);
        const matchesUnset = all.every((asked) => takesUnset([asked]));
        for (const asked of all) {
          found.push({
            family,
            backend,
            table: table.name,
            chain: chain.name,
            number: rule.number,
            ...asked,
            matchesUnset,
            ...(group === undefined ? {} : { group }),
            target: targetOf(rule) ?? '',
            packets: rule.packets,
            bytes: rule.bytes,
            text: `-A ${chain.name} ${rule.spec}`,
          });
        }
      }
    }
  }
  return found;
}

/** Whether a test for one of these names is passed by a connection that has none. */
function takesUnset(asked: readonly Asked[]): boolean {
  const isNone = ({ protocol }: Asked): boolean => protocol === 'unset' || protocol === NO_CARRIER;
  return asked.some(({ inverted }) => inverted) ? !asked.some(isNone) : asked.some(isNone);
}

function groupOf({ words }: SavedRule): string | undefined {
  const comments = words.filter((_, index) => words[index - 1] === '--comment');
  return comments.map(groupOfComment).find((group) => group !== undefined);
}

/**
 * The rules of a group as one: those next to each other with the same group and target, their counters added
 * up. Its protocol is `group NAME`, its place and text those of the first.
 */
export function foldGroups(rules: readonly Layer7Rule[]): readonly Layer7Rule[] {
  const folded: Layer7Rule[] = [];
  let last = 0;
  for (const rule of rules) {
    const before = folded.at(-1);
    if (rule.group === undefined || before?.group !== rule.group || !follows(rule, before, last)) {
      folded.push(rule.group === undefined ? rule : { ...rule, protocol: `group ${rule.group}` });
    } else if (rule.number !== last) {
      const packets = (before.packets ?? 0) + (rule.packets ?? 0);
      const bytes = (before.bytes ?? 0) + (rule.bytes ?? 0);
      folded[folded.length - 1] = { ...before, packets, bytes };
    }
    last = rule.number;
  }
  return folded;
}

/** Whether a rule stands in the same chain as that which begins a group, right behind its rule `last`. */
function follows(rule: Layer7Rule, first: Layer7Rule, last: number): boolean {
  const place = (one: Layer7Rule): string =>
    [one.backend, one.family, one.table, one.chain, one.target].join(' ');
  return place(rule) === place(first) && (rule.number === last || rule.number === last + 1);
}

function askedBy(rule: SavedRule, options: Layer7RuleOptions): readonly Asked[] {
  const asked: Asked[] = [];
  let module = '';
  for (const [index, word] of rule.words.entries()) {
    if (word === '-j' || word === '-g') break;
    if (word === '-m') module = rule.words[index + 1] ?? '';
    const inverted = rule.words[index - 1] === '!';
    const value = rule.words[index + 1] ?? '';
    if (module === 'connmark' && word === '--mark') {
      const marked = parseMasked(value);
      const protocol = marked && nameOfMatch(options.mark, options.names, marked);
      if (protocol !== undefined) asked.push({ protocol, inverted });
    }
    if (module === 'connlabel' && word === '--label') {
      const protocol = labelName(value, options);
      if (protocol !== undefined) asked.push({ protocol, inverted });
    }
  }
  return asked;
}

/** A label is written as a name or, without a label file, as its number. */
function labelName(label: string | number, { names }: Layer7RuleOptions): string | undefined {
  const isNumber = /^\d+$/.test(String(label));
  const found = [...names].find(([id, name]) =>
    isNumber ? labelNumber(name, id) === Number(label) : name === label,
  );
  return found?.[1];
}

/** Everything that a listing of nftables holds, but for the tables that `shown` says were seen before. */
export function nftablesLayer7Rules(
  listing: NftListing,
  options: Layer7RuleOptions,
  wanted: (rule: NftRule) => boolean,
): readonly Layer7Rule[] {
  return listing.rules.filter(wanted).flatMap((rule) => {
    const counter = rule.statements.map((statement) => statement.counter).find(isObject);
    const counts = counter === undefined ? {} : countsOf(counter);
    const tests = rule.statements
      .map((statement) => askedByNft(statement, listing, rule, options))
      .filter((asked) => asked.length > 0);
    const matchesUnset = tests.every(takesUnset);
    return tests.flat().map(
      (asked): Layer7Rule => ({
        family: rule.family,
        backend: 'nftables',
        table: rule.table,
        chain: rule.chain,
        number: rule.number,
        ...asked,
        matchesUnset,
        target: actionOf(rule),
        ...counts,
        text: rule.text,
      }),
    );
  });
}

function countsOf(counter: JsonObject): { readonly packets: number; readonly bytes: number } {
  return { packets: Number(counter.packets), bytes: Number(counter.bytes) };
}

function askedByNft(
  statement: JsonObject,
  listing: NftListing,
  rule: NftRule,
  options: Layer7RuleOptions,
): readonly Asked[] {
  const { match, vmap } = statement;
  const test = isObject(match) ? match : vmap;
  if (!isObject(test)) return [];
  const left = test.left ?? test.key;
  const right = test.right ?? test.data;
  const inverted = test.op === '!=';
  const compared = comparedMark(left);
  if (compared?.mark === 'connection') {
    const ranges = comparedRanges(right, listing, rule);
    return namesOfRanges(ranges, compared.mask, options).map((protocol) => ({ protocol, inverted }));
  }
  const ct = isObject(left) ? left.ct : undefined;
  if (!isObject(ct) || ct.key !== 'label') return [];
  const labels = typeof right === 'string' || typeof right === 'number' ? [right] : [];
  return labels.flatMap((label) => {
    const protocol = labelName(label, options);
    return protocol === undefined ? [] : [{ protocol, inverted }];
  });
}

/**
 * The names that values of the mark stand for. In the whole field a carrier is a range, and an application
 * one value for each carrier (`nft-include.ts`).
 */
function namesOfRanges(
  ranges: readonly ComparedRange[],
  mask: number,
  { mark, names }: Layer7RuleOptions,
): readonly string[] {
  const found = new Set<string>();
  for (const [from, to] of ranges) {
    const isCarrier = mask === mark.mask && from !== to && to === (from | mark.nameMask) >>> 0;
    const name = nameOfMatch(mark, names, { value: from, mask: isCarrier ? mark.carrierMask : mask });
    if (name !== undefined && (from === to || isCarrier)) found.add(name);
  }
  for (const name of [...found]) {
    const application = name.split('+')[1];
    if (application === undefined) continue;
    const pairs = CARRIERS.map((carrier) => `${carrier}+${application}`);
    // What the range of a carrier covers need not be said again.
    if (!pairs.every((pair, index) => found.has(pair) || found.has(CARRIERS[index]!))) continue;
    for (const pair of pairs) found.delete(pair);
    found.add(application);
  }
  return [...found];
}

const NO_ACTION: ReadonlySet<string> = new Set(['match', 'counter', 'comment']);

/** The last statement that does something: `accept`, `drop`, `jump web`, `mangle`. */
function actionOf(rule: NftRule): string {
  for (const statement of rule.statements.toReversed()) {
    const [kind, body] = Object.entries(statement)[0] ?? [];
    if (kind === undefined || NO_ACTION.has(kind)) continue;
    return isObject(body) && typeof body.target === 'string' ? `${kind} ${body.target}` : kind;
  }
  return '';
}

/** Every rule on this machine that acts on a protocol. */
export async function findLayer7Rules(
  options: Layer7RuleOptions,
  netfilter: Netfilter,
): Promise<readonly Layer7Rule[]> {
  const found: Layer7Rule[] = [];
  const shown = new Set<string>();
  for (const tools of netfilter.tools) {
    const saved = await readRules(netfilter, tools);
    found.push(...iptablesLayer7Rules(saved, tools.family, tools.kind, options));
    if (tools.kind === 'nft') for (const name of shownChains(saved, tools.family)) shown.add(name);
  }
  const listing = await readNft(netfilter);
  found.push(
    ...nftablesLayer7Rules(listing, options, ({ family, table, chain }) => {
      return !isOwnTable(family, table) && !shown.has(`${family} ${table} ${chain}`);
    }),
  );
  return found;
}
