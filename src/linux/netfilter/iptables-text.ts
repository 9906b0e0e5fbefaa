/**
 * A rule plan as text for `iptables-restore --noflush` and `ip6tables-restore --noflush`. Options and their
 * order are written as iptables-save prints them, so that a listing of the machine can be read next to a
 * dry run. Every rule ends in a comment that begins with `layer7:`; together with the names of the chains it
 * marks a rule as ours.
 */

import { hex } from './mark-field.ts';
import { bytecodeText, HAS_PAYLOAD } from './payload-test.ts';
import type { Action, Jump, Match, Rule, Table } from './rule-model.ts';

/** What the comment of every rule of ours begins with. */
export const COMMENT_PREFIX = 'layer7:';

const HAS_PAYLOAD_TEXT = bytecodeText(HAS_PAYLOAD);

function matchText(match: Match): string {
  switch (match.kind) {
    case 'packet-mark':
      return `-m mark ${match.not ? '! ' : ''}--mark ${hex(match.value)}/${hex(match.mask)}`;
    case 'connection-mark':
      return `-m connmark ${match.not ? '! ' : ''}--mark ${hex(match.value)}/${hex(match.mask)}`;
    case 'untracked':
      return '-m conntrack --ctstate INVALID,UNTRACKED';
    case 'expected':
      return '-m conntrack --ctstatus EXPECTED';
    case 'reply':
      return '-m conntrack --ctdir REPLY';
    case 'packet-count':
      return `-m connbytes --connbytes 0:${match.most} --connbytes-mode packets --connbytes-dir both`;
    case 'transport': {
      const port = match.port === undefined ? '' : ` -m ${match.transport} --dport ${match.port}`;
      return `-p ${match.transport}${port}`;
    }
    case 'syn':
      return `-m tcp ${match.not ? '! ' : ''}--tcp-flags FIN,SYN,RST,ACK SYN`;
    case 'payload':
      return `-m bpf --bytecode "${HAS_PAYLOAD_TEXT}"`;
    case 'not-loopback':
      return '! -i lo';
    case 'local-source':
      return '-m addrtype --src-type LOCAL';
    case 'set-label':
      return `-m connlabel --label "${match.label}" --set`;
  }
}

function actionText(action: Action): string {
  switch (action.kind) {
    case 'jump':
      return ` -j ${action.chain}`;
    case 'goto':
      return ` -g ${action.chain}`;
    case 'return':
      return ' -j RETURN';
    case 'continue':
      return '';
    case 'set-packet-mark':
      return ` -j MARK --set-xmark ${hex(action.value)}/${hex(action.mask)}`;
    case 'set-connection-mark':
      return ` -j CONNMARK --set-xmark ${hex(action.value)}/${hex(action.mask)}`;
    case 'save-mark':
      return ` -j CONNMARK --save-mark --nfmask ${hex(action.mask)} --ctmask ${hex(action.mask)}`;
    case 'queue': {
      const { first, last } = action;
      const numbers = first === last ? `--queue-num ${first}` : `--queue-balance ${first}:${last}`;
      return ` -j NFQUEUE ${numbers} --queue-bypass`;
    }
    case 'helper':
      return ` -j CT --helper ${action.helper.kernelName}`;
  }
}

/** One rule without `-A CHAIN`. `remark` is appended to its comment. */
export function ruleText(rule: Rule, remark = ''): string {
  const matches = rule.matches.map((match) => `${matchText(match)} `).join('');
  return `${matches}-m comment --comment "${COMMENT_PREFIX} ${rule.note}${remark}"${actionText(rule.action)}`;
}

/** A chain of ours as lines without `-A CHAIN`. */
export interface OwnChain {
  readonly name: string;
  readonly rules: readonly string[];
}

/** A rule of ours in a chain of somebody else: `position` counts from 1. */
export interface OwnJump {
  readonly chain: string;
  readonly position: number | 'last';
  readonly rule: string;
}

/** Everything of ours in one table, as text. */
export interface OwnTable {
  readonly name: string;
  readonly chains: readonly OwnChain[];
  readonly jumps: readonly OwnJump[];
}

/** The text of a planned table. `remarkOf` says what to add to the comment of a jump. */
export function ownTableOf(table: Table, remarkOf: (jump: Jump) => string = () => ''): OwnTable {
  const taken = new Map<string, number>();
  const jumps = table.jumps.map((jump): OwnJump => {
    const rule = ruleText(jump.rule, remarkOf(jump));
    if (jump.place === 'last') return { chain: jump.chain, position: 'last', rule };
    const position = (taken.get(jump.chain) ?? 0) + 1;
    taken.set(jump.chain, position);
    return { chain: jump.chain, position, rule };
  });
  const chains = table.chains.map((chain) => ({
    name: chain.name,
    rules: chain.rules.map((rule) => ruleText(rule)),
  }));
  return { name: table.name, chains, jumps };
}

/** The restore text that puts these tables of ours onto a machine that has nothing of ours. */
export function restoreText(tables: readonly OwnTable[]): string {
  return tables
    .map((table) => {
      const lines = [`*${table.name}`];
      for (const chain of table.chains) lines.push(`:${chain.name} - [0:0]`);
      lines.push(...fillLines(table), 'COMMIT');
      return `${lines.join('\n')}\n`;
    })
    .join('');
}

/** Lines that fill the (empty) chains of a table and add its jumps. */
export function fillLines(table: OwnTable): readonly string[] {
  const lines: string[] = [];
  for (const chain of table.chains) {
    for (const rule of chain.rules) lines.push(`-A ${chain.name} ${rule}`);
  }
  for (const jump of table.jumps) {
    lines.push(
      jump.position === 'last'
        ? `-A ${jump.chain} ${jump.rule}`
        : `-I ${jump.chain} ${jump.position} ${jump.rule}`,
    );
  }
  return lines;
}
