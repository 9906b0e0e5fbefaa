/**
 * The text file that says which id each name has. Two files have this format: `ids` in the state folder,
 * with every name that ever had an id, and `protocols` in the run folder, with those in use, which the
 * iptables extension reads.
 *
 * ```
 * # comment
 * mask 0x0fff0000            bits of the connection mark that hold the id
 * l7dir /etc/l7-protocols    folder of the patterns; "-" for the shipped signatures
 * protocol unset 0
 * protocol unknown 1
 * protocol http 2
 * ```
 */
import { Layer7Error } from '../../core/errors.ts';
import { UNKNOWN_ID, UNSET_ID } from '../../linux/netfilter/mark-field.ts';
import { FIRST_PROTOCOL_ID, type Ids } from './ids.ts';

export interface ProtocolsFile {
  readonly mask: number;
  /** Absolute, or undefined for the shipped signatures. */
  readonly l7dir: string | undefined;
  /** Without `unset` and `unknown`. */
  readonly ids: Ids;
}

/** Longest file that is read, in characters. */
const LENGTH_LIMIT = 1 << 22;

/** The file as text. */
export function formatProtocolsFile({ mask, l7dir, ids }: ProtocolsFile): string {
  const lines = [
    '# Names and ids of layer7. Written by its daemon; ids never change their meaning.',
    `mask 0x${mask.toString(16).padStart(8, '0')}`,
    `l7dir ${l7dir ?? '-'}`,
    `protocol unset ${UNSET_ID}`,
    `protocol unknown ${UNKNOWN_ID}`,
  ];
  for (const [name, id] of [...ids].sort(([, a], [, b]) => a - b)) lines.push(`protocol ${name} ${id}`);
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
  const taken = new Map<number, string>();
  const lines = text.length > LENGTH_LIMIT ? ['too long'] : text.split('\n');
  for (const [index, line] of lines.entries()) {
    const fail = (message: string): never => {
      throw damaged(message, file, index + 1, line);
    };
    if (line === '' || line.startsWith('#')) continue;
    const [, key = '', rest = ''] = /^(\S+) (.*)$/.exec(line) ?? fail('this line says nothing');
    if (key === 'mask') {
      mask = /^0x[0-9a-f]{8}$/.test(rest) ? Number(rest) : fail('this is not a mask');
    } else if (key === 'l7dir') {
      l7dir = rest === '-' ? undefined : rest;
    } else if (key === 'protocol') {
      const [, name = '', digits = ''] =
        /^(\S+) (\d{1,10})$/.exec(rest) ?? fail('this is not a name and an id');
      const id = Number(digits);
      if (id < FIRST_PROTOCOL_ID) continue;
      if (ids.has(name)) fail(`"${name}" stands here twice`);
      if (taken.has(id)) fail(`"${taken.get(id)}" has this id already`);
      ids.set(name, id);
      taken.set(id, name);
    } else {
      fail(`"${key}" is not known`);
    }
  }
  if (mask === undefined) throw damaged('the mask is missing', file, lines.length, '');
  return { mask, l7dir, ids };
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
