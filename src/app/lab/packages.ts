/**
 * The Debian packages of the lab: which are missing, the exact command that installs them, and how that is
 * done without a server of the package being started or enabled on the machine.
 *
 * Two ways. Most packages are installed by apt-get, which may never remove another package for it, while
 * policy-rc.d (the hook that Debian's init scripts ask) says no to starts; units that the installation
 * enabled are disabled again. A few packages would change more than that (every NTP server takes the place
 * of the machine's time daemon; small news servers bring a super-server), so they are only unpacked into
 * a cache folder, and run from there.
 */

import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Layer7Error } from '../../core/errors.ts';
import { mustRun, run } from './process.ts';
import type { Service } from './service.ts';

/** What services lack on this machine. */
export interface MissingPackages {
  readonly installed: readonly string[];
  readonly unpacked: readonly string[];
}

const APT_TIMEOUT = 15 * 60_000;
const APT_ENVIRONMENT = { DEBIAN_FRONTEND: 'noninteractive' };
const INSTALL = ['apt-get', 'install', '--yes', '--quiet', '--no-install-recommends', '--no-remove'];
const POLICY = '/usr/sbin/policy-rc.d';

/** Which packages of these services are not there. `cache` is the folder of unpacked packages. */
export async function missingPackages(services: readonly Service[], cache: string): Promise<MissingPackages> {
  const wanted = unique(services.flatMap((service) => service.packages));
  const present = await installedAmong(wanted);
  return {
    installed: wanted.filter((name) => !present.has(name)),
    unpacked: unique(services.flatMap((service) => service.unpacked ?? [])).filter(
      (name) => !existsSync(join(cache, name)),
    ),
  };
}

/** The command that a person types to get missing packages; empty when none is. */
export function installCommand(missing: MissingPackages): string {
  return missing.installed.length === 0 ? '' : `${INSTALL.join(' ')} ${missing.installed.join(' ')}`;
}

/**
 * Installs and unpacks what is missing. Throws `LAB_PACKAGES_REFUSED` with apt's own words when it cannot;
 * nothing of the package is started, and nothing else is removed.
 */
export async function installPackages(missing: MissingPackages, cache: string): Promise<void> {
  const work = async (): Promise<void> => {
    if (missing.installed.length > 0) await install(missing.installed);
    for (const name of missing.unpacked) await unpack(name, cache);
  };
  try {
    // The package lists of a fresh machine are empty or old: they are fetched when the first try fails.
    await work().catch(async () => {
      await mustRun(['apt-get', 'update', '--quiet'], { timeout: APT_TIMEOUT, env: APT_ENVIRONMENT });
      await work();
    });
  } catch (error) {
    if (!(error instanceof Layer7Error)) throw error;
    throw new Layer7Error({
      code: 'LAB_PACKAGES_REFUSED',
      kind: 'environment',
      message: 'the packages of the lab could not be installed',
      given: [...missing.installed, ...missing.unpacked].join(' '),
      next: `try: ${installCommand(missing)}`,
      ...(error.diagnostic.cause === undefined ? {} : { cause: error.diagnostic.cause }),
    });
  }
}

async function install(names: readonly string[]): Promise<void> {
  const before = await enabledUnits();
  const ours = !existsSync(POLICY);
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    const options = { timeout: APT_TIMEOUT, env: APT_ENVIRONMENT };
    const first = await run([...INSTALL, ...names], options);
    if (first.status !== 0) {
      // The package lists of a fresh machine are empty or old.
      await run(['apt-get', 'update', '--quiet'], options);
      await mustRun([...INSTALL, ...names], options);
    }
  } finally {
    if (ours) rmSync(POLICY, { force: true });
  }
  const added = [...(await enabledUnits())].filter((unit) => !before.has(unit));
  if (added.length > 0) await run(['systemctl', 'disable', '--quiet', ...added]);
}

/** Services that would start with the machine. Empty where systemd is not the init system. */
async function enabledUnits(): Promise<ReadonlySet<string>> {
  try {
    const argv = ['systemctl', 'list-unit-files', '--type=service,socket', '--state=enabled', '--no-legend'];
    const listed = await run([...argv, '--plain']);
    return new Set(
      listed.stdout
        .split('\n')
        .map((line) => line.split(/\s+/)[0]!)
        .filter(Boolean),
    );
  } catch {
    return new Set();
  }
}

async function unpack(name: string, cache: string): Promise<void> {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, '.unpack-'));
  try {
    await mustRun(['apt-get', 'download', '--quiet', name], {
      cwd: work,
      timeout: APT_TIMEOUT,
      env: APT_ENVIRONMENT,
    });
    const archive = readdirSync(work).find((file) => file.endsWith('.deb'))!;
    const target = join(work, 'tree');
    await mustRun(['dpkg-deb', '--extract', join(work, archive), target]);
    renameSync(target, join(cache, name));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function installedAmong(names: readonly string[]): Promise<ReadonlySet<string>> {
  if (names.length === 0) return new Set();
  // Status 1 only says that some name is unknown to dpkg; the others are printed all the same.
  const format = `--showformat=\${Package} \${db:Status-Status}\n`;
  const listed = await run(['dpkg-query', '--show', format, ...names]);
  const lines = listed.stdout.split('\n').filter((line) => line.endsWith(' installed'));
  return new Set(lines.map((line) => line.split(' ')[0]!));
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
