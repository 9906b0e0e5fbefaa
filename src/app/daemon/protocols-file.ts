/**
 * The text file that says which id each name has. Two files have this format: `ids` in the state folder,
 * with every name that ever had an id, and `protocols` in the run folder, with those in use, which the
 * iptables extension reads.
 *
 * ```
 * # comment
 * mask 0x0fff0000            bits of the connection mark that hold carrier and name
 * l7dir /etc/l7-protocols    folder of the patterns; "-" for the shipped signatures
 * carrier tls 1              number in the upper two bits of the mask, where it is a name as well
 * protocol unset 0
 * protocol unknown 1
 * protocol http 2            number in the other bits
 * application youtube 300    the same
 * group p2p bittorrent …     members
 * ```
 */
import { Layer7Error } from '../../core/errors.ts';
import { CARRIERS, FIRST_NAME_ID, UNKNOWN_ID, UNSET_ID } from '../../linux/netfilter/mark-field.ts';
import type { Ids } from './ids.ts';

export interface ProtocolsFile {
  readonly mask: number;
  /** Absolute, or undefined for the shipped signatures. */
  readonly l7dir: string | undefined;
  /** Of protocols and applications, without `unset` and `unknown`. */
  readonly ids: Ids;
  /** Which of the names are applications'. */
  readonly applications: ReadonlySet<string>;
  /** Names by group. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** Longest file that is read, in characters. */
const LENGTH_LIMIT = 1 << 22;

/** The file as text. */
export function formatProtocolsFile({ mask, l7dir, ids, applications, groups }: ProtocolsFile): string {
  const lines = [
    '# Names and ids of layer7. Written by its daemon; ids never change their meaning.',
    `mask 0x${mask.toString(16).padStart(8, '0')}`,
    `l7dir ${l7dir ?? '-'}`,
    ...CARRIERS.flatMap((name, index) => (ids.has(name) ? [`carrier ${name} ${index + 1}`] : [])),
    `protocol unset ${UNSET_ID}`,
    `protocol unknown ${UNKNOWN_ID}`,
  ];
  for (const [name, id] of [...ids].sort(([, a], [, b]) => a - b)) {
    lines.push(`${applications.has(name) ? 'application' : 'protocol'} ${name} ${id}`);
  }
  for (const [group, members] of groups) lines.push(`group ${group} ${members.join(' ')}`);
  return `${lines.join('\n')}\n`;
}

/**
 * Reads such a text. Throws `Layer7Error` `PROTOCOLS_FILE` with file and line: a registry that is damaged
 * must be looked at by a person, since ids that change their meaning would change the meaning of rules.
 */
export function parseProtocolsFile(text: string, file: string): ProtocolsFile {
  let mask: number | undefined;
  let l7dir: string | undefined;
  const ids = new Map<string, number>();
  const applications = new Set<string>();
  const groups = new Map<string, readonly string[]>();
  const taken = new Map<number, string>();
  const lines = text.length > LENGTH_LIMIT ? ['too long'] : text.split('\n');
  for (const [index, line] of lines.entries()) {
    const fail = (message: string): never => {
      throw damaged(message, file, index + 1, line);
    };
    if (line === '' || line.startsWith('#')) continue;
    const [, key = '', rest = ''] = /^(\S+) (.*)$/.exec(line) ?? fail('this line says nothing');
    const numbered = (): { readonly name: string; readonly id: number } => {
      const [, name = '', digits = ''] =
        /^(\S+) (\d{1,10})$/.exec(rest) ?? fail('this is not a name and a number');
      return { name, id: Number(digits) };
    };
    switch (key) {
      case 'mask':
        mask = /^0x[0-9a-f]{8}$/.test(rest) ? Number(rest) : fail('this is not a mask');
        break;
      case 'l7dir':
        l7dir = rest === '-' ? undefined : rest;
        break;
      case 'carrier': {
        const { name, id } = numbered();
        if (CARRIERS[id - 1] !== name) fail('this is not the number of that carrier');
        break;
      }
      case 'protocol':
      case 'application': {
        const { name, id } = numbered();
        if (id < FIRST_NAME_ID) continue;
        if (ids.has(name)) fail(`"${name}" stands here twice`);
        if (taken.has(id)) fail(`"${taken.get(id)}" has this id already`);
        ids.set(name, id);
        taken.set(id, name);
        if (key === 'application') applications.add(name);
        break;
      }
      case 'group': {
        const [group = '', ...members] = rest.split(' ').filter(Boolean);
        if (members.length === 0) fail('this group has no members');
        groups.set(group, members);
        break;
      }
      default:
        fail(`"${key}" is not known`);
    }
  }
  if (mask === undefined) throw damaged('the mask is missing', file, lines.length, '');
  return { mask, l7dir, ids, applications, groups };
}

function damaged(message: string, file: string, line: number, given: string): Layer7Error {
  return new Layer7Error({
    code: 'PROTOCOLS_FILE',
    kind: 'input',
    message: `the file of ids is damaged: ${message}`,
    where: { file, line, column: 1 },
    given: given.slice(0, 200),
    next: 'mend the line, or remove the file if no rule uses ids any more',
  });
}
