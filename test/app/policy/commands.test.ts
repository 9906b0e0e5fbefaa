/** `layer7 policy check`, `plan` and `show`, and `layer7 import` of a script, as they are typed. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readMoment } from '../../../src/app/cli/commands/policy-plan.ts';
import { pcapFile } from '../../support/captures.ts';
import { ethernet, tcpConversation } from '../../support/packets.ts';
import { temporaryFolder } from '../support.ts';
import { type Outcome, run } from '../workbench/support.ts';

const folder = temporaryFolder();
const at = (name: string): string => join(folder, name);
const json = ({ out }: Outcome): ReturnType<typeof JSON.parse> => JSON.parse(out);

/** Monday, 2 June 2025, noon UTC: in office hours from UTC−3 to UTC+4, and never at the edge of a day. */
const MONDAY_NOON = 1_748_865_600;

mkdirSync(at('patterns'));
const pattern = (name: string, groups: string, expression: string): void =>
  writeFileSync(
    at(`patterns/${name}.pat`),
    `# A test\n# Protocol groups: ${groups}\n${name}\n${expression}\n`,
  );
pattern('http', 'web', '^get /');
pattern('seed', 'p2p', '^\\x13seed');
pattern('call', 'voip', '^invite');

const POLICY = `links:
  - { wan: wan0, up: 10 mbit, down: 50 mbit }
  - { lan: lan0 }
classes:
  - { name: calls, share: 30%, traffic: interactive }
  - { name: web }
default: web
rules:
  - { protocol: seed, time: mon 00:00-24:00, block: reject }
  - { group: voip, class: calls }
  - { after: 300 B, class: web, dscp: CS1 }
`;
writeFileSync(at('policy.yaml'), POLICY);
writeFileSync(at('wrong.yaml'), POLICY.replace('seed', 'seeed').replace('calls }', 'cals }'));

const conversations = [
  ...tcpConversation('10.0.0.1:4001', '198.51.100.1:80', [
    ['client', 'GET / x'],
    ['server', 'y'.repeat(500)],
  ]),
  ...tcpConversation('10.0.0.1:4002', '198.51.100.2:6881', [
    ['client', '\x13SEED'],
    ['server', 'more'],
    ['client', 'more'],
  ]),
  ...tcpConversation('10.0.0.2:4003', '198.51.100.3:5060', [['client', 'INVITE a']]),
];
const stamped = conversations.map((packet) => ({ data: ethernet(packet), seconds: MONDAY_NOON }));
writeFileSync(at('monday.pcap'), pcapFile(stamped));
writeFileSync(at('broken.pcap'), pcapFile(stamped).subarray(0, 300));

const WORLD = ['--l7dir', at('patterns'), '--run-dir', at('run')] as const;
const policy = (...words: readonly string[]): Promise<Outcome> => run('policy', ...words, ...WORLD);

describe('layer7 policy check', () => {
  it('shows what a right policy says', async () => {
    const { status, out } = await policy('check', at('policy.yaml'));
    assert.equal(status, 0);
    assert.match(out, /2 links, 2 classes, 3 rules/);
    assert.match(out, /calls +1 +interactive +3 mbit … 10 mbit +15 mbit … 50 mbit/);
    assert.match(out, /web \* +2 +normal +7 mbit … 10 mbit/);
    assert.match(out, /1 {2}seed mon 00:00-24:00 +block \(reject\)/);
    for (const line of out.split('\n')) assert.ok(line.length <= 80 || line.includes(folder), line);
  });

  it('is data as well', async () => {
    const found = json(await policy('check', at('policy.yaml'), '--format', 'json'));
    const line = await policy('check', at('policy.yaml'), '--format', 'jsonl');
    assert.equal(line.out, `${JSON.stringify(found)}\n`);
    assert.deepEqual([found.links, found.classes, found.rules], [2, 2, 3]);
    assert.equal(found.notes[0].rule, 1);
  });

  it('refuses a wrong one', async () => {
    const { status, out, err } = await policy('check', at('wrong.yaml'));
    assert.deepEqual([status, out], [3, '']);
    assert.match(err, /there is no protocol "seeed"/);
    assert.doesNotMatch(err, /more may follow/);
    assert.match((await policy('check', at('none.yaml'))).err, /POLICY_UNREADABLE/);
    assert.match((await policy('check', folder)).err, /POLICY_UNREADABLE/);
    assert.equal((await policy('chek', at('policy.yaml'))).status, 2);
  });
});

describe('layer7 policy check of a wrong file', () => {
  it('is data as well', async () => {
    const outcome = await policy('check', at('wrong.yaml'), '--format', 'json');
    const { file, partial, faults } = json(outcome);
    assert.deepEqual([outcome.status, file, partial], [3, at('wrong.yaml'), false]);
    assert.deepEqual(
      faults.map(({ code, where }: { code: string; where: { line: number } }) => [code, where.line]),
      [
        ['POLICY_NAME_UNKNOWN', 9],
        ['POLICY_CLASS_UNKNOWN', 10],
      ],
    );
    assert.match(outcome.err, /there is no protocol "seeed"/);
    assert.deepEqual(json(await policy('check', at('policy.yaml'), '--format', 'json')).faults, []);
  });

  it('says when more may follow', async () => {
    const wrong = async (from: string, to: string): Promise<string> => {
      writeFileSync(at('more.yaml'), POLICY.replace('30%', '130%').replace(from, to));
      return (await policy('check', at('more.yaml'))).err;
    };
    assert.match(await wrong('links', 'linkss'), /"linkss"[\s\S]*more may follow once these are right/);
    assert.match(await wrong('10 mbit', '10 mbps'), /10 mbps[\s\S]*more may follow/);
    assert.match(await wrong('links:', 'links: ['), /no YAML[\s\S]*check indentation[\s\S]*more may follow/);
  });
});

describe('layer7 policy plan', () => {
  const plan = (...words: readonly string[]): Promise<Outcome> =>
    policy('plan', at('policy.yaml'), '--kernel', 'any', ...words);

  it('prints the exact commands', async () => {
    const { status, out } = await plan();
    assert.equal(status, 0);
    assert.match(out, /^tc qdisc add dev wan0 root handle 1717: htb default 102$/m);
    assert.match(out, /^# iptables-restore --noflush <<'END'$/m);
    assert.match(out, /^-A L7P-RULES .*-j CLASSIFY|-g L7P-CLASS-calls$/m);
    assert.match(out, /^iptables -t filter -I FORWARD .*-j L7P-ENTRY$/m);
    assert.match(out, /no daemon ever ran here/);
    assert.match((await plan('--iptables', 'nftables')).out, /^table inet layer7_policy \{$/m);
  });

  it('says which devices this machine does not have', async () => {
    const { status, out } = await policy('plan', at('policy.yaml'));
    assert.equal(status, 0);
    assert.match(out, /this machine has no device wan0 now\n.*this machine has no device lan0 now/);
    assert.doesNotMatch((await plan()).out, /no device/);
  });

  it('tells what it would have done with a capture', async () => {
    const { preview } = json(await plan('--capture', at('monday.pcap'), '--format', 'json'));
    assert.equal(preview.total.flows, 3);
    const [seed, call, after, none] = preview.rules;
    assert.deepEqual([seed.flows, seed.fate, seed.hosts], [1, 'block', 1]);
    assert.ok(seed.before.packets >= 3, 'the handshake passes before anything is known');
    assert.deepEqual([call.flows, call.name], [1, 'voip']);
    assert.equal(after.flows, 1);
    assert.ok(after.bytes > 500);
    assert.equal(none.flows, 3, 'each begins as unset');
  });

  it('takes another time when it is given', async () => {
    const sunday = await plan('--capture', at('monday.pcap'), '--at', 'sun 12:00', '--format', 'json');
    assert.equal(json(sunday).preview.rules[0].flows, 0);
    assert.equal((await plan('--capture', at('monday.pcap'), '--at', 'noon')).status, 2);
    assert.equal(readMoment('Mon 09:05'), 1440 + 545);
  });

  it('goes on after a broken capture, and says so', async () => {
    const { status, out, err } = await plan('--capture', at('broken.pcap'));
    assert.equal(status, 3);
    assert.match(out, /What it would have done with/);
    assert.match(err, /CAPTURE_TRUNCATED_RECORD|ends in the middle/);
    assert.match((await plan('--capture', at('nowhere'))).err, /CAPTURES_NONE/);
    const nothing = await plan('--capture', at('policy.yaml'));
    assert.equal(nothing.status, 3);
    assert.doesNotMatch(nothing.out, /What it would have done|By class/);
    assert.equal(json(await plan('--capture', at('policy.yaml'), '--format', 'json')).preview, undefined);
  });

  it('says where there are no accounts', async () => {
    assert.match((await plan('--since', '1h')).err, /ACCOUNTS_NONE/);
    assert.match((await plan('--since', 'yesterday')).err, /DURATION_INVALID/);
  });
});

describe('layer7 policy show', () => {
  it('says that nothing is in force', async () => {
    const show = (...words: readonly string[]): Promise<Outcome> =>
      run('policy', 'show', '--run-dir', at('run'), ...words);
    const { status, out } = await show();
    assert.deepEqual([status, out], [0, 'No policy is in force.\n']);
    assert.equal(json(await show('--format', 'json')).applied, null);
  });
});

describe('layer7 import of a script', () => {
  const script = at('shape.sh');
  writeFileSync(
    script,
    'tc class add dev wan0 parent 1: classid 1:10 htb rate 1mbit\n' +
      'tc filter add dev wan0 parent 1: handle 7 fw flowid 1:10\n' +
      'iptables -t mangle -A FORWARD -m layer7 --l7proto http -j MARK --set-mark 7\n' +
      'iptables -A FORWARD -m layer7 --l7proto nothing -j DROP\n',
  );

  it('writes a policy, and tells what is not in it', async () => {
    const { status, out } = await run('import', script, '--to', at('new'));
    assert.equal(status, 3);
    assert.match(out, /policy.yaml: 1 link, 1 class, 1 rule/);
    assert.match(
      out,
      /policy.yaml: .* \(partial\)\n {2}4 commands: 2 carried over, 1 with a change, 1 not carried/,
    );
    assert.match(out, /line 4: iptables -A FORWARD -m layer7 --l7proto nothing/);
    const text = readFileSync(at('new/policy.yaml'), 'utf8');
    assert.match(text, /^# {3}line 4: iptables -A FORWARD -m layer7 --l7proto nothing -j DROP$/m);
    assert.match(text, /- \{ protocol: http, class: class-10 \}/);
    assert.equal((await run('policy', 'check', at('new/policy.yaml'), '--run-dir', at('run'))).status, 0);
  });

  it('writes over nothing unless told to', async () => {
    assert.match((await run('import', script, '--to', at('new'))).err, /IMPORT_EXISTS/);
    assert.equal((await run('import', script, '--to', at('new'), '--force')).status, 3);
  });

  it('counts every command for programs', async () => {
    const report = json(await run('import', script, '--to', at('new'), '--force', '--format', 'json'));
    assert.equal(report.partial, true);
    assert.deepEqual(report.counts, { commands: 4, carried: 2, changed: 1, left: 1, needless: 0 });
    assert.equal(report.commands.length, 4);
  });

  it('refuses a script without anything for a policy, and says of each command why', async () => {
    writeFileSync(at('other.sh'), '/sbin/iptables -P FORWARD DROP\n');
    const { status, out, err } = await run('import', at('other.sh'), '--to', at('other'));
    assert.equal(status, 3);
    assert.match(err, /no command of the script could be carried over.*IMPORT_SOURCE/);
    assert.match(out, /line 1: \/sbin\/iptables -P FORWARD DROP/);
    assert.ok(!existsSync(at('other')));
  });

  it('says of other files that they are none', async () => {
    for (const [text, wanted] of [
      ['', /the file is empty/],
      [' \n', /the file is empty/],
      ['\x7fELF\0\0', /it is no text/],
      ['Dear all,\nplease block everything.\n', /nothing in the file looks like/],
    ] as const) {
      writeFileSync(at('none'), text);
      const { status, err } = await run('import', at('none'), '--to', at('other'));
      assert.equal(status, 3);
      assert.match(err, wanted);
    }
  });
});
