/**
 * What a script's commands say, as facts: rules in their chains, shaped classes, and the filters that lead
 * marks into them. A command that has no part in that gets its outcome here; those of the others are up to
 * `from-script.ts`, which makes a policy of the facts.
 */
import { readIptables } from './iptables-facts.ts';
import { type Fate, isLoss, type Ledger, left, needless } from './outcome.ts';
import type { ShellCommand } from './shell-commands.ts';
import { ASSIGNMENT } from './shell-variables.ts';
import { readTc } from './tc-facts.ts';

/** Bits of the packet mark. */
export interface Mark {
  readonly value: number;
  readonly mask: number;
}

/** What an iptables rule tests, in the words of iptables. */
export interface ScriptMatch {
  /** Name after --l7proto. */
  readonly l7?: string;
  readonly transport?: string;
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  readonly sourcePorts: readonly string[];
  readonly destinationPorts: readonly string[];
  readonly inDevice?: string;
  readonly outDevice?: string;
  readonly time?: string;
  /** Bytes of the connection, both ways. */
  readonly after?: string;
  readonly until?: string;
  /** A packet mark that another rule set. */
  readonly mark?: Mark;
  /** Why a policy cannot test all of it; the rest of the match is then too wide. */
  readonly problem?: string;
}

export type ScriptAction =
  | { readonly kind: 'mark'; readonly mark: Mark }
  | { readonly kind: 'classify'; readonly classId: string }
  | { readonly kind: 'dscp'; readonly value: string }
  | { readonly kind: 'drop' }
  | { readonly kind: 'reject' }
  /** Ends the way of a packet through the chain: `return` leaves this chain, `accept` the hook. */
  | { readonly kind: 'accept' | 'return'; readonly target: string }
  | { readonly kind: 'jump'; readonly chain: string; readonly isGoto: boolean }
  /** Whatever happens, the next rule is asked too. */
  | {
      readonly kind: 'none';
      readonly reason: string;
      readonly next: string;
      /** Packets have the mark of their connection behind it. */
      readonly restores?: true;
    };

/** A rule as it stands in its chain. */
export interface ChainRule {
  /** The command it is from, and those that say the same for IPv6. */
  readonly commands: number[];
  readonly line: number;
  readonly table: string;
  readonly chain: string;
  readonly match: ScriptMatch;
  readonly action: ScriptAction;
  /** What differs already, as its words were read. */
  readonly changes: readonly string[];
  /** Its words, the same in whatever order they stand. */
  readonly written: string;
}

export interface ScriptClass {
  readonly command: number;
  readonly line: number;
  readonly device: string;
  readonly id: string;
  readonly parent: string;
  readonly rate: string;
  readonly ceiling?: string;
  readonly priority?: number;
  readonly changes: readonly string[];
}

export interface ScriptFilter {
  readonly command: number;
  readonly device: string;
  readonly mark: Mark;
  readonly classId: string;
  readonly changes: readonly string[];
}

/** A queueing discipline that says which class takes the rest. */
export interface ScriptRoot {
  readonly command: number;
  readonly device: string;
  readonly defaultId?: string;
  readonly changes: readonly string[];
}

export interface ScriptFacts {
  /** By family, table and chain: `ipv4 mangle FORWARD`. */
  readonly chains: Map<string, ChainRule[]>;
  /** Chains of the script's own, as `filter OFFICE`. */
  readonly own: Set<string>;
  readonly classes: ScriptClass[];
  readonly filters: ScriptFilter[];
  readonly roots: ScriptRoot[];
  /** Line of the first command that may have put a rule into some chain, or not: numbers of rules are not known. */
  uncounted?: number;
  /** Devices that addresses are translated at: links to the outside. */
  readonly outside: Set<string>;
}

const IPTABLES = /^ip(6?)tables(?:-legacy|-nft)?$/;
const RESTORE = /^ip(6?)tables(?:-legacy|-nft)?-restore$/;
/** Words in front of a program. */
const BEFORE = new Set(['sudo', 'command', 'exec']);
/** Programs that have nothing to do with packets. */
const QUIET = new Set([
  ...['echo', 'printf', 'modprobe', 'insmod', 'rmmod', 'depmod', 'sysctl', 'sleep', 'exit', 'return'],
  ...['true', 'false', ':', 'test', '[', '[[', 'set', 'unset', 'shift', 'cd', 'logger', 'cat', 'grep'],
  ...['read', 'getopts', 'let', 'break', 'continue', 'mapfile', 'readarray'],
]);
const ABOUT_PACKETS = /\b(?:ip6?tables|tc|ebtables|nft|ipset)\b|--l7proto|\s-j\s/;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Reads the facts of a script; what is none of them gets its outcome. */
export function scriptFacts(commands: readonly ShellCommand[], ledger: Ledger): ScriptFacts {
  const facts: ScriptFacts = {
    chains: new Map(),
    own: ownChains(commands),
    classes: [],
    filters: [],
    roots: [],
    outside: new Set(),
  };
  for (const [index, command] of commands.entries()) {
    if (command.problem !== undefined) {
      ledger.say(index, left(command.problem, 'see whether the line is whole, or split the script'));
    } else if (command.idle !== undefined) {
      ledger.say(index, needless(command.idle));
    } else if (command.words === undefined) {
      const fate = unknownWords(command.text);
      if (isLoss(fate)) facts.uncounted ??= command.line;
      ledger.say(index, fate);
    } else {
      const [program = '', ...words] = BEFORE.has(command.words[0]!) ? command.words.slice(1) : command.words;
      const name = baseName(program);
      const family = IPTABLES.exec(name);
      if (family !== null) {
        readIptables(index, command, words, family[1] === '6' ? 'ipv6' : 'ipv4', facts, ledger);
      } else if (name === 'tc') {
        const fate = readTc(index, command, words, facts, ledger);
        if (fate !== undefined) ledger.say(index, fate);
      } else if (QUIET.has(name))
        ledger.say(index, needless('it is no command of iptables or tc: it stays in the script'));
      else {
        const restores = RESTORE.exec(name);
        const isAdding = words.some((word) => word === '-n' || word === '--noflush');
        if (restores !== null && !isAdding && command.doubts.length === 0)
          replaceAll(facts, restores[1] === '6' ? 'ipv6 ' : 'ipv4 ', command.line);
        ledger.say(index, left(`"${name}" is not read: only iptables, ip6tables and tc are`));
      }
    }
  }
  return facts;
}

/** Rules are gone where a whole table is loaded; which are there then is not known. */
function replaceAll({ chains }: ScriptFacts, family: string, line: number): void {
  for (const [key, rules] of chains) {
    if (!key.startsWith(family)) continue;
    for (const [at, rule] of rules.entries())
      rules[at] = {
        ...rule,
        match: { ...rule.match, problem: `line ${line} loads other rules in its place` },
      };
  }
}

function unknownWords(text: string): Fate {
  const reason = 'its words are known only when the script runs';
  // A text that is only kept runs nothing.
  if (ASSIGNMENT.test(text) && !/`|\$\(/.test(text)) return needless(reason);
  return ABOUT_PACKETS.test(text) || /^\s*for\b/.test(text)
    ? left(reason, 'write it with plain words, or keep it in the script')
    : needless(reason);
}

/** Chains that the script makes. */
function ownChains(commands: readonly ShellCommand[]): Set<string> {
  const chains = commands.flatMap(({ words = [] }) => {
    const at = words.findIndex((word) => word === '-N' || word === '--new-chain');
    const table = words.findIndex((word) => word === '-t' || word === '--table');
    return at < 0 ? [] : `${table < 0 ? 'filter' : words[table + 1]} ${words[at + 1] ?? ''}`;
  });
  return new Set(chains);
}
