/**
 * What a policy would have done with what the accounts say of the last hours. Accounts are sums: they know
 * names, hosts and directions, not ports, times of day or how much single connections carried. So for each
 * rule there are two sums: what it would have taken for certain, and what it may have taken.
 */
import { type AccountRow, bytesOf, directionOf, SEEN_TOO_LATE } from '../accounting/row.ts';
import { parseAddress } from '../wire/address.ts';
import { countText, plural, type Section, sizeText, tableText, wrapped } from '../workbench/layout.ts';
import { decide, fateOf } from './evaluate.ts';
import type { Plan, PlanRule } from './plan.ts';
import { actionText } from './plan-text.ts';

export interface AccountTally {
  readonly connections: number;
  readonly bytes: number;
  readonly hosts: number;
}

export interface RuleAccount {
  /** Undefined: no rule held. */
  readonly rule: PlanRule | undefined;
  readonly certain: AccountTally;
  readonly perhaps: AccountTally;
}

export interface AccountsPreview {
  readonly total: AccountTally;
  readonly rules: readonly RuleAccount[];
}

class Sum {
  connections = 0;
  bytes = 0;
  readonly #hosts = new Set<string>();

  add(connections: number, bytes: number, host: string): void {
    this.connections += connections;
    this.bytes += bytes;
    this.#hosts.add(host);
  }

  tally(): AccountTally {
    return { connections: this.connections, bytes: this.bytes, hosts: this.#hosts.size };
  }
}

/** Rows that cross a link of the plan; all of them where it names none that the accounts know. */
function crossing(plan: Plan, rows: readonly AccountRow[]): readonly AccountRow[] {
  const wans = new Set(plan.wans.map(({ device }) => device));
  const found = rows.filter(({ link, hostLink }) => wans.has(link) || wans.has(hostLink));
  return found.length === 0 ? rows : found;
}

/** Judges rows with protocol, application, host and both links; `minute` of the week, if all is to be then. */
export function previewAccounts(plan: Plan, rows: readonly AccountRow[], minute?: number): AccountsPreview {
  const total = new Sum();
  const sums = [undefined, ...plan.rules].map(() => ({ certain: new Sum(), perhaps: new Sum() }));
  for (const row of crossing(plan, rows)) {
    const protocol = row.protocol === SEEN_TOO_LATE ? 'unset' : row.protocol;
    const names = row.application === '' ? [protocol] : [protocol, row.application];
    const host = parseAddress(row.host);
    total.add(row.connections, bytesOf(row), row.host);
    // A connection is counted once, with the direction that carried more.
    const main = row.upBytes > row.downBytes ? 'up' : 'down';
    for (const direction of ['up', 'down'] as const) {
      const bytes = bytesOf(directionOf(row, direction));
      const connections = direction === main ? row.connections : 0;
      if (bytes + connections === 0) continue;
      const { rule, possible } = decide(plan, {
        names,
        transport: undefined,
        from: undefined,
        to: undefined,
        ...(host === undefined ? {} : { either: host }),
        port: undefined,
        direction,
        minute,
        bytes: undefined,
      });
      const last = sums[rule?.number ?? 0]!;
      if (possible.length === 0) last.certain.add(connections, bytes, row.host);
      else
        for (const one of [...possible.map(({ number }) => sums[number]!), last])
          one.perhaps.add(connections, bytes, row.host);
    }
  }
  return {
    total: total.tally(),
    rules: [...plan.rules, undefined].map((rule) => {
      const { certain, perhaps } = sums[rule?.number ?? 0]!;
      return { rule, certain: certain.tally(), perhaps: perhaps.tally() };
    }),
  };
}

const INDENT = '  ';

function doesText(plan: Plan, rule: PlanRule | undefined): string {
  if (rule !== undefined) return actionText(plan, rule);
  const fate = fateOf(plan, undefined);
  return typeof fate === 'number' ? `class ${plan.classes[fate]!.name}` : 'allow';
}

/** The same for people, in 80 columns; `span` is as it was asked for, such as `1h`. */
export function accountsSections(plan: Plan, preview: AccountsPreview, span: string): readonly Section[] {
  const { total, rules } = preview;
  const rows = rules.map(({ rule, certain, perhaps }) => [
    rule === undefined ? '–' : String(rule.number),
    rule?.name ?? 'no rule',
    doesText(plan, rule),
    countText(certain.connections),
    sizeText(certain.bytes),
    countText(certain.hosts),
    perhaps.bytes === 0 ? '–' : sizeText(perhaps.bytes),
  ]);
  const title = `What it would have done with the last ${span}: ${plural(total.connections, 'connection')}, ${sizeText(total.bytes)}`;
  const lines = tableText(
    [
      { title: 'RULE', align: 'right' },
      { title: 'MATCHES' },
      { title: 'DOES' },
      { title: 'CONNS', align: 'right' },
      { title: 'BYTES', align: 'right' },
      { title: 'HOSTS', align: 'right' },
      { title: 'PERHAPS', align: 'right' },
    ],
    rows,
    INDENT,
  );
  const note =
    'PERHAPS: bytes of which the accounts cannot tell whether the rule holds; they know names, hosts and directions, not ports, times or how much one connection carried. The same bytes stand at each rule that may have taken them.';
  return [{ title, lines: [...lines, ...wrapped(note, INDENT)] }];
}

/** The same as data. */
export function accountsJson(plan: Plan, preview: AccountsPreview, span: string): unknown {
  return {
    span,
    total: preview.total,
    rules: preview.rules.map(({ rule, certain, perhaps }) => ({
      number: rule?.number ?? null,
      name: rule?.name ?? null,
      does: doesText(plan, rule),
      certain,
      perhaps,
    })),
  };
}
