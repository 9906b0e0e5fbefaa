/**
 * The iptables extension as a user meets it: typed lines, in namespaces, with all four programs. Nothing is
 * installed: XTABLES_LIBDIR shows iptables where the library is.
 */

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { buildExtension, extensionStatus } from '../../src/linux/netfilter/extension.ts';
import { type CommandResult, runCommand } from '../../src/linux/netfilter/tools.ts';
import { makeNamespace, type Namespace, namespaceTrouble } from '../linux/netfilter/namespace.ts';

const PROGRAMS = ['iptables-legacy', 'ip6tables-legacy', 'iptables-nft', 'ip6tables-nft'] as const;

const PROTOCOLS = `# layer7: names and numbers
mask 0x0fff0000
l7dir PATTERNS
carrier tls 1
carrier quic 2
carrier http 3
protocol unset 0
protocol unknown 1
protocol http 2
protocol nntp 3
protocol imap 4
protocol ssh 300
application youtube 900
protocol x-very-long-name-that-somebody-may-well-give-to-a-protocol-of-his-own-someday 301
group p2p nntp imap
`;

const status = await extensionStatus();
const skip =
  namespaceTrouble() ??
  (status.missing.length > 0 ? `the extension cannot be built without ${status.missing.join(', ')}` : false);

const root = await mkdtemp(join(tmpdir(), 'layer7 extension '));
after(() => rm(root, { recursive: true }));
const patterns = join(root, 'patterns of bob');
await mkdir(patterns);
if (skip === false) await buildExtension(root);
const folders = `${root}:${status.folder}`;

/** A namespace whose iptables knows the extension and this list of protocols. */
async function machine(protocols: string | undefined, file = 'protocols'): Promise<Namespace> {
  const run = await mkdtemp(join(root, 'run '));
  if (protocols !== undefined) await writeFile(join(run, file), protocols.replace('PATTERNS', patterns));
  return makeNamespace({ XTABLES_LIBDIR: folders, LAYER7_RUN_DIR: run });
}

const words = (line: string): readonly string[] => line.split(' ');

/** Documented lines of l7-filter, and what the kernel is given. */
const LINES: readonly (readonly [typed: string, table: string, saved: string])[] = [
  [
    '-t mangle -A POSTROUTING -m layer7 --l7proto http -j MARK --set-mark 10',
    'mangle',
    '-A POSTROUTING -m connmark --mark 0xc000000/0xc000000 -j MARK --set-xmark 0xa/0xffffffff',
  ],
  [
    '-A FORWARD -p tcp -m layer7 --l7proto nntp -j DROP',
    'filter',
    '-A FORWARD -p tcp -m connmark --mark 0x30000/0x3ff0000 -j DROP',
  ],
  [
    '-t mangle -A POSTROUTING -m layer7 --l7proto imap',
    'mangle',
    '-A POSTROUTING -m connmark --mark 0x40000/0x3ff0000',
  ],
  [
    '-A FORWARD -m layer7 --l7proto youtube -j DROP',
    'filter',
    '-A FORWARD -m connmark --mark 0x3840000/0x3ff0000 -j DROP',
  ],
  ['-A FORWARD -m layer7 --l7proto unset', 'filter', '-A FORWARD -m connmark --mark 0x0/0xcff0000'],
  ['-A FORWARD -m layer7 --l7proto unknown', 'filter', '-A FORWARD -m connmark --mark 0x10000/0xfff0000'],
  ['-A FORWARD -m layer7 ! --l7proto unknown', 'filter', '-A FORWARD -m connmark ! --mark 0x10000/0xfff0000'],
  [
    '-A FORWARD -m layer7 --l7proto ! unknown -j DROP',
    'filter',
    '-A FORWARD -m connmark ! --mark 0x10000/0xfff0000 -j DROP',
  ],
  [
    '-A INPUT -m layer7 --l7proto ssh -m mark --mark 0x5',
    'filter',
    '-A INPUT -m connmark --mark 0x12c0000/0x3ff0000 -m mark --mark 0x5',
  ],
  [
    '-A INPUT -m layer7 ! --l7proto ssh -m layer7 ! --l7proto http',
    'filter',
    '-A INPUT -m connmark ! --mark 0x12c0000/0x3ff0000 -m connmark ! --mark 0xc000000/0xc000000',
  ],
  [
    '-A OUTPUT -m connmark --mark 0x1/0xff -m layer7 --l7proto http',
    'filter',
    '-A OUTPUT -m connmark --mark 0x1/0xff -m connmark --mark 0xc000000/0xc000000',
  ],
];

describe('lines as typed', { skip }, () => {
  for (const program of PROGRAMS) {
    test(program, async () => {
      const space = await machine(PROTOCOLS);
      const expected = new Set<string>();
      for (const [typed, table, saved] of LINES) {
        await space.ok(program, ...words(typed));
        assert.ok((await space.ok(`${program}-save`, '-t', table)).split('\n').includes(saved), typed);
        expected.add(saved);
        const check = typed.replace('-A', '-C');
        assert.equal((await space.run(program, words(check))).status, 0, check);
      }
      const rules = (listing: string): string =>
        listing
          .split('\n')
          .filter((line) => /^[-*:]/.test(line))
          .join('\n');
      const first = await space.ok(`${program}-save`);
      assert.equal(first.split('\n').filter((line) => line.startsWith('-A')).length, expected.size);
      await space.feed(first, `${program}-restore`);
      assert.equal(rules(await space.ok(`${program}-save`)), rules(first), 'save and restore');
      for (const [typed] of LINES) await space.ok(program, ...words(typed.replace('-A', '-D')));
      assert.doesNotMatch(await space.ok(`${program}-save`), /^-A/m);
    });

    test(`${program}-restore reads -m layer7 too`, async () => {
      const space = await machine(PROTOCOLS);
      await space.feed(
        '*filter\n-A FORWARD -m layer7 ! --l7proto http -j DROP\n-A FORWARD -m layer7 --l7proto ! ssh\nCOMMIT\n',
        `${program}-restore`,
        '--noflush',
      );
      const listing = await space.ok(`${program}-save`);
      assert.match(listing, /-A FORWARD -m connmark ! --mark 0xc000000\/0xc000000 -j DROP\n/);
      assert.match(listing, /-A FORWARD -m connmark ! --mark 0x12c0000\/0x3ff0000\n/);
    });
  }

  test('the folder of the patterns, before and after the name, however it is spelled', async () => {
    const space = await machine(PROTOCOLS);
    for (const folder of [patterns, `${patterns}/`, join(root, '.', 'patterns of bob')]) {
      await space.ok('iptables', '-A', 'FORWARD', '-m', 'layer7', '--l7dir', folder, '--l7proto', 'http');
      await space.ok('iptables', '-A', 'FORWARD', '-m', 'layer7', '--l7proto', 'http', '--l7dir', folder);
    }
  });

  test('another mask gives other numbers', async () => {
    const space = await machine(PROTOCOLS.replace('0x0fff0000', '0xfff00000'));
    await space.ok('iptables-legacy', '-A', 'FORWARD', '-m', 'layer7', '--l7proto', 'ssh');
    assert.match(await space.ok('iptables-legacy-save'), /--mark 0x12c00000\/0x3ff00000/);
  });

  test('at boot, before the daemon has run, the persistent list will do', async () => {
    const space = await machine(PROTOCOLS, 'ids');
    await space.ok('iptables', '-A', 'FORWARD', '-m', 'layer7', '--l7proto', 'http');
    assert.match(await space.ok('iptables-save'), /--mark 0xc000000\/0xc000000/);
  });

  test('iptables-translate and --help know the match', async () => {
    const space = await machine(PROTOCOLS);
    assert.match(
      await space.ok('iptables-translate', ...words('-A FORWARD -m layer7 ! --l7proto http -j DROP')),
      /ct mark and 0xc000000 != 0xc000000 counter drop/,
    );
    assert.match(await space.ok('iptables', '-m', 'layer7', '--help'), /--l7proto NAME/);
  });
});

describe('what is refused, and how', { skip }, () => {
  const refused = (result: CommandResult, message: RegExp, program: string): void => {
    assert.notEqual(result.status, 0, program);
    assert.match(result.stderr, message, program);
    assert.doesNotMatch(result.stderr, /Segmentation|core dumped/);
  };

  const TYPED: readonly (readonly [string, RegExp])[] = [
    [
      '-m layer7 --l7proto htpp',
      /layer7: there is no protocol or application called "htpp"\. Did you mean http/,
    ],
    ['-m layer7 --l7proto shh', /Did you mean ssh\? See: layer7 protocols/],
    ['-m layer7 --l7proto quake-halflife-2', /called "quake-halflife-2"\. See: layer7 protocols/],
    ['-m layer7 --l7proto HTTP', /Did you mean http/],
    [`-m layer7 --l7proto ${'x'.repeat(5000)}`, /called "x+"\. See/],
    ['-m layer7 --l7pkt --l7proto http', /--l7pkt is not offered: .* -m string or -m bpf/],
    [
      '-m layer7 --l7dir /home/bob --l7proto http',
      /uses the patterns in .*patterns of bob, not the patterns in \/home\/bob.*layer7 up --l7dir \/home\/bob/,
    ],
    ['-m layer7 --l7proto http --l7dir /home/bob', /not the patterns in \/home\/bob/],
    ['-m layer7 --l7group p2p', /a rule for each member of the group: layer7 iptables .* --l7group p2p/],
    ['-m layer7 ! --l7group p2p', /layer7 iptables/],
    ['-m layer7', /--l7proto NAME is needed/],
    ['-m layer7 --l7proto nope', /called "nope"\..* See: layer7 protocols --run-dir \//],
    ['-m layer7 -j DROP', /--l7proto NAME is needed/],
    ['-m layer7 --l7proto http --l7proto ssh', /use a second -m layer7/],
    ['-m layer7 --l7proto !', /--l7proto needs a name/],
  ];
  for (const program of PROGRAMS) {
    test(program, async () => {
      const space = await machine(PROTOCOLS);
      for (const [typed, message] of TYPED) {
        refused(
          await space.run(program, ['-A', 'FORWARD', ...words(typed)]),
          message,
          `${program} ${typed.slice(0, 80)}`,
        );
      }
      assert.doesNotMatch(await space.ok(`${program}-save`), /^-A/m);
    });
  }

  test('a carrier that the daemon does not look for', async () => {
    const space = await machine(PROTOCOLS.replace('carrier tls 1\n', ''));
    refused(
      await space.run('iptables', words('-A FORWARD -m layer7 --l7proto tls')),
      /called "tls"/,
      'iptables',
    );
    await space.ok('iptables', ...words('-A FORWARD -m layer7 --l7proto http'));
  });

  test('a daemon that never ran', async () => {
    const space = await machine(undefined);
    refused(
      await space.run('iptables', words('-A FORWARD -m layer7 --l7proto http')),
      /layer7: the daemon has never run here: there is neither .*\/protocols nor .*\/ids\. Start it once: layer7 up/,
      'iptables',
    );
    const plain = await makeNamespace({ XTABLES_LIBDIR: folders, LAYER7_RUN_DIR: '/proc/version' });
    refused(
      await plain.run('iptables', words('-A FORWARD -m layer7 --l7proto http')),
      /has never run here/,
      'a run folder that is no folder',
    );
  });

  test('shipped signatures have no folder', async () => {
    const space = await machine(PROTOCOLS.replace('PATTERNS', '-'));
    refused(
      await space.run('iptables', words('-A FORWARD -m layer7 --l7dir /etc/l7-protocols --l7proto http')),
      /uses the shipped signatures, not the patterns in \/etc\/l7-protocols/,
      'iptables',
    );
  });

  test('a list that is not one', async () => {
    const broken: readonly (readonly [string, RegExp])[] = [
      ['', /line 0: the file ends without a mask/],
      ['\0\x01\x02\xff\n'.repeat(50), /line 50: the file ends without a mask/],
      ['protocol http 2\n', /line 1: the file ends without a mask/],
      ['mask zero\n', /line 1: the mask is not a number above zero/],
      ['mask 0\n', /line 1: the mask is not a number above zero/],
      ['# x\nmask 0x1ffffffff\n', /line 2: the mask is not a number above zero/],
      ['mask -1\n', /line 1: the mask is not a number above zero/],
      ['mask 0x0fff0000\nprotocol http\n', /line 2: here belong a name and a number/],
      ['mask 0x0fff0000\nprotocol  2\n', /line 2: here belong a name and a number/],
      ['mask 0x0fff0000\nprotocol http two\n', /line 2: the number of a name is not one/],
      ['mask 0x0fff0000\nprotocol http 2 3\n', /line 2: the number of a name is not one/],
      ['mask 0x0fff0000\nprotocol http 99999\n', /line 2: the number of a name is not one/],
      ['mask 0x0f\nprotocol http 2\n', /line 1: the mask has no room for names/],
      ['mask 0xff\nprotocol http 64\n', /the mask has no room for the numbers/],
      ['mask 0xff\ncarrier http 4\n', /the mask has no room for the numbers/],
      ['mask 0x0fff0000\nprotocol http 2\nprotocol', /there is no protocol or application called "nntp"/],
    ];
    for (const [text, message] of broken) {
      const space = await machine(text);
      refused(
        await space.run('iptables', words('-A FORWARD -m layer7 --l7proto nntp')),
        message,
        JSON.stringify(text.slice(0, 40)),
      );
    }
  });

  test('words that a later daemon may add are passed over', async () => {
    const space = await machine(`seen 0x80000000\r\n\n${PROTOCOLS}future yes\n`);
    await space.ok('iptables', ...words('-A FORWARD -m layer7 --l7proto http'));
  });
});

test('the library is clean for the compiler at its strictest', { skip }, async () => {
  const source = join(import.meta.dirname, '../../extensions/libxt_layer7.c');
  const flags =
    '-std=gnu11 -O2 -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion -Wno-unused-parameter -Werror -fsyntax-only';
  const result = await runCommand('gcc', [...flags.split(' '), source]);
  assert.equal(result.stderr, '');
  assert.equal(result.status, 0);
});
