import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  ensureRequirements,
  findProgram,
  installCommand,
  type Requirement,
} from '../../../src/app/setup/packages.ts';
import { diagnosticFrom, temporaryFolder } from '../support.ts';

function requirement(name: string, file: string): Requirement {
  return { package: name, file, purpose: 'test this' };
}

test('a program is found along PATH and in the system folders, a file by its path', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'tool'), '');
  assert.equal(findProgram('tool', folder), undefined, 'it may not be run');
  chmodSync(join(folder, 'tool'), 0o755);
  assert.equal(findProgram('tool', folder), join(folder, 'tool'));
  assert.ok(findProgram('sh', ''));
  assert.equal(findProgram(join(folder, 'tool'), ''), join(folder, 'tool'));
});

test('everything that is missing is named at once, each package once, with the command', () => {
  const wanted = [
    requirement('zz', '/none/a'),
    requirement('aa', '/none/b'),
    requirement('zz', '/none/c'),
    requirement('sh', 'sh'),
  ];
  const diagnostic = diagnosticFrom(() => ensureRequirements(wanted, false, () => {}));
  assert.equal(diagnostic.code, 'PACKAGES_MISSING');
  assert.equal(diagnostic.kind, 'environment');
  assert.equal(diagnostic.given, 'zz (to test this), aa (to test this)');
  assert.match(diagnostic.next ?? '', /apt-get install -y --no-install-recommends aa zz.*--install/);
});

test('with --install the command is run as it was named; old package lists are fetched once', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'tool');
  const wanted = [requirement('pkg', file)];
  const ran: string[] = [];
  const said: string[] = [];
  ensureRequirements(
    wanted,
    true,
    (message) => said.push(message),
    (program, args) => {
      ran.push([program, ...args].join(' '));
      if (ran.length === 3) writeFileSync(file, '');
      return ran.length === 1 ? 100 : 0;
    },
  );
  assert.deepEqual(ran, [installCommand(wanted), 'apt-get update', installCommand(wanted)]);
  assert.equal(said.length, 2);
});

test('what could not be installed is named', () => {
  const diagnostic = diagnosticFrom(() =>
    ensureRequirements(
      [requirement('pkg', '/none')],
      true,
      () => {},
      () => 100,
    ),
  );
  assert.equal(diagnostic.code, 'PACKAGES_NOT_INSTALLED');
  assert.equal(diagnostic.given, 'pkg');
});

test('nothing is run when nothing is missing', () => {
  ensureRequirements([requirement('sh', 'sh')], true, assert.fail, () => assert.fail());
});
