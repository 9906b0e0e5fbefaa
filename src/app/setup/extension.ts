/**
 * The iptables extension as a part of `layer7 up`: put in place where it can be, and where it cannot, said
 * how. It is a convenience, so nothing about it keeps the daemon from starting.
 */
import { Layer7Error } from '../../core/errors.ts';
import { extensionStatus, installExtension } from '../../linux/netfilter/extension.ts';
import type { Log } from '../log.ts';
import { EXTENSION_REQUIREMENTS, ensureRequirements } from './packages.ts';

/** Installs the extension if it is missing or old; with `install`, the packages that it is built with too. */
export async function prepareExtension(install: boolean, log: Log): Promise<void> {
  try {
    const before = await extensionStatus();
    if (before.installed === 'current') return;
    if (install) ensureRequirements(EXTENSION_REQUIREMENTS, true, (message) => log.info(message));
    const { missing, next } = install ? await extensionStatus() : before;
    if (missing.length === 0) {
      log.info('iptables understands "-m layer7" now', { extension: await installExtension() });
      return;
    }
    log.warning(
      `iptables does not understand "-m layer7" yet: run "${next}" and "layer7 setup install", or give --install; ` +
        '"layer7 iptables" takes the same words until then',
    );
  } catch (error) {
    if (!(error instanceof Layer7Error)) throw error;
    log.error(error, 'warning');
  }
}
