/**
 * The policy in force, as far as the accounts care: which class a connection goes through. What is in force
 * is read from where `layer7 policy apply` keeps it.
 */
import { ClassFinder } from '../../core/accounting/class-finder.ts';
import { planPolicy } from '../../core/policy/planner.ts';
import { minuteOfWeek } from '../../core/policy/preview.ts';
import type { LibraryNames } from '../library/groups.ts';
import { AppliedStore, isHere } from '../policy/applied-store.ts';
import { readPolicy } from '../policy/read.ts';
import type { FieldName } from './row-names.ts';

export interface NamesInForce {
  /** Changes when any of the others does. */
  readonly generation: number;
  readonly protocols: Iterable<string>;
  readonly library: LibraryNames;
  readonly nameOf: (field: number) => FieldName;
}

export class PolicyClasses {
  readonly #store: AppliedStore;
  readonly #names: () => NamesInForce;
  #key = '';
  #finder: ClassFinder | undefined;

  constructor(stateDir: string, names: () => NamesInForce) {
    this.#store = new AppliedStore(stateDir);
    this.#names = names;
  }

  /** Finds classes under the policy in force; undefined without one. The same object until something changes. */
  current(): ClassFinder | undefined {
    const applied = this.#store.applied;
    const names = this.#names();
    const inForce = applied !== undefined && isHere(applied) ? applied : undefined;
    const key = inForce === undefined ? '' : `${names.generation} ${inForce.at}`;
    if (key === this.#key) return this.#finder;
    this.#key = key;
    this.#finder = inForce === undefined ? undefined : finderFor(inForce.source, inForce.file, names);
    return this.#finder;
  }
}

/** Undefined for a policy that cannot be read any more, such as when its names are gone. */
function finderFor(source: string, file: string, names: NamesInForce): ClassFinder | undefined {
  const { applications, groups } = names.library;
  const members = (group: string): string[] =>
    [...groups].filter(([, of]) => of.includes(group)).map(([name]) => name);
  const { policy } = readPolicy(source, file, {
    protocols: new Set(['unset', 'unknown', ...names.protocols]),
    applications: new Set(applications),
    groups: new Set([...groups.values()].flat()),
    reservedMark: 0,
  });
  if (policy === undefined) return undefined;
  const namesOf = (field: number): string[] => {
    const { protocol, application } = names.nameOf(field);
    return application === undefined ? [protocol] : [protocol, application];
  };
  const minute = (): number => minuteOfWeek(Date.now() / 1000, -new Date().getTimezoneOffset());
  return new ClassFinder(planPolicy(policy, members), namesOf, minute);
}
