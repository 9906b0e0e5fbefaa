/**
 * Marks outside of netfilter: `ip rule`, which chooses a routing table by packet mark, and tc, whose filters
 * and actions read and write packet marks and connection marks.
 *
 * `ip` speaks JSON. tc's JSON leaves out half of what its filters say, so its text is read instead, one
 * filter at a time, by the words that its printing functions use.
 * Sources: iproute2 ip/iprule.c, tc/f_fw.c, f_u32.c, f_flower.c, em_meta.c, m_skbedit.c, m_connmark.c,
 * m_ctinfo.c, m_ct.c.
 */

import { ALL_BITS, copyMark, type MarkUse, type MarkValue, type RulePlace, u32 } from './mark-bits.ts';
import { parseMasked } from './mark-use-iptables.ts';

interface RuleEntry {
  readonly priority?: number;
  readonly fwmark?: string;
  readonly fwmask?: string;
  readonly table?: string;
}

/** Uses in the output of `ip -j rule` (`source` names the family). */
export function ipRuleMarkUses(json: string, source: string): readonly MarkUse[] {
  const entries = (json.trim() === '' ? [] : JSON.parse(json)) as readonly RuleEntry[];
  return entries.flatMap((entry, index): readonly MarkUse[] => {
    if (entry.fwmark === undefined) return [];
    const masked = parseMasked(entry.fwmask === undefined ? entry.fwmark : `${entry.fwmark}/${entry.fwmask}`);
    if (masked === undefined) return [];
    const mask = entry.fwmask === undefined ? '' : `/${entry.fwmask}`;
    const text =
      `${entry.priority}: from all fwmark ${entry.fwmark}${mask} lookup ${entry.table ?? ''}`.trim();
    const place: RulePlace = { source, text, number: index + 1 };
    return [{ place, kind: 'match', mark: 'packet', ...masked }];
  });
}

interface Qdisc {
  readonly kind: string;
  readonly handle: string;
  readonly dev?: string;
}

/** Places where filters can hang, from `tc -j qdisc show`: device and parent arguments for `tc filter show`. */
export function filterPlaces(json: string): readonly (readonly string[])[] {
  const qdiscs = (json.trim() === '' ? [] : JSON.parse(json)) as readonly Qdisc[];
  const places: string[][] = [];
  for (const { kind, handle, dev } of qdiscs) {
    if (dev === undefined || kind === 'noqueue') continue;
    if (kind === 'clsact') places.push(['dev', dev, 'ingress'], ['dev', dev, 'egress']);
    else if (kind === 'ingress') places.push(['dev', dev, 'ingress']);
    else if (handle !== '0:') places.push(['dev', dev, 'parent', handle]);
  }
  return places;
}

/** Uses in the text of one `tc filter show`; `where` is what was asked for. */
export function tcMarkUses(text: string, where: readonly string[]): readonly MarkUse[] {
  const filters: { text: string; line: number }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.startsWith('filter ')) filters.push({ text: line, line: index + 1 });
    else if (filters.length > 0) filters.at(-1)!.text += `\n${line}`;
  }
  return filters.flatMap((filter) => {
    const place: RulePlace = {
      source: `tc filter show ${where.join(' ')}`,
      text: filter.text.replace(/\s+/g, ' ').trim(),
      line: filter.line,
    };
    return filterUses(filter.text, place);
  });
}

const MARKED = '(0x[0-9a-f]+|\\d+)(?:/(0x[0-9a-f]+))?';
const PACKET_MATCHES: readonly RegExp[] = [
  new RegExp(`\\bfw\\b.*? handle ${MARKED}`),
  /^ {2}mark (0x[0-9a-f]+) (0x[0-9a-f]+)/m,
];
const META_MATCH = /\bmeta\(nf_?mark(?: mask (0x[0-9a-f]+|\d+))? (?:eq|lt|gt) (0x[0-9a-f]+|\d+)\)/g;
const FLOWER_MATCH = new RegExp(`^ {2}ct_mark ${MARKED}`, 'm');
const SKBEDIT = new RegExp(`\\bskbedit\\b[^\\n]*? mark ${MARKED}`, 'g');
const CONNMARK = /\bconnmark zone \d+/;
const CTINFO = /\bcpmark (0x[0-9a-f]+)/g;
const CT_ACTION = new RegExp(`\\bct\\b[^\\n]*? mark ${MARKED}`, 'g');

function filterUses(text: string, place: RulePlace): readonly MarkUse[] {
  const uses: MarkUse[] = [];
  const match = (mark: 'packet' | 'connection', value: string, mask: string | undefined): void => {
    const number = mask === undefined ? ALL_BITS : u32(Number(mask));
    uses.push({ place, kind: 'match', mark, value: u32(Number(value)), mask: number });
  };
  const write = (mark: 'packet' | 'connection', value: MarkValue): void => {
    uses.push({ place, kind: 'write', mark, value });
  };
  const assign = (value: string, mask: string | undefined): MarkValue => {
    const bits = mask === undefined ? ALL_BITS : u32(Number(mask));
    return { keep: u32(~bits), ones: u32(Number(value) & bits), moved: 0, unknown: 0 };
  };
  for (const expression of PACKET_MATCHES) {
    const found = expression.exec(text);
    if (found !== null) match('packet', found[1]!, found[2]);
  }
  for (const found of text.matchAll(META_MATCH)) match('packet', found[2]!, found[1]);
  const flower = FLOWER_MATCH.exec(text);
  if (flower !== null) match('connection', flower[1]!, flower[2]);
  for (const found of text.matchAll(SKBEDIT)) write('packet', assign(found[1]!, found[2]));
  for (const found of text.matchAll(CT_ACTION)) write('connection', assign(found[1]!, found[2]));
  if (CONNMARK.test(text)) write('packet', copyMark(ALL_BITS, ALL_BITS));
  // act_ctinfo: skb->mark = ct->mark & mask.
  for (const found of text.matchAll(CTINFO)) write('packet', copyMark(ALL_BITS, u32(Number(found[1]))));
  return uses;
}
