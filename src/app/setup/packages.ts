/**
 * What a command needs from Debian beyond Node: which program or file, and which package brings it. What is
 * missing is named all at once, with the command that installs it; `--install` runs that command.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Layer7Error } from '../../core/errors.ts';

/** Something that must be there, and the package that brings it. */
export interface Requirement {
  readonly package: string;
  /** A program looked for along PATH and in the system's folders, or an absolute path. */
  readonly file: string;
  /** What it is for: completes "needed to …". */
  readonly purpose: string;
}

const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin'];

/** Needed by the daemon. */
export const DAEMON_REQUIREMENTS: readonly Requirement[] = [
  { package: 'iptables', file: 'iptables', purpose: 'send the first packets of connections to the daemon' },
  { package: 'iproute2', file: 'ip', purpose: 'find the mark bits and links that routing uses' },
  {
    package: 'iproute2',
    file: 'tc',
    purpose: 'find the mark bits that traffic control uses, and make queues',
  },
  { package: 'util-linux', file: 'flock', purpose: 'make sure that only one daemon runs' },
];

/** Needed to build the iptables extension. */
export const EXTENSION_REQUIREMENTS: readonly Requirement[] = [
  { package: 'gcc', file: 'gcc', purpose: 'build the iptables extension' },
  { package: 'libc6-dev', file: '/usr/include/stdio.h', purpose: 'build the iptables extension' },
  { package: 'libxtables-dev', file: '/usr/include/xtables.h', purpose: 'build the iptables extension' },
  { package: 'pkg-config', file: 'pkg-config', purpose: 'find where iptables keeps its extensions' },
];

/** Absolute path of a program, looked for as the shell does and in the system's own folders. */
export function findProgram(name: string, path = process.env.PATH ?? ''): string | undefined {
  if (name.startsWith('/')) return existsSync(name) ? name : undefined;
  for (const folder of [...path.split(delimiter).filter((part) => part !== ''), ...SYSTEM_FOLDERS]) {
    const candidate = join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

export function missingRequirements(requirements: readonly Requirement[]): Requirement[] {
  return requirements.filter((requirement) => findProgram(requirement.file) === undefined);
}

/** The command that installs what is missing, as a person would type it. */
export function installCommand(missing: readonly Requirement[]): string {
  const packages = [...new Set(missing.map((requirement) => requirement.package))].sort();
  return `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/** Runs a program to its end with its output on standard error; returns its exit status. */
export type Runner = (program: string, args: readonly string[]) => number;

const runInstaller: Runner = (program, args) =>
  spawnSync(program, [...args], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status ?? 127;

/**
 * Makes sure that all of `requirements` are there; with `install`, installs what is not.
 * Throws `Layer7Error` `PACKAGES_MISSING` or `PACKAGES_NOT_INSTALLED` with the exact command.
 */
export function ensureRequirements(
  requirements: readonly Requirement[],
  install: boolean,
  say: (message: string) => void,
  run: Runner = runInstaller,
): void {
  const missing = missingRequirements(requirements);
  if (missing.length === 0) return;
  const command = installCommand(missing);
  if (!install) throw missingError(missing, command);
  if (findProgram('apt-get') === undefined) throw missingError(missing, command);
  say(`installing: ${command}`);
  const [program, ...args] = ['apt-get', ...command.split(' ').slice(1)];
  // The package lists of a fresh machine are empty or old: fetch them once when the first try fails.
  if (run(program, args) !== 0) {
    say('fetching the package lists: apt-get update');
    run('apt-get', ['update']);
    run(program, args);
  }
  const still = missingRequirements(requirements);
  if (still.length > 0) {
    throw new Layer7Error({
      code: 'PACKAGES_NOT_INSTALLED',
      kind: 'environment',
      message: 'some Debian packages could not be installed',
      given: [...new Set(still.map((requirement) => requirement.package))].join(' '),
      next: `read what apt-get said above, then run: ${installCommand(still)}`,
    });
  }
}

function missingError(missing: readonly Requirement[], command: string): Layer7Error {
  const wants = missing.map((requirement) => `${requirement.package} (to ${requirement.purpose})`);
  return new Layer7Error({
    code: 'PACKAGES_MISSING',
    kind: 'environment',
    message: 'some Debian packages are missing',
    given: [...new Set(wants)].join(', '),
    next: `run "${command}" as root, or give --install`,
  });
}
