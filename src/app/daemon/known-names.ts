/**
 * Names and ids as commands know them without asking the daemon: from its run folder while it runs, and
 * from its state folder before and after, as the iptables extension does.
 */
import { Layer7Error } from '../../core/errors.ts';
import { readIfThere } from '../files.ts';
import { idsPath, readProtocols } from './folders.ts';
import { stateDirOf } from './places.ts';
import { type ProtocolsFile, parseProtocolsFile } from './protocols-file.ts';

/**
 * What is known of the names of the daemon of `runDir`; undefined when none ever ran there.
 * Throws `Layer7Error` `PROTOCOLS_FILE`.
 */
export function findNames(runDir: string, stateDir?: string): ProtocolsFile | undefined {
  const path = idsPath(stateDirOf(runDir, stateDir));
  const text = readIfThere(path);
  return readProtocols(runDir) ?? (text === undefined ? undefined : parseProtocolsFile(text, path));
}

/** The same. Throws `Layer7Error` `DAEMON_NEVER_RAN` as well. */
export function namesOf(runDir: string): ProtocolsFile {
  const names = findNames(runDir);
  if (names !== undefined) return names;
  throw new Layer7Error({
    code: 'DAEMON_NEVER_RAN',
    kind: 'environment',
    message: 'no layer7 daemon ever ran here, so names have no ids yet',
    where: { file: runDir },
    next: 'start it once with "layer7 up", or name its --run-dir',
  });
}
