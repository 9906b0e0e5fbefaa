/**
 * Protocol offered by ALPN → application. Most clients offer what everybody offers (`h2`, `http/1.1`); some
 * programs offer a name that is theirs alone, and a few such names are worth knowing when the host says
 * nothing. The table is small and looked at once a connection, so it is searched from one end to the other.
 */
import { NO_APPLICATION } from './host-automaton.ts';
import type { Application } from './model.ts';

/** A name that is one application's own, and the index of that application. */
export interface OwnName {
  readonly name: Uint8Array;
  readonly application: number;
}

export class AlpnTable {
  /** Plain values, which may be handed to another thread. */
  readonly names: readonly OwnName[];

  constructor(applications: readonly Pick<Application, 'alpn'>[]) {
    this.names = applications.flatMap(({ alpn }, application) =>
      alpn.map((name) => ({ name: Uint8Array.from(name, (c) => c.charCodeAt(0)), application })),
    );
  }

  /** The table with these names. */
  static of(names: readonly OwnName[]): AlpnTable {
    const table = new AlpnTable([]);
    return Object.assign(table, { names });
  }

  /**
   * Index of the application of the first name in the list at `bytes[start … end)` that is anybody's own, or
   * NO_APPLICATION. In the list each name stands behind its length (RFC 7301 section 3.1).
   */
  find(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      const name = at + 1;
      const nameEnd = name + bytes[at];
      if (nameEnd > end) break;
      for (const own of this.names) if (equal(own.name, bytes, name, nameEnd)) return own.application;
      at = nameEnd;
    }
    return NO_APPLICATION;
  }
}

function equal(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return false;
  return true;
}
