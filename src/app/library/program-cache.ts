/**
 * Compiled pattern sets on disk, and the hosts of the applications, so that each is compiled once. A file's
 * name is the hash of all that the result depends on: the texts of the patterns, the options, and the
 * compiler's own sources. So an entry is never out of date, only unused; the oldest make room for new ones.
 *
 * A cache must never be the reason that something fails: an entry that is cut short or altered is ignored
 * and written again, and a folder that cannot be written is done without.
 *
 * File layout: 8 bytes label `L7CACHE1`, 32 bytes SHA-256 of all that follows, u32 length of the notes
 * (little-endian), 4 bytes zero, the notes (JSON, padded with spaces to a multiple of 8), the packed program.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Diagnostic } from '../../core/errors.ts';
import { makeFolders, writeAtomically } from '../files.ts';
import { PROJECT_ROOT } from '../version.ts';

/** What is kept beside the program. */
export interface CacheNotes {
  readonly errors: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
  /** With hosts: the names of the applications, and what they offer by ALPN. */
  readonly names?: readonly string[];
  readonly alpn?: readonly (readonly string[])[];
}

export interface CacheEntry {
  readonly notes: CacheNotes;
  /** A packed program or set of hosts, beginning at a multiple of 8 of its buffer. */
  readonly packed: Uint8Array<ArrayBuffer>;
}

const LABEL = Buffer.from('L7CACHE1', 'latin1');
const HASHED_FROM = 40;
const NOTES_FROM = 48;
const SUFFIX = '.l7cache';

/** Most entries that a cache folder keeps. */
export const CACHE_ENTRIES = 32;

/** Folders of the sources that decide what a pattern compiles to. */
const COMPILER_SOURCES = ['regex', 'automata', 'patterns', 'classify', 'applications'];

/** Where compiled sets are kept: with the daemon's state for root, in the user's own cache otherwise. */
export function cacheFolder(
  stateDir: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
  userId: number = process.getuid?.() ?? 0,
): string {
  if (userId === 0) return join(stateDir, 'cache');
  const base = env.XDG_CACHE_HOME?.startsWith('/') ? env.XDG_CACHE_HOME : join(homedir(), '.cache');
  return join(base, 'layer7');
}

let compilerHash: string | undefined;

/** Hash of the compiler itself. */
function hashOfCompiler(): string {
  if (compilerHash === undefined) {
    const hash = createHash('sha256');
    for (const room of COMPILER_SOURCES) {
      const folder = join(PROJECT_ROOT, 'src/core', room);
      for (const name of readdirSync(folder).sort())
        hash.update(name).update(readFileSync(join(folder, name)));
    }
    compilerHash = hash.digest('hex');
  }
  return compilerHash;
}

/** The name under which the result of compiling `parts` is kept. */
export function cacheKey(parts: readonly string[]): string {
  const hash = createHash('sha256').update(hashOfCompiler());
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}

/** The entry of that name; undefined when there is none that can be used. */
export function readCache(folder: string, key: string): CacheEntry | undefined {
  const path = join(folder, key + SUFFIX);
  try {
    const file = readFileSync(path);
    // A buffer of its own, so that the tables in it are aligned.
    const bytes = new Uint8Array(file.length);
    bytes.set(file);
    if (bytes.length < NOTES_FROM || !LABEL.equals(bytes.subarray(0, LABEL.length))) return undefined;
    const sum = createHash('sha256').update(bytes.subarray(HASHED_FROM)).digest();
    if (!sum.equals(bytes.subarray(LABEL.length, HASHED_FROM))) return undefined;
    const length = new DataView(bytes.buffer).getUint32(HASHED_FROM, true);
    const notes = JSON.parse(
      Buffer.from(bytes.subarray(NOTES_FROM, NOTES_FROM + length)).toString(),
    ) as CacheNotes;
    const now = new Date();
    utimesSync(path, now, now);
    return { notes, packed: bytes.subarray(NOTES_FROM + length) };
  } catch {
    return undefined;
  }
}

/** Keeps an entry, if the folder can be written, and drops those longest unused. */
export function writeCache(folder: string, key: string, entry: CacheEntry): void {
  const json = JSON.stringify(entry.notes);
  const plain = Buffer.from(json);
  const notes = Buffer.concat([plain, Buffer.alloc((8 - (plain.length % 8)) % 8, ' ')]);
  const rest = Buffer.alloc(NOTES_FROM - HASHED_FROM);
  rest.writeUInt32LE(notes.length);
  const sum = createHash('sha256').update(rest).update(notes).update(entry.packed).digest();
  try {
    makeFolders(folder);
    writeAtomically(join(folder, key + SUFFIX), Buffer.concat([LABEL, sum, rest, notes, entry.packed]));
    prune(folder);
  } catch {
    // Done without, as said above.
  }
}

function prune(folder: string): void {
  const entries = readdirSync(folder)
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => ({ name, used: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.used - a.used);
  for (const { name } of entries.slice(CACHE_ENTRIES)) rmSync(join(folder, name), { force: true });
}
