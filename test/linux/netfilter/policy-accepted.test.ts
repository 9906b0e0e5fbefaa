/**
 * Rendered policies before the real programs: iptables of both kinds, nft and tc take every line, and what
 * `remove` says takes all queues away again. In a namespace with devices of the names in the policies.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EVERYTHING } from '../../../src/core/policy/features.ts';
import { renderPolicy } from '../../../src/core/policy/render.ts';
import type { Command } from '../../../src/core/policy/rendering.ts';
import { openNetfilter, runCommand } from '../../../src/linux/netfilter/tools.ts';
import { findFeatures } from '../../../src/linux/tc/features.ts';
import { anyPolicy } from '../../core/policy/arbitrary.ts';
import { markOf, planOf } from '../../core/policy/support.ts';
import { makeNamespace, namespaceTrouble } from './namespace.ts';

const RUNS = 25;
const trouble = namespaceTrouble();
const options = trouble === undefined ? {} : { skip: trouble };
const offset = fc.constantFrom(0, 60, -300, 330);

for (const kind of ['legacy', 'nft'] as const) {
  test(`iptables-${kind} takes any policy, IPv4 and IPv6`, options, async () => {
    const { feed } = await makeNamespace();
    await fc.assert(
      fc.asyncProperty(anyPolicy, offset, fc.boolean(), async (raw, utcOffset, classify) => {
        const features = { ...EVERYTHING, classify };
        const { rules } = renderPolicy(planOf(raw), features, { markOf, utcOffset });
        assert.ok(rules.kind === 'iptables');
        for (const { family, text, tables } of rules.families) {
          const program = `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${kind}`;
          await feed(text, `${program}-restore`, '--noflush');
          for (const { name, jumps } of tables) {
            const lines = jumps.map(({ chain, rule }) => `-I ${chain} ${rule}\n-D ${chain} ${rule}\n`);
            await feed(`*${name}\n${lines.join('')}COMMIT\n`, `${program}-restore`, '--noflush');
          }
        }
      }),
      { numRuns: RUNS },
    );
  });
}

test('nft takes any policy', options, async () => {
  const { feed } = await makeNamespace({ TZ: 'UTC' });
  await fc.assert(
    fc.asyncProperty(anyPolicy, offset, fc.boolean(), async (raw, utcOffset, classify) => {
      const features = { ...EVERYTHING, classify, backend: 'nftables' as const };
      const { rules } = renderPolicy(planOf(raw), features, { markOf, utcOffset });
      assert.ok(rules.kind === 'nftables');
      await feed(rules.text, 'nft', '-f', '-');
    }),
    { numRuns: RUNS },
  );
});

test('tc takes the queues of any policy, as this kernel has them, and gives them back', options, async () => {
  const { ok } = await makeNamespace();
  await ok('ip', 'link', 'add', 'wan0', 'type', 'veth', 'peer', 'name', 'lan0');
  await ok('ip', 'link', 'add', 'wan1', 'type', 'veth', 'peer', 'name', 'lan1');
  for (const device of ['wan0', 'wan1', 'lan0', 'lan1']) await ok('ip', 'link', 'set', device, 'up');
  const listing = async (): Promise<string> =>
    (await ok('tc', 'qdisc', 'show')) + (await ok('ip', '-o', 'link', 'show')).replace(/ qlen.*$/gm, '');
  const { features } = await findFeatures(await openNetfilter({ run: runCommand }));
  const before = await listing();
  await fc.assert(
    fc.asyncProperty(anyPolicy, fc.nat(2), fc.boolean(), async (raw, lans, classify) => {
      const names = ['lan0', 'lan1'].slice(0, lans).map((lan) => ({ lan }));
      const links = [...raw.links!.filter(({ wan }) => wan !== undefined), ...names];
      const plan = planOf({ ...raw, links });
      const { devices } = renderPolicy(plan, { ...features, classify }, { markOf, utcOffset: 0 });
      const run = ({ program, args }: Command): Promise<string> => ok(program, ...args);
      for (const { apply } of devices) for (const command of apply) await run(command);
      for (const { remove } of devices.toReversed()) for (const command of remove) await run(command);
      assert.equal(await listing(), before);
    }),
    { numRuns: RUNS },
  );
});
