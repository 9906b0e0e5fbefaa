/**
 * The shipped applications: every file in `applications/`, and the automaton that finds an application by
 * the host a connection asked for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AlpnTable } from '../../core/applications/alpn-table.ts';
import { parseApplicationFile } from '../../core/applications/application-file.ts';
import { HostAutomaton } from '../../core/applications/host-automaton.ts';
import type { Application } from '../../core/applications/model.ts';
import type { Diagnostic } from '../../core/errors.ts';
import type { ApplicationNames } from '../../core/replay/inspection.ts';
import { nodeCrypto } from '../../linux/crypto/node-crypto.ts';
import { PROJECT_ROOT } from '../version.ts';

/** Where the shipped applications lie. */
export const SHIPPED_APPLICATIONS: string = join(PROJECT_ROOT, 'applications');

const SUFFIX = '.app';

export interface ApplicationLibrary {
  /** By name. */
  readonly applications: readonly Application[];
  readonly errors: readonly Diagnostic[];
}

/** Reads a folder of application files; a broken one costs only itself. An absent folder has none. */
export function loadApplications(folder: string = SHIPPED_APPLICATIONS): ApplicationLibrary {
  const applications: Application[] = [];
  const errors: Diagnostic[] = [];
  for (const name of listed(folder)) {
    const path = join(folder, name);
    const parsed = parseApplicationFile(path, readFileSync(path, 'utf8'));
    errors.push(...parsed.errors);
    if (parsed.application !== undefined) applications.push(parsed.application);
  }
  return { applications, errors };
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(SUFFIX))
      .sort();
  } catch {
    return [];
  }
}

/** What a plane needs to name applications; `fingerprints` asks for the JA4 of TLS clients too. */
export function applicationNames(
  applications: readonly Application[],
  fingerprints: boolean = false,
): ApplicationNames {
  return {
    fingerprints,
    hosts: new HostAutomaton(applications),
    alpn: new AlpnTable(applications),
    names: applications.map(({ name }) => name),
    crypto: nodeCrypto,
  };
}
