/**
 * `-m layer7 --l7group p2p` as rules of plain iptables. A comparison of the mark asks for one name, so a group
 * is one rule for each member; `! --l7group p2p` is one rule that asks for none of them. The rules of a group
 * carry its name in a comment, by which `layer7 rules` shows them as one, and stand next to each other in the
 * order of the members.
 *
 * A connection of an application is one of its carrier too. Where a group has both, the application's rule
 * leaves out that carrier, so that no packet meets two rules of one group: targets that do not end the chain
 * act once, and rules that only count do not count twice.
 */

import { Layer7Error } from '../../core/errors.ts';
import { didYouMean } from '../../core/nearest.ts';
import { carrierOf, hex, type MarkField, matchOf } from './mark-field.ts';

export interface GroupNames {
  readonly mark: MarkField;
  /** Ids by name, with `unset` 0 and `unknown` 1. */
  readonly ids: ReadonlyMap<string, number>;
  /** Which of the names are applications'. */
  readonly applications: ReadonlySet<string>;
  /** Names by group. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

const COMMENT = 'layer7 group ';

/** The group whose rule has this comment, if it is one. */
export function groupOfComment(comment: string): string | undefined {
  return comment.startsWith(COMMENT) ? comment.slice(COMMENT.length) : undefined;
}

function compare(names: GroupNames, name: string, inverted: boolean): readonly string[] {
  const { value, mask } = matchOf(names.mark, names.ids, name);
  return ['-m', 'connmark', ...(inverted ? ['!'] : []), '--mark', `${hex(value)}/${hex(mask)}`];
}

/**
 * The matches that stand for a group, one list of words for each rule that is needed.
 *
 * @throws Layer7Error `GROUP_UNKNOWN` with the nearest groups.
 */
export function groupMatches(
  names: GroupNames,
  group: string,
  inverted: boolean,
): readonly (readonly string[])[] {
  const members = names.groups.get(group);
  if (members === undefined) {
    throw new Layer7Error({
      code: 'GROUP_UNKNOWN',
      kind: 'usage',
      message: `there is no group called ${group}`,
      given: group,
      next: didYouMean(group, names.groups.keys()) ?? 'see the groups in "layer7 protocols"',
    });
  }
  const remark = ['-m', 'comment', '--comment', COMMENT + group];
  if (inverted) return [[...members.flatMap((name) => compare(names, name, true)), ...remark]];
  const carriers = members.filter((name) => carrierOf(name) > 0);
  return members.map((name) => {
    const others = names.applications.has(name) ? carriers : [];
    return [
      ...compare(names, name, false),
      ...others.flatMap((carrier) => compare(names, carrier, true)),
      ...remark,
    ];
  });
}

/** What one command for a group becomes. */
export interface GroupCommand {
  /** Arguments of iptables, one list for each rule. */
  readonly commands: readonly (readonly string[])[];
  /** The same as one transaction for iptables-restore --noflush; absent for a command that only looks. */
  readonly restore?: string;
}

const LOOKING: ReadonlySet<string> = new Set(['-C', '--check']);
const CHANGING: ReadonlySet<string> = new Set(['-A', '--append', '-D', '--delete', '-I', '--insert']);

/**
 * The rules of a group as commands. `before` and `after` are the words around the group's match.
 *
 * @throws Layer7Error `GROUP_COMMAND` for a command that is about one rule, such as `-R`.
 */
export function groupCommand(
  before: readonly string[],
  matches: readonly (readonly string[])[],
  after: readonly string[],
): GroupCommand {
  const word = before.find((one) => LOOKING.has(one) || CHANGING.has(one));
  if (word === undefined) {
    throw new Layer7Error({
      code: 'GROUP_COMMAND',
      kind: 'usage',
      message: 'a group stands for several rules, and this command is about one',
      given: before.join(' '),
      next: 'use -A, -I, -D or -C; to change the rules of a group, delete and enter them',
    });
  }
  const isInsert = word === '-I' || word === '--insert';
  // Each is inserted before the last one, so they come in the order of the members.
  const ordered = isInsert ? matches.toReversed() : matches;
  const commands = ordered.map((match) => [...before, ...match, ...after]);
  return LOOKING.has(word) ? { commands } : { commands, restore: restoreText(commands) };
}

function restoreText(commands: readonly (readonly string[])[]): string {
  let table = 'filter';
  const lines = commands.map((command) => {
    const words: string[] = [];
    for (let at = 0; at < command.length; at++) {
      const word = command[at]!;
      const [, glued] = /^(?:--table=|-t(?=.))(.+)$/.exec(word) ?? [];
      if (glued !== undefined) table = glued;
      else if (word === '-t' || word === '--table') table = command[++at] ?? table;
      else if (!/^(-w\d*|--wait(=\d+)?)$/.test(word)) words.push(quoted(word));
      else if (/^\d+$/.test(command[at + 1] ?? '')) at++;
    }
    return words.join(' ');
  });
  return [`*${table}`, ...lines, 'COMMIT', ''].join('\n');
}

/** A word as iptables-restore reads it. */
function quoted(word: string): string {
  return /^[^\s"'\\#]+$/.test(word) ? word : `"${word.replace(/["\\]/g, '\\$&')}"`;
}
