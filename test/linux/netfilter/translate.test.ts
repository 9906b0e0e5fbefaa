import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Layer7Error } from '../../../src/core/errors.ts';
import { markField } from '../../../src/linux/netfilter/mark-field.ts';
import { type TranslateOptions, translateArguments } from '../../../src/linux/netfilter/translate.ts';

const options: TranslateOptions = {
  mark: markField(),
  ids: new Map([
    ['unset', 0],
    ['unknown', 1],
    ['http', 2],
    ['nntp', 3],
    ['imap', 4],
    ['youtube', 900],
  ]),
  applications: new Set(['youtube']),
  groups: new Map([
    ['news', ['imap', 'nntp']],
    ['web', ['http', 'youtube']],
  ]),
  l7dir: '/etc/l7-protocols',
};

/** Words are apart by blanks; no word of these cases has one inside. */
const CASES: readonly (readonly [given: string, result: string])[] = [
  // The lines of l7-filter's own documentation.
  [
    '-t mangle -A POSTROUTING -m layer7 --l7proto http -j MARK --set-mark 10',
    '-t mangle -A POSTROUTING -m connmark --mark 0xc000000/0xc000000 -j MARK --set-mark 10',
  ],
  [
    '-A FORWARD -p tcp -m layer7 --l7proto nntp -j DROP',
    '-A FORWARD -p tcp -m connmark --mark 0x30000/0x3ff0000 -j DROP',
  ],
  [
    '-t mangle -A POSTROUTING -m layer7 --l7proto imap',
    '-t mangle -A POSTROUTING -m connmark --mark 0x40000/0x3ff0000',
  ],
  ['-A FORWARD -m layer7 --l7proto youtube', '-A FORWARD -m connmark --mark 0x3840000/0x3ff0000'],
  ['-A FORWARD -m layer7 --l7proto unset', '-A FORWARD -m connmark --mark 0x0/0xcff0000'],
  // Inverted, in both orders, and twice.
  ['-A F -m layer7 ! --l7proto unknown', '-A F -m connmark ! --mark 0x10000/0xfff0000'],
  ['-A F -m layer7 --l7proto ! unknown', '-A F -m connmark ! --mark 0x10000/0xfff0000'],
  ['-A F -m layer7 ! --l7proto ! http', '-A F -m connmark --mark 0xc000000/0xc000000'],
  // The folder, before and after.
  ['-A F -m layer7 --l7dir /etc/l7-protocols/ --l7proto http', '-A F -m connmark --mark 0xc000000/0xc000000'],
  ['-A F -m layer7 --l7proto http --l7dir /etc/l7-protocols', '-A F -m connmark --mark 0xc000000/0xc000000'],
  // Several, and among other matches.
  [
    '-A F -m layer7 ! --l7proto http -m layer7 ! --l7proto nntp -j DROP',
    '-A F -m connmark ! --mark 0xc000000/0xc000000 -m connmark ! --mark 0x30000/0x3ff0000 -j DROP',
  ],
  [
    '-A F ! -s 10.0.0.1 -m layer7 -p tcp --l7proto http',
    '-A F ! -s 10.0.0.1 -p tcp -m connmark --mark 0xc000000/0xc000000',
  ],
  ['-A F --match layer7 --l7proto=http', '-A F -m connmark --mark 0xc000000/0xc000000'],
  [
    '-A F --match=layer7 --l7dir=/etc/l7-protocols --l7proto http',
    '-A F -m connmark --mark 0xc000000/0xc000000',
  ],
  ['-A F -mlayer7 --l7proto http', '-A F -m connmark --mark 0xc000000/0xc000000'],
  // Not ours.
  ['-A F -m mark --mark 10 -j layer7', '-A F -m mark --mark 10 -j layer7'],
  ['-L -v', '-L -v'],
  ['', ''],
  ['-A F -m comment --comment --l7proto', '-A F -m comment --comment --l7proto'],
];

const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');

test('arguments with -m layer7 become arguments that any iptables understands', () => {
  for (const [given, result] of CASES) {
    assert.deepEqual(translateArguments(words(given), options), words(result), given);
  }
});

test('words with blanks stay whole', () => {
  const given = [
    '-A',
    'F',
    '-m',
    'comment',
    '--comment',
    'a -m layer7 b',
    '-m',
    'layer7',
    '--l7proto',
    'http',
  ];
  const translated = translateArguments(given, options);
  assert.ok(!('commands' in translated));
  assert.deepEqual(translated.slice(0, 6), given.slice(0, 6));
});

test('another mask gives other numbers', () => {
  const narrow = { ...options, mark: markField(0xff0) };
  assert.deepEqual(
    translateArguments(words('-m layer7 --l7proto imap'), narrow),
    words('-m connmark --mark 0x40/0x3f0'),
  );
  assert.throws(
    () => translateArguments(words('-m layer7 --l7proto imap'), { ...options, mark: markField(0x3f) }),
    { code: 'MARK_FIELD_FULL' },
  );
});

test('what cannot be is refused, with what to do', () => {
  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['-m layer7 --l7proto htpp', 'PROTOCOL_UNKNOWN', /http/],
    ['-m layer7 --l7proto quake-halflife', 'PROTOCOL_UNKNOWN', /layer7 protocols/],
    ['-m layer7 --l7proto HTTP', 'PROTOCOL_UNKNOWN', /http/],
    ['-m layer7 --l7pkt --l7proto http', 'L7PKT_REFUSED', /-m string/],
    [
      '-m layer7 --l7dir /home/bob/patterns --l7proto http',
      'L7DIR_DIFFERENT',
      /--l7dir \/home\/bob\/patterns/,
    ],
    ['-m layer7 --l7dir', 'L7DIR_MISSING', /folder/],
    ['-m layer7', 'L7PROTO_MISSING', /--l7proto/],
    ['-m layer7 -j DROP', 'L7PROTO_MISSING', /--l7proto/],
    ['-m layer7 -m layer7 --l7proto http', 'L7PROTO_MISSING', /--l7proto/],
    ['-m layer7 --l7proto', 'L7PROTO_MISSING', /name/],
    ['-m layer7 --l7proto !', 'L7PROTO_MISSING', /name/],
    ['-m layer7 --l7proto http --l7proto nntp', 'L7PROTO_TWICE', /second/],
    ['-A F -m layer7 --l7group newz', 'GROUP_UNKNOWN', /news/],
    ['-R F 2 -m layer7 --l7group news', 'GROUP_COMMAND', /-D/],
    ['-A F -m layer7 --l7group news -m layer7 --l7group web', 'L7GROUP_TWICE', /chain/],
    ['-m layer7 --l7port 80 --l7proto http', 'L7_OPTION_UNKNOWN', /--l7proto/],
  ];
  for (const [given, code, next] of refused) {
    assert.throws(
      () => translateArguments(words(given), options),
      (error: unknown) =>
        error instanceof Layer7Error &&
        error.code === code &&
        error.diagnostic.kind === 'usage' &&
        next.test(error.diagnostic.next ?? ''),
      given,
    );
  }
});

test('a group is a rule for each member, entered in one step', () => {
  const remark = ['-m', 'comment', '--comment', 'layer7 group news'];
  const rule = (mark: string): readonly string[] => [
    ...words(`-t mangle -A FORWARD -p tcp -m connmark --mark ${mark}`),
    ...remark,
    ...words('-j MARK --set-mark 5'),
  ];
  assert.deepEqual(
    translateArguments(
      words('-t mangle -A FORWARD -p tcp -m layer7 --l7group news -j MARK --set-mark 5'),
      options,
    ),
    {
      commands: [rule('0x40000/0x3ff0000'), rule('0x30000/0x3ff0000')],
      restore: `*mangle
-A FORWARD -p tcp -m connmark --mark 0x40000/0x3ff0000 -m comment --comment "layer7 group news" -j MARK --set-mark 5
-A FORWARD -p tcp -m connmark --mark 0x30000/0x3ff0000 -m comment --comment "layer7 group news" -j MARK --set-mark 5
COMMIT
`,
    },
  );
});

test('insertion keeps the order, a check is no transaction, and what waits or is quoted goes through', () => {
  const restoreOf = (line: string): string => {
    const translated = translateArguments(words(line), options);
    assert.ok('commands' in translated);
    return translated.restore ?? '';
  };
  assert.match(
    restoreOf('-w 5 -tmangle -I F 3 -m layer7 --l7group news -m comment --comment a"b\\'),
    /^\*mangle\n-I F 3 -m connmark --mark 0x30000.* --comment "a\\"b\\\\"\n-I F 3 .*0x40000/,
  );
  assert.equal(restoreOf('-C F -m layer7 --l7group news'), '');
});

test('an application of a group leaves out the carriers of the group, and no group is one rule', () => {
  const remark = ['-m', 'comment', '--comment', 'layer7 group web'];
  const http = '0xc000000/0xc000000';
  const youtube = '0x3840000/0x3ff0000';
  const commandsOf = (line: string): readonly (readonly string[])[] => {
    const translated = translateArguments(words(line), options);
    assert.ok('commands' in translated);
    return translated.commands;
  };
  assert.deepEqual(commandsOf('-A F -m layer7 --l7group web'), [
    [...words(`-A F -m connmark --mark ${http}`), ...remark],
    [...words(`-A F -m connmark --mark ${youtube} -m connmark ! --mark ${http}`), ...remark],
  ]);
  assert.deepEqual(commandsOf('-D F -m layer7 ! --l7group web'), [
    [...words(`-D F -m connmark ! --mark ${http} -m connmark ! --mark ${youtube}`), ...remark],
  ]);
});

test('the shipped signatures are no folder', () => {
  assert.throws(
    () =>
      translateArguments(words('-m layer7 --l7dir - --l7proto http --l7dir /etc/l7-protocols'), {
        ...options,
        l7dir: '-',
      }),
    { code: 'L7DIR_DIFFERENT', message: /shipped signatures/ },
  );
});
