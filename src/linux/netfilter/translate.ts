/**
 * iptables arguments with `-m layer7` in them, turned into arguments that any iptables understands. This is
 * what `layer7 iptables …` does on a machine where the extension is not installed; what comes out is what
 * the extension would have made: a connmark match on our field.
 *
 *     -m layer7 --l7proto ssh             →  -m connmark --mark 0x20000/0x3ff0000
 *     -m layer7 ! --l7proto unknown       →  -m connmark ! --mark 0x10000/0xfff0000
 *     -m layer7 --l7proto ! unknown       →  the same; l7-filter's own order, which iptables has since dropped
 *
 *     -m layer7 --l7group p2p             →  one command for each member (`translate-group.ts`)
 *
 * All other words pass untouched and in order. The result goes to `execFile`, so nothing is quoted.
 */

import { Layer7Error } from '../../core/errors.ts';
import { hex, matchOf } from './mark-field.ts';
import { type GroupCommand, type GroupNames, groupCommand, groupMatches } from './translate-group.ts';

export interface TranslateOptions extends GroupNames {
  /** Folder whose patterns the daemon uses; `-` for the shipped signatures. */
  readonly l7dir: string;
}

/** Why `--l7pkt` is refused; the extension says the same. */
export const L7PKT_REASON =
  '--l7pkt is not offered: a connection is named once, from its first packets, and not packet by packet';
export const L7PKT_ADVICE =
  'leave --l7pkt out to match the connection, or test single packets with -m string or -m bpf';

function usage(code: string, message: string, given: string, next: string): Layer7Error {
  return new Layer7Error({ code, kind: 'usage', message, given, next });
}

/** A translated command: arguments for iptables, or several commands for a group. */
export type Translated = readonly string[] | GroupCommand;

/**
 * Translates the arguments of one iptables command; arguments without `-m layer7` come back as they are.
 *
 * @throws Layer7Error `PROTOCOL_UNKNOWN` and `GROUP_UNKNOWN` with the nearest names, `L7PKT_REFUSED`,
 *   `L7DIR_DIFFERENT`, `L7PROTO_MISSING`, `L7PROTO_TWICE`, `L7GROUP_TWICE`, `GROUP_COMMAND`.
 */
export function translateArguments(given: readonly string[], options: TranslateOptions): Translated {
  const result: string[] = [];
  /** The group of the rule, and how many words stand before it. */
  let group: { readonly at: number; readonly matches: readonly (readonly string[])[] } | undefined;
  /** The match that is open: whether it has its name, and where a `!` for it may stand. */
  let open: { named: boolean } | undefined;
  const close = (): void => {
    if (open !== undefined && !open.named) {
      throw usage(
        'L7PROTO_MISSING',
        '-m layer7 needs a protocol or a group',
        '-m layer7',
        'add --l7proto NAME or --l7group NAME',
      );
    }
    open = undefined;
  };

  const words = splitAssignments(given);
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    const next = words[index + 1];
    if ((word === '-m' || word === '--match') && next === 'layer7') {
      close();
      open = { named: false };
      index += 1;
      continue;
    }
    if (open === undefined || !word.startsWith('--l7')) {
      result.push(word);
      continue;
    }
    if (word === '--l7pkt') throw usage('L7PKT_REFUSED', L7PKT_REASON, word, L7PKT_ADVICE);
    if (word === '--l7dir') {
      checkFolder(next, options);
      index += 1;
      continue;
    }
    if (word !== '--l7proto' && word !== '--l7group') {
      throw usage(
        'L7_OPTION_UNKNOWN',
        `-m layer7 has no option ${word}`,
        word,
        'it has --l7proto, --l7group and --l7dir',
      );
    }
    if (open.named) {
      throw usage(
        'L7PROTO_TWICE',
        'one -m layer7 names one protocol or group',
        word,
        'use a second -m layer7',
      );
    }
    let inverted = result.at(-1) === '!';
    if (inverted) result.pop();
    index += 1;
    if (next === '!') {
      inverted = !inverted;
      index += 1;
    }
    const name = words[index];
    if (name === undefined) throw usage('L7PROTO_MISSING', `${word} needs a name`, word, 'add a name');
    open.named = true;
    if (word === '--l7group') {
      if (group !== undefined) {
        throw usage('L7GROUP_TWICE', 'one rule has one group', word, 'use a chain of its own for the second');
      }
      group = { at: result.length, matches: groupMatches(options, name, inverted) };
      continue;
    }
    const { value, mask } = matchOf(options.mark, options.ids, name);
    const mark = `${hex(value)}/${hex(mask)}`;
    result.push('-m', 'connmark', ...(inverted ? ['!'] : []), '--mark', mark);
  }
  close();
  if (group === undefined) return result;
  return groupCommand(result.slice(0, group.at), group.matches, result.slice(group.at));
}

/** `--l7proto=http` and `--match=layer7` as two words each; everything else stays whole. */
function splitAssignments(given: readonly string[]): readonly string[] {
  return given.flatMap((word) => {
    const parts = /^(--l7proto|--l7group|--l7dir|--match)=(.*)$/s.exec(word);
    if (parts !== null) return [parts[1]!, parts[2]!];
    return word === '-mlayer7' ? ['-m', 'layer7'] : [word];
  });
}

function checkFolder(folder: string | undefined, options: TranslateOptions): void {
  if (folder === undefined) {
    throw usage('L7DIR_MISSING', '--l7dir needs a folder', '--l7dir', 'add the folder, or leave it out');
  }
  const plain = (path: string): string => path.replace(/\/+$/, '') || '/';
  if (plain(folder) === plain(options.l7dir)) return;
  const used = options.l7dir === '-' ? 'the shipped signatures' : options.l7dir;
  throw usage(
    'L7DIR_DIFFERENT',
    `the daemon uses ${used}, not the patterns in ${folder}: all rules share one set`,
    folder,
    `leave --l7dir out of the rule, or restart with: layer7 up --l7dir ${folder}`,
  );
}
