/** Two machines with the same rules have the same text, however they came to them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { snapshotRules } from '../../../src/linux/tc/snapshot.ts';
import { makeNamespace, namespaceTrouble } from '../netfilter/namespace.ts';

const skip = namespaceTrouble() ?? false;

async function rulesOf(...commands: readonly string[]): Promise<string> {
  const space = await makeNamespace();
  for (const command of commands) await space.ok('iptables-nft', ...command.split(' '));
  return snapshotRules(space.run);
}

const RAW = '-t raw -A PREROUTING -j ACCEPT';
const FORWARD = '-t mangle -A FORWARD -p tcp -j ACCEPT';
const INPUT = '-t mangle -A INPUT -j ACCEPT';

test('the age of tables and chains makes no difference', { skip }, async () => {
  assert.equal(await rulesOf(RAW, FORWARD, INPUT), await rulesOf(INPUT, FORWARD, RAW));
});

test('the order of rules does, and so does each rule', { skip }, async () => {
  const more = '-t mangle -A FORWARD -p udp -j ACCEPT';
  const both = await rulesOf(FORWARD, more);
  assert.notEqual(both, await rulesOf(more, FORWARD));
  assert.notEqual(both, await rulesOf(FORWARD));
});
