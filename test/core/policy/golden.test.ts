/**
 * What is written for kernels with and without each feature, against files that a person can read. To make
 * them anew after a wanted change: LAYER7_GOLDEN=write node --test test/core/policy/golden.test.ts
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
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

test('a policy of too many rules is refused, before anybody has to load it', () => {
  const addresses = Array.from({ length: 4000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
  const rules = Array.from({ length: 6 }, () => ({ from: 'all', block: 'drop' }) as const);
  const plan = planOf({ hosts: { all: addresses }, rules });
  assert.throws(() => renderPolicy(plan, EVERYTHING, OPTIONS), { code: 'POLICY_TOO_LONG' });
  assert.ok(renderPolicy(plan, has({ backend: 'nftables' }), OPTIONS));
});
