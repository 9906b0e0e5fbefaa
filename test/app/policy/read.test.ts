import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkPolicy } from '../../../src/app/policy/load.ts';
import { type PolicyNames, policyNames } from '../../../src/app/policy/names.ts';
import { POLICY_TEXT_LIMIT, readPolicy } from '../../../src/app/policy/read.ts';
import { PROJECT_ROOT } from '../../../src/app/version.ts';
import { formatDiagnostic } from '../../../src/core/errors.ts';
import { policyYaml } from '../../../src/core/policy/migrate/policy-yaml.ts';
import { planPolicy } from '../../../src/core/policy/planner.ts';
import type { RawPolicy } from '../../../src/core/policy/raw-policy.ts';
import { ruleNotes } from '../../../src/core/policy/rule-notes.ts';
import { FULL, KNOWN } from '../../core/policy/support.ts';
import { temporaryFolder } from '../support.ts';

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
  assert.match(
    said('local: true\nlocal: false\n'),
    /p.yaml:2:1: this is no YAML: the key "local" stands here/,
  );
});

test('a text that is no YAML is told where it goes wrong, and in the words of its writer', () => {
  const quote = `links:\n  - { wan: "eth0, up: 10 mbit }\n${'rules:\n'.repeat(30)}`;
  assert.deepEqual(places(quote), ['2:12 POLICY_YAML']);
  assert.match(said(quote), /a quote begins here and never ends .*\n {2}next: {2}close it/);
  assert.match(
    said('links: []\n---\nrules: []\n'),
    /^p.yaml:2:1: a second document .*\n {2}next: {2}remove the line/,
  );
  for (const deep of ['['.repeat(1500) + ']'.repeat(1500), '{a: '.repeat(20_000)]) {
    const told = said(`rules: ${deep}`);
    assert.match(told, /nested too deep/);
    assert.doesNotMatch(told, /call stack|regular expression|indentation/);
  }
  assert.deepEqual(places('\ufeffrulez: []\n'), ['1:1 POLICY_KEY']);
});

test('a value in braces that a comma cuts is told how it is written', () => {
  const told = said('rules:\n  - { protocol: ftp, time: sat,sun, block: drop }\n');
  assert.match(told, /^p.yaml:2:32: in braces a comma ends a value, here that of "time" \[POLICY_KEY\]/);
  assert.match(told, /given: sat,sun\n {2}next: {2}write it as time: "sat,sun"$/);
  const ports = 'rules:\n  - { port: 80,443,8080, block: drop }\n';
  assert.deepEqual(places(ports), ['2:16 POLICY_KEY']);
  assert.match(said(ports), /given: 80,443,8080\n {2}next: {2}write it as port: \[80, 443, 8080\]/);
  assert.match(said('rules:\n  - { port: 80, blok: , allow: true }\n'), /no key "blok"/);
  assert.deepEqual(places('rules:\n  - { protocol: ftp, time: "sat,sun", block: drop }\n'), []);
});

test('numbers are shown as they are written', () => {
  assert.match(
    said('rules:\n  - { port: 99999999999999999999, block: drop }\n'),
    /given: 99999999999999999999\n/,
  );
  assert.match(said('rules:\n  - { port: [1, 1e400], block: drop }\n'), /given: 1e400\n/);
  assert.match(said('local: 0x10\n'), /given: 0x10\n/);
});

test('whatever the shape of a file is, it is said what to do next', () => {
  const texts = [
    ...[
      '- a\n- b\n',
      'hello\n',
      'local: yes\n',
      'rules: 5\n',
      'hosts: [a]\n',
      'links: [{wan: 5}]\n',
      'rulez: []\n',
    ],
    ...[
      'rules: [5]\n',
      'rules: [{protocol: }]\n',
      'rules: [{protocol: true}]\n',
      'rules: [{port: {a: 1}}]\n',
    ],
    ...['rules: [{port: [80, {a: 1}]}]\n', 'rules: [{transport: sctp}]\n', 'links: [{up: [1]}]\n'],
    ...['priority: 9', 'priority: 0', 'priority: 1.5', 'priority: "1"', 'min: [1 mbit]', 'max: true'].map(
      (key) => `classes: [{name: a, ${key}}]\n`,
    ),
    `rules: [{name: ${'n'.repeat(61)}}]\n`,
    ...['a: b: c\n', 'a: "b\n', '{\n', 'a: 1\na: 2\n', '--- 1\n--- 2\n', '\t- a\n', '*a\n'],
  ];
  for (const text of texts) {
    const { errors } = readPolicy(text, 'p.yaml', KNOWN);
    assert.ok(errors.length > 0, text);
    for (const error of errors) assert.notEqual(error.next, undefined, formatDiagnostic(error));
  }
  assert.match(said('local: yes\n'), /next: {2}write true or false, without quotes/);
  assert.match(said('links: [{wan: 5}]\n'), /next: {2}put it in quotes: "5"/);
});

test('time grows with the length of a text, not with its square', () => {
  const keys = (text: (index: number) => string): string =>
    Array.from({ length: 40_000 }, (_, index) => text(index)).join('');
  const texts = [
    keys((index) => `key${index}: 1\n`),
    keys(() => 'local: true\n'),
    `hosts:\n${keys((index) => `  h${index}: 10.0.0.1\n`)}`,
    `rules:\n${keys(() => '- {protocol: nope}\n')}`,
    `rules: [{${keys((index) => `a${index},`)}}]\n`,
  ];
  for (const text of texts) {
    const began = performance.now();
    assert.equal(readPolicy(text, 'p.yaml', KNOWN).policy, undefined);
    assert.ok(performance.now() - began < 20_000, text.slice(0, 40));
  }
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

test('a file that is too long or not UTF-8 is told as that, not as unreadable', () => {
  const names: PolicyNames = {
    known: KNOWN,
    members: () => [],
    markOf: () => ({ value: 0, mask: 0 }),
    isCertain: true,
  };
  const path = join(temporaryFolder(), 'policy.yaml');
  const check = (bytes: string | Uint8Array): unknown => {
    writeFileSync(path, bytes);
    return checkPolicy(path, names);
  };
  assert.throws(() => check('#'.repeat(5_000_000)), { code: 'POLICY_LIMIT' });
  const wide = Uint8Array.from([0xff, 0xfe, ...Buffer.from('rules: []\n', 'utf16le')]);
  assert.throws(() => check(wide), { code: 'POLICY_ENCODING', message: /but in UTF-16/ });
  assert.throws(() => check(Uint8Array.from([0x23, 0xe9, 0x0a])), { code: 'POLICY_ENCODING' });
  assert.ok('policy' in (check('\ufeffrules: []\n') as object));
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

test('every rule of an example of the manual can act', () => {
  const { known, members } = policyNames({ runDir: '/nonexistent' });
  for (const text of EXAMPLES) {
    const { policy } = readPolicy(text, 'docs/policy.md', known);
    const notes = ruleNotes(planPolicy(policy!, members));
    const idle = notes.filter(({ note }) => note.startsWith('never'));
    assert.deepEqual(
      idle.map(({ rule, note }) => `${rule.name}: ${note}`),
      [],
    );
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
