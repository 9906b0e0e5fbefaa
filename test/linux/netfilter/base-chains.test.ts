import assert from 'node:assert/strict';
import { test } from 'node:test';
import { removeMade } from '../../../src/linux/netfilter/base-chains.ts';
import type { Netfilter } from '../../../src/linux/netfilter/tools.ts';

/** A table `ip raw` that was made for us and is empty but for two base chains, in a kernel that answers so. */
function emptyRaw(answers: { status: number; stderr: string }[], isThere: () => boolean) {
  const given: string[] = [];
  const chain = (name: string) => ({
    chain: { family: 'ip', table: 'raw', name, hook: name.toLowerCase(), policy: 'accept' },
  });
  const nftables = [{ table: { family: 'ip', name: 'raw' } }, chain('PREROUTING'), chain('OUTPUT')];
  const netfilter: Netfilter = {
    run: async (_program, args, input) => {
      if (args.includes('list')) {
        const listed = { status: 0, stdout: JSON.stringify({ nftables }), stderr: '', missing: false };
        return isThere()
          ? listed
          : { status: 1, stdout: '', stderr: 'No such file or directory', missing: false };
      }
      given.push(input ?? '');
      return { stdout: '', missing: false, ...(answers.shift() ?? { status: 0, stderr: '' }) };
    },
    backend: 'nft',
    families: ['ipv4'],
    tools: [],
    hasNft: true,
    notes: [],
    made: new Map([
      ['ipv4 raw PREROUTING', ' [layer7 made this table]'],
      ['ipv4 raw OUTPUT', ' [layer7 made this table]'],
    ]),
  };
  return { netfilter, given };
}

const GONE = {
  status: 1,
  stderr: 'Error: No such file or directory; did you mean table ‘raw’ in family ip6?',
};
const REMOVAL = 'delete chain ip raw PREROUTING\ndelete chain ip raw OUTPUT\ndelete table ip raw\n';

test('a table that another program removes at the same moment is simply gone', async () => {
  let there = true;
  const { netfilter, given } = emptyRaw([GONE], () => {
    const was = there;
    there = false;
    return was;
  });
  await removeMade(netfilter, 'ipv4');
  assert.deepEqual(given, [REMOVAL]);
});

test('what is left when another program removed some of it is removed then', async () => {
  const { netfilter, given } = emptyRaw([GONE], () => true);
  await removeMade(netfilter, 'ipv4');
  assert.deepEqual(given, [REMOVAL, REMOVAL]);
});

test('it is not tried for ever', async () => {
  const { netfilter, given } = emptyRaw(new Array(100).fill(GONE), () => true);
  await assert.rejects(removeMade(netfilter, 'ipv4'), /could not remove what was made in ip raw/);
  assert.equal(given.length, 5);
});

test('a chain that got a rule at the same moment stays, without an error', async () => {
  const { netfilter, given } = emptyRaw(
    [{ status: 1, stderr: 'Error: Could not process rule: Device or resource busy' }],
    () => true,
  );
  await removeMade(netfilter, 'ipv4');
  assert.equal(given.length, 1);
});
