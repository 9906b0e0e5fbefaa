/** `layer7 import`: patterns of other systems → a folder of signatures, and what is to be known of them. */

import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readLimits } from '../../../core/automata/read-limits.ts';
import { type Diagnostic, EXIT_STATUS, Layer7Error } from '../../../core/errors.ts';
import type { Protocol } from '../../../core/patterns/model.ts';
import { importProtocols, routerOsProtocols } from '../../../core/workbench/import.ts';
import { importJson, importSections } from '../../../core/workbench/import-text.ts';
import { parseRouterOsExport, ROUTEROS_LIMITS } from '../../../core/workbench/routeros-export.ts';
import { parseConf, placeInConf } from '../../daemon/conf-file.ts';
import { writeAtomically } from '../../files.ts';
import { loadPatterns, type PatternChoice, refuseNothing } from '../../workbench/patterns.ts';
import type { Handler } from '../command.ts';
import { reportFaults } from '../faults.ts';
import { writeJson, writeSections } from '../output.ts';
import { progressLine } from '../progress.ts';
import type { importPatterns as spec } from '../table/workbench-commands.ts';
import { importScript } from './import-script.ts';

/** What a source holds. */
interface Source {
  readonly protocols: readonly Protocol[];
  readonly originalNames: ReadonlyMap<string, string>;
  readonly faults: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

type Kind = 'folder' | 'conf' | 'routeros' | 'script';

function fault(file: string, message: string, next: string): Layer7Error {
  return new Layer7Error({ code: 'IMPORT_SOURCE', kind: 'input', message, where: { file }, next });
}

function readText(path: string): string {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) throw fault(path, 'there is no such file or folder', 'check the name');
  if (!status.isFile()) throw fault(path, 'this is neither a file nor a folder', 'give a file or a folder');
  if (status.size > ROUTEROS_LIMITS.characters)
    throw fault(path, 'the file is too large', 'export patterns only');
  return readFileSync(path, 'latin1');
}

/** A line of a configuration of l7-filter-userspace: a name and a mark. */
const CONF_LINE = /^\s*[\w.+-]+\s+(?:0x[0-9a-f]+|\d+)\s*(?:#.*)?$/im;
/** A command of a script, or a variable that stands for one. */
const SCRIPT_LINE = /^#!.*sh\b|^[^#\n]*(?:--l7proto|\bip6?tables\b)|^\s*(?:\S*\/)?tc\s/m;

function kindOf(path: string): Kind {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return 'folder';
  const text = readText(path);
  const next = 'give a folder of patterns, a configuration, a RouterOS export or a script; --from says which';
  if (text.trim() === '') throw fault(path, 'the file is empty', next);
  if (text.includes('\0')) throw fault(path, 'the file holds NUL bytes: it is no text', next);
  if (/layer7-protocol/.test(text)) return 'routeros';
  if (SCRIPT_LINE.test(text)) return 'script';
  if (CONF_LINE.test(text)) return 'conf';
  throw fault(path, 'nothing in the file looks like something that can be taken over', next);
}

function readRouterOs(path: string): Source {
  const { patterns, errors, warnings } = parseRouterOsExport(readText(path), path);
  const protocols = routerOsProtocols(patterns, path);
  const originalNames = new Map(protocols.map(({ name }, index) => [name, patterns[index]!.name]));
  return { protocols, originalNames, faults: errors, warnings };
}

/** How `.pat` files are read. */
type Reading = Pick<PatternChoice, 'dialect' | 'limit'>;

function readFolder(
  folder: string | undefined,
  { dialect, limit }: Reading,
  order?: readonly string[],
): Source {
  const library = loadPatterns({ files: [], l7dir: folder, protocols: order, dialect, limit });
  const own = library.protocols.filter(({ file }) => !file.endsWith('.pat'));
  return {
    protocols: library.protocols.filter(({ file }) => file.endsWith('.pat')),
    originalNames: new Map(),
    faults: library.errors,
    warnings: [...library.warnings, ...own.map(({ name, file }) => ownFormat(name, file))],
  };
}

const ownFormat = (name: string, file: string): Diagnostic => ({
  code: 'IMPORT_OWN',
  kind: 'input',
  message: `"${name}" is a signature already; it is not taken over`,
  where: { file },
  next: 'copy the file, if it is to be there too',
});

function readConf(path: string, folder: string | undefined, reading: Reading): Source {
  if (folder === undefined) {
    throw new Layer7Error({
      code: 'IMPORT_FOLDER',
      kind: 'usage',
      message: 'a configuration names patterns, and where they lie is not said',
      given: path,
      next: 'add --l7dir with the folder of its .pat files, such as /etc/l7-protocols',
    });
  }
  // Marks are read here, not given: any number will do.
  const entries = parseConf(readText(path), path);
  const names = entries.map(({ name }) => name);
  try {
    const source = readFolder(folder, reading, names);
    return { ...source, warnings: [...source.warnings, marksLost(path)] };
  } catch (error) {
    throw error instanceof Layer7Error ? new Layer7Error(placeInConf(error.diagnostic, entries)) : error;
  }
}

const marksLost = (file: string): Diagnostic => ({
  code: 'IMPORT_MARKS',
  kind: 'input',
  message: 'the marks and the order of the configuration do not stand in signatures',
  where: { file },
  next: 'give the file to "layer7 up --conf" as well; it reads marks as ids',
});

export const importPatterns: Handler<typeof spec.options> = async ({ options, args, context }) => {
  const [path = ''] = args;
  const { to, force } = options;
  if (to === undefined) {
    throw new Layer7Error({
      code: 'USAGE',
      kind: 'usage',
      message: 'the folder to write to is missing',
      next: 'add --to DIR',
    });
  }
  const kind = options.from === 'auto' ? kindOf(path) : options.from;
  if (kind === 'script') return importScript(readText(path), path, to, options, context);
  const limits = readLimits(options.limit);
  const dialect = options.dialect ?? (kind === 'conf' ? 'userspace' : 'kernel');
  const reading: Reading = { dialect, limit: options.limit };
  const source =
    kind === 'routeros'
      ? readRouterOs(path)
      : kind === 'folder'
        ? readFolder(path, reading)
        : readConf(path, options.l7dir, reading);
  refuseNothing({ protocols: source.protocols, errors: source.faults, warnings: [] });
  const progress = progressLine(context);
  const report = importProtocols(source.protocols, source.originalNames, {
    source: basename(path),
    plain: options.plain,
    faults: source.faults,
    limits,
    onProgress: (done, total) => progress.show('comparing pairs', done, total),
  });
  progress.clear();
  const files = report.patterns.flatMap(({ file }) => file ?? []);
  const existing = files.filter((file) => existsSync(join(to, file.path)));
  if (existing.length > 0 && !force) {
    throw new Layer7Error({
      code: 'IMPORT_EXISTS',
      kind: 'conflict',
      message: `${existing.length} of the files are there already, the first is ${existing[0]!.path}; nothing was written`,
      where: { file: to },
      next: 'give an empty folder, or --force to write over them',
    });
  }
  mkdirSync(to, { recursive: true });
  for (const file of files) writeAtomically(join(to, file.path), Buffer.from(file.text));
  if (options.format !== 'table') await writeJson(context, options.format, importJson(report, to));
  else await writeSections(context, importSections(report, to));
  reportFaults(context, [], source.warnings);
  const isPartial = report.lint.faults.length > 0 || report.patterns.some(({ refused }) => refused !== null);
  return isPartial ? EXIT_STATUS.input : 0;
};
