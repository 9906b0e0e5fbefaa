/**
 * The keeper of the accounts, put together for a daemon: where it writes, what the numbers of the mark mean, and
 * which policy is in force. `accounting/` does the work.
 */
import { namesOf } from '../../linux/netfilter/mark-field.ts';
import { AccountKeeper, type Meanings } from '../accounting/account-keeper.ts';
import { PolicyClasses } from '../accounting/policy-classes.ts';
import type { FieldName } from '../accounting/row-names.ts';
import type { Log } from '../log.ts';
import { accountsPath } from './folders.ts';
import type { Patterns } from './patterns.ts';
import type { DaemonSettings } from './settings.ts';

/** Rows of an hour or a day, before further hosts are put together. */
const MOST_PERIOD_ROWS = 20_000;

/** What the accounts ask of the daemon. */
export interface AccountSources {
  readonly patterns: () => Patterns;
  /** Name of an id, also of one whose pattern is gone. */
  readonly names: () => ReadonlyMap<number, string>;
  /** Takes what conntrack has told and nobody has read yet. */
  readonly drain: () => void;
}

/** @throws OpError */
export function accountKeeper(settings: DaemonSettings, sources: AccountSources, log: Log): AccountKeeper {
  const { accounts, mark, stateDir } = settings;
  const { retention, mostBytes } = accounts;
  const database = { path: accountsPath(stateDir), retention, mostBytes, mostRows: MOST_PERIOD_ROWS };
  const meanings = (): Meanings => {
    const names = sources.names();
    const nameOf = (field: number): FieldName => {
      const { l7, app } = namesOf(mark, names, field << mark.shift);
      return app === undefined ? { protocol: l7 } : { protocol: l7, application: app };
    };
    return { nameOf, groups: sources.patterns().names.groups };
  };
  const policy = new PolicyClasses(stateDir, () => {
    return { generation: sources.patterns().generation, nameOf: meanings().nameOf };
  });
  const options = { mask: mark.mask, ...accounts, database };
  return new AccountKeeper(options, { meanings, classes: () => policy.current(), drain: sources.drain }, log);
}
