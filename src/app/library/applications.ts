/** The shipped applications: every file in `applications/`, and what they are compiled to. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AlpnTable } from '../../core/applications/alpn-table.ts';
import { parseApplicationFile } from '../../core/applications/application-file.ts';
import { HostAutomaton } from '../../core/applications/host-automaton.ts';
import type { Application } from '../../core/applications/model.ts';
import type { Diagnostic } from '../../core/errors.ts';
import { didYouMean } from '../../core/nearest.ts';
import type { ApplicationNames } from '../../core/replay/inspection.ts';
import { nodeAead } from '../../linux/crypto/node-aead.ts';
import { applicationNames } from '../../linux/planes/application-names.ts';
import { PROJECT_ROOT } from '../version.ts';
import { cacheKey, readCache, writeCache } from './program-cache.ts';

/** Where the shipped applications lie. */
export const SHIPPED_APPLICATIONS: string = join(PROJECT_ROOT, 'applications');

const SUFFIX = '.app';

export interface ApplicationLibrary {
  /** By name. */
  readonly applications: readonly Application[];
  readonly errors: readonly Diagnostic[];
}

/** One file, read. */
interface Text {
  readonly path: string;
  readonly text: string;
}

/** Reads a folder of application files; a broken one costs only itself. An absent folder has none. */
export function loadApplications(folder: string = SHIPPED_APPLICATIONS): ApplicationLibrary {
  return parse(readTexts(folder));
}

function readTexts(folder: string): readonly Text[] {
  return listed(folder).map((name) => {
    const path = join(folder, name);
    return { path, text: readFileSync(path, 'utf8') };
  });
}

function parse(texts: readonly Text[]): ApplicationLibrary {
  const applications: Application[] = [];
  const errors: Diagnostic[] = [];
  for (const { path, text } of texts) {
    const parsed = parseApplicationFile(path, text);
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

/**
 * Those of `wanted`; all when it is undefined. A name that there is not is an error of kind `usage`
 * (`APPLICATION_UNKNOWN`).
 */
export function pickApplications(
  { applications, errors }: ApplicationLibrary,
  wanted: readonly string[] | undefined,
): ApplicationLibrary {
  if (wanted === undefined) return { applications, errors };
  const names = applications.map(({ name }) => name);
  const unknown = wanted.filter((name) => !names.includes(name));
  const complaints = unknown.map(
    (name): Diagnostic => ({
      code: 'APPLICATION_UNKNOWN',
      kind: 'usage',
      message: `there is no application called ${name}`,
      given: name,
      next: didYouMean(name, names) ?? 'see "layer7 protocols" for the names',
    }),
  );
  return {
    applications: applications.filter(({ name }) => wanted.includes(name)),
    errors: [...errors, ...complaints],
  };
}

/** The names of a folder of applications, and what was wrong in it. */
export interface PreparedApplications {
  readonly applications: ApplicationNames;
  readonly errors: readonly Diagnostic[];
}

/**
 * The same as `applicationNames` of `loadApplications`, from the cache folder `cache` when it is there: the
 * files are read, but neither parsed nor compiled.
 */
export function prepareApplications(
  cache: string | undefined,
  fingerprints: boolean = false,
  folder: string = SHIPPED_APPLICATIONS,
): PreparedApplications {
  const texts = readTexts(folder);
  const key = cacheKey(['applications', ...texts.flatMap(({ path, text }) => [path, text])]);
  const kept = cache === undefined ? undefined : readCache(cache, key);
  const hosts = kept === undefined ? undefined : unpackOrUndefined(kept.packed);
  if (kept?.notes.names !== undefined && kept.notes.alpn !== undefined && hosts !== undefined) {
    const { names, errors } = kept.notes;
    const alpn = new AlpnTable(kept.notes.alpn.map((offered) => ({ alpn: offered })));
    return { applications: { fingerprints, hosts, alpn, names, aead: nodeAead }, errors };
  }
  const { applications, errors } = parse(texts);
  const made = applicationNames(applications, fingerprints);
  const alpn = applications.map((application) => application.alpn);
  if (cache !== undefined) {
    const notes = { errors, warnings: [], names: made.names, alpn };
    writeCache(cache, key, { notes, packed: made.hosts.pack() });
  }
  return { applications: made, errors };
}

function unpackOrUndefined(packed: Uint8Array): HostAutomaton | undefined {
  try {
    return HostAutomaton.unpack(packed);
  } catch {
    return undefined;
  }
}
