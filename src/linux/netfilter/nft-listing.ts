/**
 * What `nft -j list ruleset` says, typed as far as layer7 reads it, with the text form of each rule beside
 * it: the JSON is for the program, the text for the person who has to find the rule.
 *
 * Source: libnftables-json(5).
 */

import type { SavedRules } from './save-text.ts';
import type { Netfilter } from './tools.ts';

/** Any JSON value; statements and expressions are objects with one key. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export interface NftRule {
  readonly family: string;
  readonly table: string;
  readonly chain: string;
  readonly handle: number;
  /** Position in its chain, from 1. */
  readonly number: number;
  /** Text form without the handle, and its line in the listing; absent when the listing lacks it. */
  readonly text: string;
  readonly line?: number;
  readonly statements: readonly JsonObject[];
}

export interface NftListing {
  readonly rules: readonly NftRule[];
  /** Elements of named maps and sets: `family table name`. */
  readonly elements: ReadonlyMap<string, Json>;
  /** Why nft could not be asked. */
  readonly failure?: string;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const TABLE_LINE = /^table (\S+) (\S+) \{/;
const CHAIN_LINE = /^\tchain (\S+) \{/;
const RULE_LINE = /^\t\t(.*) # handle (\d+)$/;

/** Puts the two forms of a listing together. */
export function parseNftListing(json: string, text: string): NftListing {
  const texts = new Map<string, { readonly text: string; readonly line: number }>();
  let place = '';
  let chain = '';
  for (const [index, line] of text.split('\n').entries()) {
    const table = TABLE_LINE.exec(line);
    if (table !== null) place = `${table[1]} ${table[2]}`;
    const named = CHAIN_LINE.exec(line);
    if (named !== null) chain = named[1]!;
    const rule = RULE_LINE.exec(line);
    if (rule !== null) texts.set(`${place} ${chain} ${rule[2]}`, { text: rule[1]!.trim(), line: index + 1 });
  }

  const rules: NftRule[] = [];
  const elements = new Map<string, Json>();
  const counts = new Map<string, number>();
  const root = JSON.parse(json) as { readonly nftables: readonly Readonly<Record<string, JsonObject>>[] };
  for (const entry of root.nftables) {
    const set = entry.map ?? entry.set;
    if (set !== undefined) elements.set(`${set.family} ${set.table} ${set.name}`, set.elem ?? []);
    const { rule } = entry;
    if (rule === undefined) continue;
    const where = `${rule.family} ${rule.table} ${rule.chain}`;
    const number = (counts.get(where) ?? 0) + 1;
    counts.set(where, number);
    const shown = texts.get(`${where} ${rule.handle}`);
    const statements = (Array.isArray(rule.expr) ? rule.expr : []).filter(isObject);
    rules.push({
      family: String(rule.family),
      table: String(rule.table),
      chain: String(rule.chain),
      handle: Number(rule.handle),
      number,
      text: shown?.text ?? JSON.stringify(rule.expr),
      ...(shown === undefined ? {} : { line: shown.line }),
      statements,
    });
  }
  return { rules, elements };
}

/** The rule set of nftables; empty where nft is not installed. */
export async function readNft(netfilter: Netfilter): Promise<NftListing> {
  const empty: NftListing = { rules: [], elements: new Map() };
  if (!netfilter.hasNft) return empty;
  const json = await netfilter.run('nft', ['-j', 'list', 'ruleset']);
  const text = await netfilter.run('nft', ['-a', 'list', 'ruleset']);
  if (json.status !== 0) return { ...empty, failure: json.stderr };
  if (json.stdout === '') return empty;
  try {
    return parseNftListing(json.stdout, text.stdout);
  } catch {
    return { ...empty, failure: 'its output is not JSON' };
  }
}

/**
 * Chains whose rules iptables-nft has shown in its own words, as `ip mangle FORWARD`. It hides base chains
 * that were made with nft, and lists a built-in chain of the same name as empty; so only rules are proof.
 */
export function shownChains(saved: SavedRules, family: 'ipv4' | 'ipv6'): readonly string[] {
  return [...saved.tables.values()].flatMap((table) =>
    [...table.chains.values()]
      .filter((chain) => chain.rules.length > 0)
      .map((chain) => `${family === 'ipv4' ? 'ip' : 'ip6'} ${table.name} ${chain.name}`),
  );
}
