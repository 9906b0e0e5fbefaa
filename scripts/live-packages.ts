/**
 * Installs the Debian packages that the live tests need, when run by root; otherwise says which are missing.
 * No server of a package is started or enabled. Never fails: a test that lacks something skips and says why.
 */

import { packageCache } from '../src/app/lab/cache.ts';
import { CATALOGUE } from '../src/app/lab/catalogue.ts';
import { installPackages, missingPackages } from '../src/app/lab/packages.ts';
import { diagnosticOf } from '../src/app/log.ts';
import {
  DAEMON_REQUIREMENTS,
  EXTENSION_REQUIREMENTS,
  missingRequirements,
  type Requirement,
} from '../src/app/setup/packages.ts';
import { formatDiagnostic } from '../src/core/errors.ts';

/** What the tests use beside what the product itself uses. */
const TEST_REQUIREMENTS: readonly Requirement[] = [
  ['apache2-utils', 'ab'],
  ['conntrack', 'conntrack'],
  ['nftables', 'nft'],
  ['procps', 'sysctl'],
  ['tcpdump', 'tcpdump'],
  ['tshark', 'tshark'],
  ['wireshark-common', 'mergecap'],
].map(([name, file]) => ({ package: name, file, purpose: 'test' }));

const say = (message: string): void => {
  process.stderr.write(`test: ${message}\n`);
};

const requirements = [...DAEMON_REQUIREMENTS, ...EXTENSION_REQUIREMENTS, ...TEST_REQUIREMENTS];
const cache = packageCache();
try {
  const missing = await missingPackages(CATALOGUE, cache);
  const programs = missingRequirements(requirements).map((requirement) => requirement.package);
  const installed = [...new Set([...missing.installed, ...programs])];
  const names = [...installed, ...missing.unpacked].join(' ');
  if (names === '') say('all Debian packages of the live tests are there');
  else if (process.getuid?.() !== 0)
    say(`some live tests will skip: not root, so these are not installed: ${names}`);
  else {
    say(`installing ${names}`);
    await installPackages({ installed, unpacked: missing.unpacked }, cache);
  }
} catch (error) {
  say(`some live tests will skip: ${formatDiagnostic(diagnosticOf(error))}`);
}
