/**
 * The policy in force, as far as the accounts care: which class a connection goes through. Asked is the plan
 * that `layer7 policy apply` has kept: what its rules on the machine say, whatever has become of its file and
 * of groups since.
 */
import { ClassFinder } from '../../core/policy/class-finder.ts';
import { minuteOfWeek } from '../../core/policy/preview.ts';
import { type AppliedPolicy, AppliedStore, isHere } from '../policy/applied-store.ts';
import { utcOffset } from '../policy/machine.ts';
import type { FieldName } from './row-names.ts';

export interface NamesInForce {
  /** Changes when `nameOf` does. */
  readonly generation: number;
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
    this.#finder = inForce === undefined ? undefined : finderFor(inForce, names);
    return this.#finder;
  }
}

function finderFor({ plan, at }: AppliedPolicy, { nameOf }: NamesInForce): ClassFinder {
  const namesOf = (field: number): string[] => {
    const { protocol, application } = nameOf(field);
    return application === undefined ? [protocol] : [protocol, application];
  };
  // The kernel knows no time zones: its rules were made with the offset of that moment.
  const offset = utcOffset(new Date(at));
  return new ClassFinder(plan, namesOf, () => minuteOfWeek(Date.now() / 1000, offset));
}
