import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { policyNames } from '../../../src/app/policy/names.ts';
import { POLICY_TEXT_LIMIT, readPolicy } from '../../../src/app/policy/read.ts';
import { PROJECT_ROOT } from '../../../src/app/version.ts';
import { formatDiagnostic } from '../../../src/core/errors.ts';
import { policyYaml } from '../../../src/core/policy/migrate/policy-yaml.ts';
import type { RawPolicy } from '../../../src/core/policy/raw-policy.ts';
import { FULL, KNOWN } from '../../core/policy/support.ts';

/** What is wrong with a text, as `line:column code`. */
function places(text: string): readonly string[] {
  return readPolicy(text, 'policy.yaml', KNOWN).errors.map(
    ({ where, code }) => `${where?.line ?? '-'}:${where?.column ?? '-'} ${code}`,
  );
}

const said = (text: string): string =>
  readPolicy(text, 'p.yaml', KNOWN).errors.map(formatDiagnostic).join('\n');

test('an empty file is a policy that does nothing', () => {
  for (const text of ['', '# nothing\n', '{}', 'rules: []']) {
    const { policy, errors } = readPolicy(text, 'policy.yaml', KNOWN);
    assert.deepEqual(errors, [], text);
    assert.deepEqual(policy?.rules, []);
  }
});

test('faults of shape have the place of the key or value', () => {
  const text = `links:
  - wan: eth0
    dwn: 100 mbit
clases: []
classes:
  - share: 10%
  - name: a
    priority: 9
    traffic: fast
    min: { up: 1 mbit, dn: 2 mbit }
rules:
  - port: [80, { a: 1 }]
    block: yes
  - 5
`;
  assert.deepEqual(places(text), [
    '3:5 POLICY_KEY',
    '4:1 POLICY_KEY',
    '6:5 POLICY_MISSING',
    '8:15 POLICY_LIMIT',
    '9:14 POLICY_SHAPE',
    '10:24 POLICY_KEY',
    '12:16 POLICY_SHAPE',
    '13:12 POLICY_SHAPE',
    '14:5 POLICY_SHAPE',
  ]);
  const told = said(text);
  assert.match(
    told,
    /p.yaml:3:5: there is no key "dwn" here \[POLICY_KEY\]\n {2}given: dwn\n {2}next: {2}did you mean "down"/,
  );
  assert.match(told, /"name" is missing/);
  assert.match(told, /"block" is drop or reject .*\n {2}given: "yes"/);
});

test('faults of meaning have the place of the word', () => {
  const text = `links:
  - { wan: eth0, up: 20 mbps, down: 100 mbit }
hosts:
  office: [192.168.1.0/24, 192.168.1.1/24]
classes:
  - name: web
rules:
  - protocol: [http, htp]
    class: wbe
  - allow: true
    time: [mon, moon]
`;
  assert.deepEqual(places(text), [
    '2:22 POLICY_VALUE',
    '4:28 POLICY_VALUE',
    '8:22 POLICY_NAME_UNKNOWN',
    '9:12 POLICY_CLASS_UNKNOWN',
    '11:17 POLICY_VALUE',
  ]);
});

test('YAML that is none is told with its place', () => {
  assert.deepEqual(places('rules:\n  - {a: 1\n  - b\n')[0]?.slice(-11), 'POLICY_YAML');
  assert.match(said('rules:\n\t- a\n'), /p.yaml:2:1: this is no YAML: tabs/);
  assert.match(said('local: true\nlocal: false\n'), /p.yaml:2:1: this is no YAML: map keys must be unique/);
});

test('a text cannot blow up', () => {
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    ...'bcdefghij'.split('').map((key, index) => {
      const before = 'abcdefghij'[index]!;
      return `${key}: &${key} [${new Array(9).fill(`*${before}`).join(', ')}]`;
    }),
  ].join('\n');
  assert.match(said(bomb), /too deep or has too many aliases/);
  const deep = readPolicy('['.repeat(20_000), 'p.yaml', KNOWN);
  assert.equal(deep.policy, undefined);
  assert.match(said(`# ${'x'.repeat(POLICY_TEXT_LIMIT)}`), /too long/);
});

test('no more than a hundred faults are told', () => {
  const rules = Array.from({ length: 150 }, () => '  - { protocol: nope }').join('\n');
  assert.equal(places(`rules:\n${rules}\n`).length, 100);
});

test('no text throws', () => {
  const word = fc.constantFrom(
    ...[
      'links:',
      'rules:',
      'classes:',
      '- ',
      'wan: eth0',
      'up: 1 mbit',
      'protocol: http',
      'allow: true',
      '\n',
      '\n  ',
    ],
    ...[
      '{',
      '}',
      '[',
      ']',
      '&a',
      '*a',
      '!!map',
      '? ',
      ': ',
      '|',
      '>',
      '"',
      "'",
      '#',
      '<<: *a',
      '2026-01-01',
      '\u0000',
    ],
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), (words) => {
      const { policy, errors } = readPolicy(words.join(''), 'p.yaml', KNOWN);
      assert.equal(policy === undefined, errors.length > 0);
    }),
    { numRuns: 1000 },
  );
});

test('a policy that is written is read as it was', () => {
  const direct = readPolicy(JSON.stringify(FULL), 'p.yaml', KNOWN);
  const written = readPolicy(policyYaml(FULL), 'p.yaml', KNOWN);
  assert.deepEqual(written.errors, []);
  const plain = (policy: unknown): unknown =>
    JSON.parse(JSON.stringify(policy).replace(/"line":\d+/g, '"line":0'));
  assert.deepEqual(plain(written.policy), plain(direct.policy));
});

test('words that look like numbers or truth stay words', () => {
  const raw: RawPolicy = {
    rules: [
      { name: 'true', mark: '0x10', allow: undefined },
      { name: '1.5', dscp: 'EF' },
    ],
  };
  const { policy, errors } = readPolicy(policyYaml(raw), 'p.yaml', KNOWN);
  assert.deepEqual(errors, []);
  assert.deepEqual(
    policy?.rules.map(({ name }) => name),
    ['true', '1.5'],
  );
});

const DOCUMENT = readFileSync(join(PROJECT_ROOT, 'docs/policy.md'), 'utf8');
const EXAMPLES = [...DOCUMENT.matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text!);

test('every example of the manual is a policy', () => {
  const { known } = policyNames({ runDir: '/nonexistent' });
  assert.ok(EXAMPLES.length >= 3);
  for (const text of EXAMPLES) {
    const { errors } = readPolicy(text, 'docs/policy.md', known);
    assert.deepEqual(errors.map(formatDiagnostic), [], text);
  }
});

test('calls first, web next, downloads last, no BitTorrent in office hours: a dozen lines', () => {
  const lines = EXAMPLES[0]!.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  assert.ok(lines.length <= 13, String(lines.length));
  const { known } = policyNames({ runDir: '/nonexistent' });
  const { policy } = readPolicy(EXAMPLES[0]!, 'docs/policy.md', known);
  assert.deepEqual(
    policy?.classes.map(({ name, priority }) => [name, priority]),
    [
      ['calls', 1],
      ['web', 2],
      ['downloads', 3],
    ],
  );
  const [first] = policy!.rules;
  assert.deepEqual(first?.match.protocols, ['bittorrent']);
  assert.deepEqual(first?.match.time, [{ days: 0b0111110, from: 540, to: 1020 }]);
  assert.equal(first?.action.kind, 'block');
});
