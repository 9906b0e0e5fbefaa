import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderPlan } from '../../../src/linux/netfilter/apply.ts';
import { HELPER_NAMES, parseHelpers } from '../../../src/linux/netfilter/helpers.ts';
import { bytecodeText, HAS_PAYLOAD } from '../../../src/linux/netfilter/payload-test.ts';
import { planRules, type RuleOptions } from '../../../src/linux/netfilter/rule-set.ts';
import { FULL, LEAST } from './plans.ts';

/** Golden texts: `UPDATE_GOLDEN=1 node --test …` writes them anew, for a person to read the difference. */
function golden(name: string, text: string): void {
  const path = join(import.meta.dirname, 'golden', name);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, text);
  assert.equal(text, readFileSync(path, 'utf8'));
}

test('everything, for iptables of both families', () => {
  const [ipv4, ipv6, ...more] = renderPlan(planRules(FULL), 'legacy');
  assert.equal(more.length, 0);
  assert.equal(ipv4!.program, 'iptables-legacy-restore');
  assert.equal(ipv6!.program, 'ip6tables-legacy-restore');
  golden('full-ipv4.rules', ipv4!.text);
  golden('full-ipv6.rules', ipv6!.text);
});

test('the two kinds of iptables get the same text', () => {
  const texts = (backend: 'legacy' | 'nft'): readonly string[] =>
    renderPlan(planRules(FULL), backend).map((rendered) => rendered.text);
  assert.deepEqual(texts('nft'), texts('legacy'));
  assert.equal(renderPlan(planRules(FULL), 'nft')[0]!.program, 'iptables-nft-restore');
});

test('as little as possible: one queue, no payload test, no helpers, no labels, another field', () => {
  const rendered = renderPlan(planRules(LEAST), 'legacy');
  assert.equal(rendered.length, 1);
  golden('least-ipv4.rules', rendered[0]!.text);
});

test('everything and the least, for nftables', () => {
  golden('full.nft', renderPlan(planRules(FULL), 'nftables')[0]!.text);
  golden('least.nft', renderPlan(planRules(LEAST), 'nftables')[0]!.text);
});

test('a helper that a family lacks is left out of that family only', () => {
  const missingHelpers = [{ family: 'ipv6', kernelName: 'sip' }] as const;
  const texts = renderPlan(planRules({ ...FULL, missingHelpers }), 'legacy').map((one) => one.text);
  assert.match(texts[0]!, /--helper sip/);
  assert.doesNotMatch(texts[1]!, /--helper sip/);
  assert.match(
    renderPlan(planRules({ ...FULL, missingHelpers }), 'nftables')[0]!.text,
    /ct helper sip_udp \{\n\t\ttype "sip" protocol udp;\n\t\tl3proto ip;/,
  );
});

test('helpers that the kernel has for IPv4 only are not asked for in IPv6', () => {
  const [, ipv6] = renderPlan(planRules(FULL), 'legacy');
  assert.doesNotMatch(ipv6!.text, /irc|pptp/);
});

test('labels end at 127, and unset has none', () => {
  const ids = new Map([0, 1, 127, 128, 999].map((id) => [`name-${id}`, id]));
  const plan = planRules({ ...FULL, ids, labels: [...ids].map(([name, number]) => ({ number, name })) });
  const labels = [...renderPlan(plan, 'legacy')[0]!.text.matchAll(/--label "(\d+)"/g)].map(
    (found) => found[1],
  );
  assert.deepEqual([...new Set(labels)], ['1', '127']);
});

test('a first TCP packet is looked up by the offset of its payload', () => {
  assert.equal(
    bytecodeText(HAS_PAYLOAD),
    '6,32 0 0 4294963252,7 0 0 0,128 0 0 0,45 0 1 0,6 0 0 65535,6 0 0 0',
  );
});

test('numbers out of range are refused', () => {
  const wrong: readonly Partial<RuleOptions>[] = [
    { packets: 0 },
    { packets: 2.5 },
    { packets: Number.NaN },
    { queues: { first: 3, last: 2 } },
    { queues: { first: -1, last: 2 } },
    { queues: { first: 0, last: 65536 } },
  ];
  for (const changes of wrong) {
    assert.throws(() => planRules({ ...FULL, ...changes }), { code: 'RULE_OPTION_INVALID' });
  }
  assert.throws(() => planRules({ ...FULL, ids: new Map([['ssh', 1024]]) }), { code: 'MARK_FIELD_FULL' });
});

test('helpers are named as on the command line', () => {
  assert.deepEqual(parseHelpers('pptp, ftp,ftp'), ['ftp', 'pptp']);
  assert.deepEqual(parseHelpers(''), []);
  assert.deepEqual(parseHelpers(HELPER_NAMES.join(',')), HELPER_NAMES);
  assert.throws(() => parseHelpers('ftp,tfpt'), { code: 'HELPER_UNKNOWN', message: /tfpt/ });
  assert.throws(() => parseHelpers('toString'), { code: 'HELPER_UNKNOWN' });
});
