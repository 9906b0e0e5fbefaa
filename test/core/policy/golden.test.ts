/**
 * What is written for kernels with and without each feature, against files that a person can read. To make
 * them anew after a wanted change: LAYER7_GOLDEN=write node --test test/core/policy/golden.test.ts
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Layer7Error } from '../../../src/core/errors.ts';
import { EVERYTHING, type Features } from '../../../src/core/policy/features.ts';
import type { Plan } from '../../../src/core/policy/plan.ts';
import type { RawPolicy } from '../../../src/core/policy/raw-policy.ts';
import { renderPolicy } from '../../../src/core/policy/render.ts';
import type { Rendering } from '../../../src/core/policy/rendering.ts';
import { FULL, OPTIONS, planOf } from './support.ts';

const FOLDER = join(import.meta.dirname, 'golden');
const LAST_LINE = '\n';

/** Which part of a rendering a golden file shows. */
type Part = 'all' | 'queues' | 'rules';

/** A rendering as one text. */
function textOf({ rules, devices, needsAccounting, notes }: Rendering, part: Part): string {
  const parts: string[] = notes.map((note) => `# ${note}`);
  if (needsAccounting) parts.push('# needs net.netfilter.nf_conntrack_acct=1');
  if (part === 'queues') parts.push('# and the rules');
  else if (rules.kind === 'nftables') parts.push('', '## nft', rules.text.trimEnd());
  else {
    for (const { family, tables, text } of rules.families) {
      parts.push('', `## ${family}`, text.trimEnd());
      for (const { name, jumps } of tables) {
        for (const { chain, place, rule } of jumps) parts.push(`# ${name} ${chain}, ${place}: ${rule}`);
      }
    }
  }
  for (const { device, kind, apply, remove } of part === 'rules' ? [] : devices) {
    parts.push('', `## ${kind} ${device}`);
    for (const { program, args } of apply) parts.push(`${program} ${args.join(' ')}`);
    for (const { program, args } of remove) parts.push(`# undone by: ${program} ${args.join(' ')}`);
  }
  return parts.join('\n') + LAST_LINE;
}

const full = planOf(FULL);
const without = (links: RawPolicy['links']): Plan =>
  planOf({ ...FULL, ...(links === undefined ? {} : { links }) });
const oneInterface = without([{ wan: 'eth0', up: '20 mbit', down: '100 mbit' }]);
const several = without([
  { wan: 'eth0', up: '20 mbit', down: '100 mbit' },
  { wan: 'ppp0', up: '5 mbit', down: '300 mbit' },
  { lan: 'eth1' },
  { lan: 'eth2' },
]);
const blocksOnly = planOf({
  local: true,
  rules: [
    { protocol: 'ssh', allow: true },
    {
      group: 'p2p',
      from: ['10.0.0.0/8', '192.168.0.0/16', 'fd00::/8'],
      port: ['1024-65535', 80],
      block: 'drop',
    },
    { protocol: 'ftp', block: 'reject' },
  ],
});

const has = (change: Partial<Features>): Features => ({ ...EVERYTHING, ...change });

/** Name of the golden file, plan, machine. */
const CASES: readonly (readonly [string, Plan, Features, Part])[] = [
  ['everything', full, EVERYTHING, 'all'],
  ['everything-nftables', full, has({ backend: 'nftables' }), 'rules'],
  ['leaves-fq_codel', full, has({ leaves: ['fq_codel', 'sfq', 'pfifo'] }), 'queues'],
  ['leaves-fq_codel-no-tbf', full, has({ leaves: ['fq_codel', 'pfifo'], tbf: false }), 'queues'],
  ['leaves-sfq', full, has({ leaves: ['sfq', 'pfifo'] }), 'queues'],
  ['leaves-pfifo', full, has({ leaves: ['pfifo'] }), 'queues'],
  ['leaves-pfifo-no-tbf', full, has({ leaves: ['pfifo'], tbf: false }), 'queues'],
  ['marks-fw', full, has({ classify: false }), 'all'],
  ['marks-u32', full, has({ classify: false, markFilters: ['u32', 'bpf'] }), 'queues'],
  ['marks-bpf', full, has({ classify: false, markFilters: ['bpf'] }), 'queues'],
  ['marks-nftables', full, has({ classify: false, backend: 'nftables' }), 'rules'],
  ['no-ipv6', full, has({ ipv6: false }), 'rules'],
  ['no-reject', full, has({ reject: false }), 'rules'],
  ['no-reject-nftables', full, has({ reject: false, backend: 'nftables', ipv6: false }), 'rules'],
  ['one-interface', oneInterface, EVERYTHING, 'queues'],
  ['one-interface-no-ifb', oneInterface, has({ ifb: false }), 'queues'],
  ['several-links', several, EVERYTHING, 'all'],
  ['several-links-no-ifb', several, has({ ifb: false }), 'queues'],
  ['several-links-nftables', several, has({ backend: 'nftables' }), 'rules'],
  ['blocks-only', blocksOnly, EVERYTHING, 'all'],
  ['blocks-only-nftables', blocksOnly, has({ backend: 'nftables' }), 'rules'],
];

for (const [name, plan, features, part] of CASES) {
  test(`rendered as in golden/${name}.txt`, () => {
    const path = join(FOLDER, `${name}.txt`);
    const text = textOf(renderPolicy(plan, features, OPTIONS), part);
    if (process.env.LAYER7_GOLDEN === 'write') {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(path, text);
    }
    assert.equal(text, readFileSync(path, 'utf8'));
  });
}

test('every golden file has its case', () => {
  assert.deepEqual(readdirSync(FOLDER).sort(), CASES.map(([name]) => `${name}.txt`).sort());
});

const MISSING: readonly (readonly [Partial<Features>, RegExp])[] = [
  [{ htb: false }, /no HTB/],
  [{ classify: false, markFilters: [] }, /neither rules nor tc filters/],
  [{ time: false }, /time of day \(rule 2\)/],
  [{ connectionBytes: false }, /bytes of a connection \(rule 6, 8\)/],
  [{ hostLimit: false }, /no limit for each host \(rule 5\)/],
  [{ dscp: false }, /no way to set the DSCP \(rule 4\)/],
];

for (const [lack, message] of MISSING) {
  test(`refused without ${Object.keys(lack).join(' and ')}`, () => {
    assert.throws(() => renderPolicy(full, has(lack), OPTIONS), { code: 'POLICY_FEATURES', message });
  });
}

test('marks that cannot hold all classes are refused', () => {
  const options = { ...OPTIONS, classMask: 0x3000 };
  assert.ok(renderPolicy(full, has({ classify: false }), options));
  assert.throws(() => renderPolicy(several, has({ classify: false }), options), /too few for all classes/);
});

/** Addresses that no prefix joins. */
const addresses = (count: number, text: (number: number) => string): string[] =>
  Array.from({ length: count }, (_, number) => text(number));
const ipv4 = (number: number): string => `10.0.${number >> 8}.${number & 255}`;
const ipv6 = (number: number): string => `2001:db8:1111:2222:3333:4444:5555:${(number + 4096).toString(16)}`;

test('a policy of too many rules is refused, before anybody has to load it', () => {
  const rules = Array.from({ length: 6 }, () => ({ from: 'all', block: 'drop' }) as const);
  const plan = planOf({ hosts: { all: addresses(4000, ipv4) }, rules });
  assert.throws(
    () => renderPolicy(plan, EVERYTHING, OPTIONS),
    (error: Layer7Error) => {
      const { code, given, limit, where } = error.diagnostic;
      assert.deepEqual([code, given, limit], ['POLICY_TOO_LONG', 'rules 1 to 6', 20_000]);
      assert.equal(where?.line, plan.rules[5]!.line);
      return true;
    },
  );
  assert.ok(renderPolicy(plan, has({ backend: 'nftables' }), OPTIONS));
});

test('a short file that comes to very much is refused before its text is made', () => {
  const rules = Array.from({ length: 1000 }, () => ({ host: 'all', port: 25, block: 'drop' }) as const);
  for (const text of [ipv4, ipv6]) {
    const plan = planOf({ hosts: { all: addresses(4096, text) }, rules });
    for (const backend of ['iptables', 'nftables'] as const) {
      const began = performance.now();
      assert.throws(() => renderPolicy(plan, has({ backend }), OPTIONS), { code: 'POLICY_TOO_LONG' });
      assert.ok(performance.now() - began < 10_000, 'it takes too long');
    }
  }
});

test('only what has ports is asked for its port, by both backends', () => {
  const plan = planOf({
    rules: [
      { port: 25, block: 'drop' },
      { port: [80, 443], from: '10.0.0.0/8', allow: true },
      { port: 53, transport: 'udp', block: 'drop' },
    ],
  });
  const { rules } = renderPolicy(plan, EVERYTHING, OPTIONS);
  assert.ok(rules.kind === 'iptables');
  const chains = rules.families[0]!.tables[0]!.chains.filter(({ name }) => !name.endsWith('ENTRY'));
  assert.deepEqual(
    chains.map(({ name, rules: lines }) => [
      name,
      lines.map((text) => text.replace(/-m comment --comment "[^"]*" /, '')),
    ]),
    [
      [
        'L7P-RULES',
        [
          '-m conntrack --ctreplsrcport 25 -p tcp -j DROP',
          '-m conntrack --ctreplsrcport 25 -p udp -j DROP',
          '-m conntrack --ctorigsrc 10.0.0.0/8 -p tcp -g L7P-R2-1',
          '-m conntrack --ctorigsrc 10.0.0.0/8 -p udp -g L7P-R2-1',
          '-g L7P-FROM-3',
        ],
      ],
      [
        'L7P-R2-1',
        [
          '-m conntrack --ctreplsrcport 80 -j RETURN',
          '-m conntrack --ctreplsrcport 443 -j RETURN',
          '-g L7P-FROM-3',
        ],
      ],
      ['L7P-FROM-3', ['-p udp -m conntrack --ctreplsrcport 53 -j DROP']],
    ],
  );
  const nft = renderPolicy(plan, has({ backend: 'nftables' }), OPTIONS).rules;
  assert.ok(nft.kind === 'nftables');
  for (const text of nft.text.split('\n').filter((one) => /th [ds]port/.test(one))) {
    assert.match(text, /meta l4proto (\{ tcp, udp \}|udp) /);
  }
});
