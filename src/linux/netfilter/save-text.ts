/**
 * Reader for what iptables-save prints: tables, chains, rules with their words, counters and places. It is
 * the one view of other people's rules that all of layer7 uses: to find our own rules, the marks that are
 * taken, and the rules that match a protocol.
 *
 * A rule keeps its line as printed; to delete it later exactly that text is given back to iptables. Left
 * out: what the options mean.
 */

/** One rule as saved. */
export interface SavedRule {
  readonly chain: string;
  /** Position in its chain, from 1. */
  readonly number: number;
  /** Line of the listing, from 1. */
  readonly line: number;
  /** The rule without `-A CHAIN `, as printed. */
  readonly spec: string;
  /** `spec` split into words, quotes resolved. */
  readonly words: readonly string[];
  readonly packets: number;
  readonly bytes: number;
}

export interface SavedChain {
  readonly name: string;
  /** Policy of a built-in chain, `-` for a chain that somebody made. */
  readonly policy: string;
  readonly rules: readonly SavedRule[];
}

export interface SavedTable {
  readonly name: string;
  readonly chains: ReadonlyMap<string, SavedChain>;
}

export interface SavedRules {
  readonly tables: ReadonlyMap<string, SavedTable>;
  /** Tables that iptables-nft could not put into its own words; `nft` shows them. */
  readonly incompatible: readonly string[];
}

interface OpenChain extends SavedChain {
  readonly rules: SavedRule[];
}

const RULE_LINE = /^(?:\[(\d+):(\d+)\] )?-A (\S+)(?: (.*))?$/;
const CHAIN_LINE = /^:(\S+) (\S+)/;
const INCOMPATIBLE_LINE = /^# Table `(.+)' is incompatible/;

/** Splits a saved rule into words as iptables-restore does: double quotes group, a backslash escapes. */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let open = false;
  let quoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]!;
    if (quoted && character === '\\' && index + 1 < text.length) {
      index += 1;
      word += text[index];
    } else if (character === '"') {
      quoted = !quoted;
      open = true;
    } else if (!quoted && (character === ' ' || character === '\t')) {
      if (open) words.push(word);
      word = '';
      open = false;
    } else {
      word += character;
      open = true;
    }
  }
  if (open) words.push(word);
  return words;
}

/** Reads the output of iptables-save, with or without counters. Lines it does not know are skipped. */
export function parseSave(text: string): SavedRules {
  const tables = new Map<string, SavedTable>();
  const incompatible: string[] = [];
  let chains: Map<string, OpenChain> | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('*')) {
      chains = new Map();
      tables.set(line.slice(1), { name: line.slice(1), chains });
      continue;
    }
    const foreign = INCOMPATIBLE_LINE.exec(line);
    if (foreign !== null) incompatible.push(foreign[1]!);
    if (chains === undefined) continue;
    const header = CHAIN_LINE.exec(line);
    if (header !== null) {
      chains.set(header[1]!, { name: header[1]!, policy: header[2]!, rules: [] });
      continue;
    }
    const rule = RULE_LINE.exec(line);
    if (rule === null) continue;
    const chain = chains.get(rule[3]!);
    const spec = rule[4] ?? '';
    chain?.rules.push({
      chain: chain.name,
      number: chain.rules.length + 1,
      line: index + 1,
      spec,
      words: splitWords(spec),
      packets: Number(rule[1] ?? 0),
      bytes: Number(rule[2] ?? 0),
    });
  }
  return { tables, incompatible };
}

/** The word that follows `option`, if the rule has that option. */
export function optionValue(rule: SavedRule, option: string): string | undefined {
  const index = rule.words.indexOf(option);
  return index === -1 ? undefined : rule.words[index + 1];
}

/** Where a packet goes from this rule: the target, or the chain that it jumps or goes to. */
export function targetOf(rule: SavedRule): string | undefined {
  return optionValue(rule, '-j') ?? optionValue(rule, '-g');
}
