/**
 * Installs the Debian packages that the live tests need, when run by root; otherwise says which are missing.
 * Never fails: a test that lacks something skips and says why.
 */
import { diagnosticOf } from '../src/app/log.ts';
import {
  DAEMON_REQUIREMENTS,
  EXTENSION_REQUIREMENTS,
  ensureRequirements,
} from '../src/app/setup/packages.ts';
import { formatDiagnostic } from '../src/core/errors.ts';

const say = (message: string): void => {
  process.stderr.write(`test: ${message}\n`);
};

try {
  ensureRequirements([...DAEMON_REQUIREMENTS, ...EXTENSION_REQUIREMENTS], process.getuid?.() === 0, say);
} catch (error) {
  say(`some live tests will skip: ${formatDiagnostic(diagnosticOf(error))}`);
}
