/**
 * The daemon's patterns in force: read at its start and again at each reload, told to others before any
 * connection has a name of them. Patterns that cannot be used leave those in force as they are.
 */
import { Layer7Error } from '../../core/errors.ts';
import type { Label } from '../../linux/netfilter/labels.ts';
import type { ProgramFile } from '../../linux/planes/queue-protocol.ts';
import type { Log } from '../log.ts';
import { diagnosticsOf } from '../refused.ts';
import { Announcements, withReserved } from './announcements.ts';
import type { ReloadReport } from './control-model.ts';
import { dropPatterns, installPatterns, type Patterns } from './patterns.ts';
import type { DaemonSettings } from './settings.ts';

export class PatternKeeper {
  /** Labels that connections may get now. */
  labels: readonly Label[] = [];
  readonly #settings: DaemonSettings;
  readonly #log: Log;
  #patterns: Patterns;
  #announcements: Announcements | undefined;

  private constructor(settings: DaemonSettings, log: Log, patterns: Patterns) {
    this.#settings = settings;
    this.#log = log;
    this.#patterns = patterns;
  }

  /** Reads what the settings name. Throws as `installPatterns` does. */
  static async open(settings: DaemonSettings, log: Log): Promise<PatternKeeper> {
    const patterns = await installPatterns(settings, 1, (message) => log.info(message));
    for (const warning of patterns.warnings) log.error(new Layer7Error(warning), 'warning');
    return new PatternKeeper(settings, log, patterns);
  }

  /** The patterns in force. */
  get current(): Patterns {
    return this.#patterns;
  }

  /** Id of every name, also of one whose pattern is gone, with those of `unset` and `unknown`. */
  get ids(): ReadonlyMap<string, number> {
    return withReserved(this.#patterns.everKnown);
  }

  /** Name of every id. */
  get names(): Map<number, string> {
    return new Map([...this.ids].map(([name, id]) => [id, name]));
  }

  /** Ids of those of the names that can be given now. */
  idsOf(names: readonly string[]): number[] {
    return names.flatMap((name) => this.#patterns.ids.get(name) ?? []);
  }

  /** Tells others the names. Throws as `Announcements` does. */
  async publish(): Promise<void> {
    this.#announcements = new Announcements(this.#settings);
    await this.#announce(this.#patterns);
  }

  /**
   * Reads the patterns again; `load` puts them to work. Throws as `installPatterns`, `Announcements` and
   * `load` do; then those before are in force.
   */
  async reload(load: (program: ProgramFile) => Promise<void>): Promise<ReloadReport> {
    const before = this.#patterns;
    const next = await this.#read(before.generation + 1);
    try {
      await this.#announce(next);
      await load(next.program);
    } catch (error) {
      await this.#announce(before);
      dropPatterns(next);
      throw error;
    }
    this.#patterns = next;
    dropPatterns(before);
    const added = [...next.ids.keys()].filter((name) => !before.ids.has(name));
    const removed = [...before.ids.keys()].filter((name) => !next.ids.has(name));
    this.#log.info('the patterns have been read again', { ...next.counts, added: added.join(' ') });
    return { protocols: next.counts.protocols, added, removed, warnings: next.warnings };
  }

  /** Removes what was told, and the files for the workers. */
  async close(): Promise<void> {
    try {
      await this.#announcements?.withdraw();
    } finally {
      dropPatterns(this.#patterns);
    }
  }

  async #read(generation: number): Promise<Patterns> {
    try {
      return await installPatterns(this.#settings, generation, (message) => this.#log.info(message));
    } catch (error) {
      this.#log.warning('the new patterns cannot be used; those in force stay');
      for (const diagnostic of diagnosticsOf(error)) this.#log.error(new Layer7Error(diagnostic));
      throw error;
    }
  }

  async #announce(patterns: Patterns): Promise<void> {
    const told = await this.#announcements?.publish(patterns);
    for (const note of told?.notes ?? []) this.#log.warning(note);
    this.labels = told?.labels ?? [];
  }
}
