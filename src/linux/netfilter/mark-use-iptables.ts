/**
 * Marks in the rules of iptables, read from what iptables-save prints. Saved rules spell every mark out as
 * `value/mask` or as a value alone, whatever the user typed: `--set-mark`, `--or-mark` and `--and-mark` all
 * come out as `--set-xmark`.
 *
 * Sources: extensions/libxt_{mark,MARK,connmark,CONNMARK,TPROXY,HMARK,SET,NFQUEUE,socket}.c of iptables.
 */

import { ALL_BITS, copyMark, type MarkUse, type RulePlace, setXmark, u32 } from './mark-bits.ts';
import { hex } from './mark-field.ts';
import { isAnyOwners } from './own-rules.ts';
import { type SavedRule, type SavedRules, targetOf } from './save-text.ts';

interface Masked {
  readonly value: number;
  readonly mask: number;
}

/** `0x10/0xff` or `0x10`; undefined when it is neither. */
export function parseMasked(text: string | undefined): Masked | undefined {
  const parts = /^(0x[0-9a-f]+|\d+)(?:\/(0x[0-9a-f]+|\d+))?$/i.exec(text ?? '');
  if (parts === null) return undefined;
  return { value: u32(Number(parts[1])), mask: parts[2] === undefined ? ALL_BITS : u32(Number(parts[2])) };
}

/** Every use of a mark or a queue by rules that are not ours. */
export function iptablesMarkUses(saved: SavedRules, source: string): readonly MarkUse[] {
  const uses: MarkUse[] = [];
  for (const table of saved.tables.values()) {
    for (const chain of table.chains.values()) {
      for (const rule of chain.rules) {
        if (!isAnyOwners(rule)) uses.push(...usesOf(rule, placeOf(rule, table.name, source)));
      }
    }
  }
  return uses;
}

/** Where a saved rule stands. */
export function placeOf(rule: SavedRule, table: string, source: string): RulePlace {
  return {
    source,
    text: `-A ${rule.chain} ${rule.spec}`,
    table,
    chain: rule.chain,
    number: rule.number,
    line: rule.line,
  };
}

function usesOf(rule: SavedRule, place: RulePlace): readonly MarkUse[] {
  return [...matchesOf(rule, place), ...targetUses(rule, place)];
}

/** Options of one match run from its `-m NAME` to the next `-m`, `-j` or `-g`. */
function matchesOf(rule: SavedRule, place: RulePlace): readonly MarkUse[] {
  const uses: MarkUse[] = [];
  let module = '';
  for (const [index, word] of rule.words.entries()) {
    if (word === '-j' || word === '-g') break;
    if (word === '-m') module = rule.words[index + 1] ?? '';
    if (word !== '--mark' || (module !== 'mark' && module !== 'connmark')) continue;
    const marked = parseMasked(rule.words[index + 1]);
    if (marked === undefined) continue;
    const mark = module === 'mark' ? 'packet' : 'connection';
    const rewrite = (bits: number): string =>
      `-m ${module} --mark ${hex(marked.value & ~bits)}/${hex(marked.mask & ~bits)}`;
    uses.push({ place, kind: 'match', mark, ...marked, rewrite });
  }
  return uses;
}

function targetUses(rule: SavedRule, place: RulePlace): readonly MarkUse[] {
  const target = targetOf(rule);
  const start = rule.words.lastIndexOf(target ?? '');
  const options = rule.words.slice(start + 1);
  const value = (name: string): string | undefined => {
    const index = options.indexOf(name);
    return index === -1 ? undefined : options[index + 1];
  };
  switch (target) {
    case 'MARK':
    case 'CONNMARK':
      return markTarget(target, options, value, place);
    case 'TPROXY': {
      const marked = parseMasked(value('--tproxy-mark'));
      if (marked === undefined) return [];
      return [{ place, kind: 'write', mark: 'packet', value: setXmark(marked.value, marked.mask) }];
    }
    case 'HMARK': {
      const modulus = Number(value('--hmark-mod') ?? 0);
      const highest = modulus > 0 ? modulus - 1 + Number(value('--hmark-offset') ?? 0) : ALL_BITS;
      const ones = bitsUpTo(highest);
      return [{ place, kind: 'write', mark: 'packet', value: { keep: 0, ones, moved: 0, unknown: 0 } }];
    }
    case 'SET':
      if (!options.includes('--map-mark')) return [];
      return [
        { place, kind: 'write', mark: 'packet', value: { keep: 0, ones: 0, moved: 0, unknown: ALL_BITS } },
      ];
    case 'NFQUEUE': {
      const balance = /^(\d+):(\d+)$/.exec(value('--queue-balance') ?? '');
      if (balance !== null) {
        return [{ place, kind: 'queue', first: Number(balance[1]), last: Number(balance[2]) }];
      }
      const number = Number(value('--queue-num') ?? 0);
      return [{ place, kind: 'queue', first: number, last: number }];
    }
    default:
      return [];
  }
}

/** All values from 0 to `highest` together use the bits up to its top one. */
export function bitsUpTo(highest: number): number {
  return highest <= 0 ? 0 : u32(ALL_BITS >>> Math.clz32(highest));
}

function markTarget(
  target: 'MARK' | 'CONNMARK',
  options: readonly string[],
  value: (name: string) => string | undefined,
  place: RulePlace,
): readonly MarkUse[] {
  const mark = target === 'MARK' ? 'packet' : 'connection';
  const marked = parseMasked(value('--set-xmark') ?? value('--set-mark'));
  if (marked !== undefined) {
    const rewrite = (bits: number): string =>
      `-j ${target} --set-xmark ${hex(marked.value & ~bits)}/${hex(marked.mask & ~bits)}`;
    return [{ place, kind: 'write', mark, value: setXmark(marked.value, marked.mask), rewrite }];
  }
  const maskOf = (name: string): number =>
    parseMasked(value(name) ?? value('--mask') ?? hex(ALL_BITS))?.value ?? ALL_BITS;
  const packetMask = maskOf('--nfmask');
  const connectionMask = maskOf('--ctmask');
  for (const way of ['--save-mark', '--restore-mark']) {
    if (!options.includes(way)) continue;
    const rewrite = (bits: number): string =>
      `-j CONNMARK ${way} --nfmask ${hex(packetMask & ~bits)} --ctmask ${hex(connectionMask & ~bits)}`;
    return way === '--save-mark'
      ? [
          {
            place,
            kind: 'write',
            mark: 'connection',
            value: copyMark(connectionMask, packetMask),
            rewrite,
          },
        ]
      : [{ place, kind: 'write', mark: 'packet', value: copyMark(packetMask, connectionMask), rewrite }];
  }
  return [];
}
