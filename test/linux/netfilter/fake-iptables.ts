/**
 * iptables in memory: the few commands that layer7 gives to iptables-restore, on tables that start as the
 * caller says, with refusals where the caller wants them. It knows what iptables-restore promises, one
 * table one step, and nothing of what rules mean.
 */

import type { CommandResult, Run } from '../../../src/linux/netfilter/tools.ts';

type Chains = Map<string, { policy: string; rules: string[] }>;
type Tables = Map<string, Chains>;

const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  raw: ['PREROUTING', 'OUTPUT'],
};

export class FakeIptables {
  readonly #tables = new Map<string, Tables>();
  /** Restores that reached the kernel. */
  restores = 0;
  /** Called before each restore; what it returns is the refusal. */
  refuse: (text: string, program: string) => string | undefined = () => undefined;

  readonly run: Run = (file, args, input) => Promise.resolve(this.#answer(file, args, input ?? ''));

  /** All rules of a program as iptables-save prints them. */
  listing(program: string): string {
    const lines: string[] = [];
    for (const [name, chains] of this.#of(program)) {
      lines.push(`*${name}`);
      for (const [chain, { policy }] of chains) lines.push(`:${chain} ${policy} [0:0]`);
      for (const [chain, { rules }] of chains) {
        lines.push(...rules.map((rule) => `[0:0] -A ${chain} ${rule}`));
      }
      lines.push('COMMIT');
    }
    return `${lines.join('\n')}\n`;
  }

  #of(program: string): Tables {
    let tables = this.#tables.get(program);
    if (tables === undefined) {
      tables = new Map();
      for (const [name, chains] of Object.entries(BUILT_IN)) {
        tables.set(name, new Map(chains.map((chain) => [chain, { policy: 'ACCEPT', rules: [] }])));
      }
      this.#tables.set(program, tables);
    }
    return tables;
  }

  #answer(file: string, args: readonly string[], input: string): CommandResult {
    const program = file.replace(/-legacy.*$/, '');
    const good = (stdout: string): CommandResult => ({ status: 0, stdout, stderr: '', missing: false });
    if (!file.includes('tables-legacy')) return { status: 127, stdout: '', stderr: 'none', missing: true };
    if (args[0] === '--version') return good('iptables v1.8.9 (legacy)');
    if (file.endsWith('-save')) {
      const tables = args.flatMap((arg, index) => (args[index - 1] === '-t' ? [arg] : []));
      if (tables.length === 0) return good(this.listing(program));
      const parts = this.listing(program).split('COMMIT\n');
      return good(
        parts.filter((part) => tables.some((name) => part.startsWith(`*${name}\n`))).join('COMMIT\n'),
      );
    }
    this.restores += 1;
    const refused = this.refuse(input, program) ?? this.#restore(program, input);
    return refused === undefined ? good('') : { status: 1, stdout: '', stderr: refused, missing: false };
  }

  /** Applies a text table by table; returns the refusal of the first table that does not work. */
  #restore(program: string, text: string): string | undefined {
    const tables = this.#of(program);
    let name = '';
    let chains: Chains = new Map();
    for (const [index, line] of text.split('\n').entries()) {
      const fail = `line ${index + 1} failed: ${line}`;
      if (line.startsWith('*')) {
        name = line.slice(1);
        chains = structuredClone(tables.get(name)!);
      } else if (line.startsWith(':')) {
        const chain = line.slice(1).split(' ')[0]!;
        if (chains.get(chain)?.policy !== 'ACCEPT') chains.set(chain, { policy: '-', rules: [] });
      } else if (line === 'COMMIT') {
        tables.set(name, chains);
      } else if (line !== '' && !this.#edit(chains, line)) return fail;
    }
    return undefined;
  }

  #edit(chains: Chains, line: string): boolean {
    const [, command, chain, rest = ''] = /^-([AIDX]) (\S+) ?(.*)$/.exec(line) ?? [];
    const rules = chains.get(chain ?? '')?.rules;
    if (rules === undefined) return false;
    if (command === 'X') {
      const used = [...chains.values()].some((other) =>
        other.rules.some((rule) => new RegExp(`-[jg] ${chain}( |$)`).test(rule)),
      );
      return rules.length === 0 && !used && chains.delete(chain!);
    }
    const target = /-[jg] (\S+)/.exec(rest)?.[1] ?? '';
    if (command !== 'D' && target.startsWith('LAYER7') && !chains.has(target)) return false;
    if (command === 'A') rules.push(rest);
    if (command === 'I') {
      const [, position, rule] = /^(\d+) (.*)$/.exec(rest)!;
      if (Number(position) > rules.length + 1) return false;
      rules.splice(Number(position) - 1, 0, rule!);
    }
    if (command === 'D') {
      const index = rules.indexOf(rest);
      if (index === -1) return false;
      rules.splice(index, 1);
    }
    return true;
  }
}
