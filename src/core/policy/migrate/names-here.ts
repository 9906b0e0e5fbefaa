/** Names of l7-filter that stand for a protocol or an application with another name here. */
import { nearestNames } from '../../nearest.ts';
import type { KnownNames } from '../fault-list.ts';

interface Renamed {
  readonly name: string;
  /** What it named is only a part of what the name here stands for. */
  readonly isPart?: true;
}

const RENAMED: ReadonlyMap<string, Renamed> = new Map<string, Renamed>([
  ['ssl', { name: 'tls' }],
  ['validcertssl', { name: 'tls', isPart: true }],
  ['skypeout', { name: 'skype', isPart: true }],
  ['skypetoskype', { name: 'skype', isPart: true }],
  ['xboxlive', { name: 'xbox' }],
  ['snmp-mon', { name: 'snmp', isPart: true }],
  ['snmp-trap', { name: 'snmp', isPart: true }],
  ['http-itunes', { name: 'itunes' }],
  ['msn-filetransfer', { name: 'msnmessenger', isPart: true }],
]);

/** The name here, or as it is. */
export const l7Name = (name: string): string => {
  const plain = name.toLowerCase();
  return RENAMED.get(plain)?.name ?? plain;
};

export type NameHere =
  | { readonly key: 'protocol' | 'application'; readonly name: string; readonly changes: readonly string[] }
  | { readonly problem: string; readonly next: string };

/** The key and the name here of a name after --l7proto. */
export function nameHere(given: string, known: KnownNames): NameHere {
  const plain = given.toLowerCase();
  const renamed = RENAMED.get(plain);
  for (const name of [plain, renamed?.name ?? plain]) {
    const key = known.protocols.has(name)
      ? 'protocol'
      : known.applications.has(name)
        ? 'application'
        : undefined;
    if (key === undefined) continue;
    if (name === plain) return { key, name, changes: [] };
    if (renamed?.isPart === true) {
      return {
        problem: `"${given}" was only a part of what is "${name}" here`,
        next: `write "${key}: ${name}" where all of it is meant`,
      };
    }
    return { key, name, changes: [`"${given}" is "${name}" here`] };
  }
  const near = nearestNames(plain, [...known.protocols, ...known.applications], 2);
  const hint = near.length === 0 ? '' : `; near it: ${near.join(', ')}`;
  return {
    problem: `there is no protocol "${given}" here${hint}`,
    next: '"layer7 protocols" lists the names',
  };
}
