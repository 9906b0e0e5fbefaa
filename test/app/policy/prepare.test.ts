/** From a file to what is put in force: what cannot be done is told with its place in the file. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { anyMachine } from '../../../src/app/policy/machine.ts';
import { preparePolicy } from '../../../src/app/policy/prepare.ts';
import type { Layer7Error } from '../../../src/core/errors.ts';
import { GROUPS, KNOWN, markOf } from '../../core/policy/support.ts';
import { temporaryFolder } from '../support.ts';

test('a policy that comes to too much is told with the line of the rule that is one too many', () => {
  const file = join(temporaryFolder(), 'policy.yaml');
  const big = Array.from({ length: 4096 }, (_, index) => `10.0.${index >> 8}.${index & 255}`).join(', ');
  const rules = '  - { host: big, port: 25, block: drop }\n'.repeat(1000);
  writeFileSync(file, `hosts:\n  big: [${big}]\nrules:\n${rules}`);
  const names = { known: KNOWN, members: (group: string) => GROUPS[group] ?? [], markOf, isCertain: true };
  for (const [backend, line] of [
    ['auto', 6],
    ['nftables', 89],
  ] as const) {
    assert.throws(
      () => preparePolicy(file, names, anyMachine(backend)),
      ({ diagnostic }: Layer7Error) => {
        assert.equal(diagnostic.code, 'POLICY_TOO_LONG');
        assert.equal(diagnostic.where?.file, file);
        assert.ok(Math.abs((diagnostic.where?.line ?? 0) - line) <= 2, String(diagnostic.where?.line));
        return true;
      },
    );
  }
});
