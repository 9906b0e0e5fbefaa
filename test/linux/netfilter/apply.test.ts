/** Applying and removing on the real kernel, in namespaces, with both kinds of iptables. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Layer7Error } from '../../../src/core/errors.ts';
import { applyRules, removeRules, rulesPresent } from '../../../src/linux/netfilter/apply.ts';
import { nftablesText } from '../../../src/linux/netfilter/nftables-text.ts';
import { type Netfilter, openNetfilter } from '../../../src/linux/netfilter/tools.ts';
import { everything, makeNamespace, type Namespace, namespaceTrouble } from './namespace.ts';
import { FULL, fullPlan, LEAST } from './plans.ts';

const KINDS = ['legacy', 'nft'] as const;
type Kind = (typeof KINDS)[number];
const skip = namespaceTrouble() ?? false;

/** Rules of somebody else, some of which look a little like ours. */
async function addForeign(space: Namespace, kind: Kind): Promise<void> {
  for (const program of ['iptables', 'ip6tables']) {
    const rule = (...words: readonly string[]): Promise<string> => space.ok(`${program}-${kind}`, ...words);
    await rule('-t', 'mangle', '-N', 'shop');
    await rule('-t', 'mangle', '-A', 'FORWARD', '-p', 'tcp', '-j', 'shop');
    await rule(
      '-t',
      'mangle',
      '-A',
      'shop',
      '-m',
      'comment',
      '--comment',
      'layer7: not yours',
      '-j',
      'RETURN',
    );
    await rule(
      '-t',
      'mangle',
      '-A',
      'POSTROUTING',
      '-m',
      'connmark',
      '--mark',
      '0x20000/0x0fff0000',
      '-j',
      'MARK',
      '--set-mark',
      '10',
    );
    await rule('-t', 'mangle', '-P', 'INPUT', 'ACCEPT');
    await rule('-t', 'raw', '-A', 'PREROUTING', '-p', 'udp', '--dport', '53', '-j', 'NOTRACK');
    await rule('-A', 'INPUT', '-i', 'lo', '-m', 'comment', '--comment', 'a "quoted" \\ one', '-j', 'ACCEPT');
  }
}

const opened = (space: Namespace, backend: Kind): Promise<Netfilter> =>
  openNetfilter({ backend, run: space.run, ipv6: true });

/** Forgets that legacy tables are loaded: an empty table is what is left of them. */
const withoutEmptyTables = (listing: string): string =>
  listing.replace(/^\*\w+\n(?::[A-Z]+ ACCEPT\n)+COMMIT\n/gm, '');

for (const kind of KINDS) {
  describe(`iptables-${kind}`, { skip }, () => {
    test('up and down on an empty machine leaves an empty machine', async () => {
      const space = await makeNamespace();
      const before = await everything(space);
      const applied = await applyRules(fullPlan(), await opened(space, kind));
      assert.equal(applied.replaced, false);
      assert.deepEqual(applied.notes, []);
      assert.deepEqual(applied.plan.options.missingHelpers ?? [], []);
      assert.match(await everything(space), /NFQUEUE --queue-balance 0:1 --queue-bypass/);
      const removed = await removeRules(await opened(space, kind));
      assert.ok(removed.rules > 40);
      assert.match(removed.notes.join(), kind === 'legacy' ? /stay loaded/ : /^$/);
      assert.equal(withoutEmptyTables(await everything(space)), before);
    });

    test('up and down among rules of others leaves every byte of them', async () => {
      const space = await makeNamespace();
      await addForeign(space, kind);
      const before = await everything(space);
      const netfilter = await opened(space, kind);
      const { plan } = await applyRules(fullPlan(), netfilter);
      assert.deepEqual(await rulesPresent(plan, netfilter), { present: true, missing: [] });
      const first = /^-A FORWARD .*$/m.exec(await space.ok(`iptables-${kind}-save`, '-t', 'mangle'))?.[0];
      assert.match(first ?? '', /layer7: forwarded/, 'ours stands first');
      await removeRules(netfilter);
      assert.equal(await everything(space), before);
    });

    test('on top of a run that crashed there is one rule set, and down still finds the beginning', async () => {
      const space = await makeNamespace();
      if (kind === 'legacy') await addForeign(space, kind);
      const before = await everything(space);
      const fresh = await applyRules(fullPlan(), await opened(space, kind));
      const once = await everything(space);
      await applyRules(fullPlan({ ...LEAST, mark: FULL.mark, helpers: ['ftp'] }), await opened(space, kind));
      const other = await everything(space);
      assert.match(other, /0:3/);
      assert.doesNotMatch(other, /0:10|tftp/);
      assert.doesNotMatch(await space.ok(`ip6tables-${kind}-save`), /LAYER7/);
      const again = await applyRules(fullPlan(), await opened(space, kind));
      assert.equal(again.replaced, true);
      assert.equal(fresh.replaced, false);
      assert.equal(await everything(space), once);
      await removeRules(await opened(space, kind));
      assert.equal(await everything(space), before);
    });

    test('rules that another kind of iptables was left with are replaced too', async () => {
      const space = await makeNamespace();
      const other: Kind = kind === 'legacy' ? 'nft' : 'legacy';
      const before = await everything(space);
      await applyRules(fullPlan(), await opened(space, other));
      const applied = await applyRules(fullPlan(), await opened(space, kind));
      assert.equal(applied.replaced, true);
      assert.doesNotMatch(await space.ok(`iptables-${other}-save`), /LAYER7/);
      await removeRules(await opened(space, other));
      assert.equal(withoutEmptyTables(await everything(space)), before);
    });

    test('a flush by another program is noticed and mended', async () => {
      const space = await makeNamespace();
      const before = await everything(space);
      const netfilter = await opened(space, kind);
      const { plan } = await applyRules(fullPlan(), netfilter);
      const up = await everything(space);
      await space.ok(`iptables-${kind}`, '-t', 'mangle', '-F');
      await space.ok(`ip6tables-${kind}`, '-t', 'raw', '-F', 'OUTPUT');
      const { present, missing } = await rulesPresent(plan, netfilter);
      assert.equal(present, false);
      assert.ok(missing.includes(`jump from FORWARD of table mangle (iptables-${kind}-save)`));
      assert.ok(missing.includes(`rules of chain LAYER7 of table mangle (iptables-${kind}-save)`));
      assert.ok(missing.includes(`jump from OUTPUT of table raw (ip6tables-${kind}-save)`));
      await applyRules(plan, netfilter);
      assert.equal(await everything(space), up);
      await removeRules(netfilter);
      assert.equal(withoutEmptyTables(await everything(space)), before);
    });

    test('a failure in the second family takes the first one back', async () => {
      const space = await makeNamespace();
      if (kind === 'legacy') await addForeign(space, kind);
      const before = await everything(space);
      const netfilter = await opened(space, kind);
      const run: Netfilter['run'] = (file, args, input) => {
        const refused = file === `ip6tables-${kind}-restore` && input?.includes('NFQUEUE');
        // A queue number that no kernel takes.
        return netfilter.run(
          file,
          args,
          refused ? input?.replaceAll('--queue-balance 0:1', '--queue-num 99999') : input,
        );
      };
      await assert.rejects(applyRules(fullPlan(), { ...netfilter, run }), (error: unknown) => {
        assert.ok(error instanceof Layer7Error);
        assert.equal(error.code, 'RULES_REFUSED');
        assert.match(error.diagnostic.cause ?? '', /queue-num/);
        assert.match(error.diagnostic.given ?? '', /NFQUEUE/, 'the line is named');
        return true;
      });
      assert.equal(withoutEmptyTables(await everything(space)), withoutEmptyTables(before));
    });

    test('helpers that this kernel lacks are left out', async () => {
      const space = await makeNamespace();
      const netfilter = await opened(space, kind);
      const run: Netfilter['run'] = (file, args, input) =>
        netfilter.run(file, args, input?.replaceAll('--helper sip', '--helper nothing-of-the-kind'));
      const { plan, notes } = await applyRules(fullPlan(), { ...netfilter, run });
      assert.deepEqual(plan.options.missingHelpers, [
        { family: 'ipv4', kernelName: 'sip' },
        { family: 'ipv6', kernelName: 'sip' },
      ]);
      assert.equal(notes.length, 2);
      const listing = await space.ok(`iptables-${kind}-save`);
      assert.match(listing, /--helper ftp/);
      assert.doesNotMatch(listing, /--helper sip|nothing-of-the-kind|PROBE/);
    });

    test('foreign rules that lead to our chains are kept and told', async () => {
      const space = await makeNamespace();
      const netfilter = await opened(space, kind);
      await applyRules(fullPlan(), netfilter);
      await space.ok(`iptables-${kind}`, '-t', 'mangle', '-A', 'OUTPUT', '-p', 'udp', '-j', 'LAYER7');
      const removed = await removeRules(netfilter);
      assert.deepEqual(removed.foreign, [`iptables-${kind} -t mangle -A OUTPUT -p udp -j LAYER7`]);
      const listing = await space.ok(`iptables-${kind}-save`, '-t', 'mangle');
      assert.match(listing, /-A OUTPUT -p udp -j LAYER7\n/);
      assert.doesNotMatch(listing, /layer7:|LAYER7_/);
    });
  });
}

describe('iptables-nft', { skip }, () => {
  test('a base chain that somebody began to use stays, one that nobody uses goes', async () => {
    const space = await makeNamespace();
    const netfilter = await opened(space, 'nft');
    await applyRules(fullPlan({ helpers: [] }), netfilter);
    await space.ok('iptables-nft', '-t', 'mangle', '-A', 'POSTROUTING', '-j', 'ACCEPT');
    await space.ok('ip6tables-nft', '-t', 'mangle', '-P', 'INPUT', 'DROP');
    await removeRules(await opened(space, 'nft'));
    assert.equal(
      await space.ok('nft', 'list', 'ruleset'),
      `table ip mangle {
	chain POSTROUTING {
		type filter hook postrouting priority mangle; policy accept;
		counter packets 0 bytes 0 accept
	}
}
table ip6 mangle {
	chain INPUT {
		type filter hook input priority mangle; policy drop;
	}
}
`,
    );
  });

  test('base chains and tables that were there, though empty, stay', async () => {
    const space = await makeNamespace();
    await space.ok('nft', 'add', 'table', 'ip', 'raw');
    await space.ok('iptables-nft', '-t', 'mangle', '-A', 'FORWARD', '-j', 'ACCEPT');
    await space.ok('iptables-nft', '-t', 'mangle', '-F', 'FORWARD');
    const before = await everything(space);
    assert.match(before, /chain FORWARD/);
    const netfilter = await opened(space, 'nft');
    await applyRules(fullPlan(), netfilter);
    await removeRules(netfilter);
    assert.equal(await everything(space), before);
  });

  test('tables that nft has made unreadable for iptables are refused, with what to do', async () => {
    const tables = {
      TABLE_INCOMPATIBLE: 'chain FORWARD {\ntype filter hook forward priority -150\nct mark 5 accept\n}',
      RULES_REFUSED: 'chain FORWARD {\ntype filter hook forward priority 300\nct mark 5 accept\n}',
    };
    for (const [code, chain] of Object.entries(tables)) {
      const space = await makeNamespace();
      await space.feed(`table ip6 mangle {\n${chain}\n}\n`, 'nft', '-f', '-');
      const before = await everything(space);
      await assert.rejects(applyRules(fullPlan(), await opened(space, 'nft')), (error: unknown) => {
        assert.ok(error instanceof Layer7Error);
        assert.equal(error.code, code);
        assert.match(error.diagnostic.next ?? '', /--iptables legacy/);
        return true;
      });
      assert.equal(await everything(space), before);
    }
  });
});

describe('a table of nftables', { skip }, () => {
  test('is put there and taken away, or the missing queue statement is named', async () => {
    const space = await makeNamespace();
    const before = await everything(space);
    const netfilter = await openNetfilter({ backend: 'nftables', run: space.run, ipv6: true });
    const queue = 'table ip t { chain c { queue to 1; } }';
    if ((await space.run('nft', ['-c', '-f', '-'], queue)).status !== 0) {
      await assert.rejects(applyRules(fullPlan(), netfilter), { code: 'NFT_QUEUE_MISSING' });
    } else {
      const { plan } = await applyRules(fullPlan(), netfilter);
      assert.deepEqual(await rulesPresent(plan, netfilter), { present: true, missing: [] });
      assert.equal((await removeRules(netfilter)).rules, 1);
    }
    assert.equal(await everything(space), before);
  });

  test('is accepted by the kernel but for the queue statement', async () => {
    const space = await makeNamespace();
    for (const options of [FULL, { ...FULL, families: ['ipv6'] as const }, LEAST]) {
      const text = nftablesText(options).replaceAll(/queue flags bypass to .*/g, 'counter');
      await space.feed(text, 'nft', '-f', '-');
      const listing = await space.ok('nft', 'list', 'table', 'inet', 'layer7');
      assert.match(listing, /chain entry \{/);
    }
    const netfilter = await openNetfilter({ backend: 'nft', run: space.run, ipv6: true });
    assert.equal((await removeRules(netfilter)).rules, 1);
    assert.equal(await space.ok('nft', 'list', 'ruleset'), '');
  });
});
