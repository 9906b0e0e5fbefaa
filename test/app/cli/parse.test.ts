import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindCommand, type Command, defineCommand } from '../../../src/app/cli/command.ts';
import { commandHelp } from '../../../src/app/cli/help.ts';
import { parseCommandLine, parseInteger } from '../../../src/app/cli/parse.ts';
import { COMMANDS } from '../../../src/app/cli/table.ts';
import { diagnosticFrom } from '../support.ts';

const spec = defineCommand({
  name: 'paint',
  summary: 'paint something',
  description: [],
  options: {
    wet: { kind: 'flag', summary: 'do not dry' },
    coats: { kind: 'integer', metavar: 'N', min: 1, max: 9, default: 2, short: 'c', summary: 'layers' },
    tone: { kind: 'choice', choices: ['dark', 'light'], default: 'dark', summary: 'tone' },
    colors: { kind: 'list', metavar: 'A,B', summary: 'colours' },
    marks: { kind: 'list', metavar: 'A,B', repeatable: true, summary: 'marks' },
    brush: { kind: 'text', metavar: 'FILE', summary: 'brush' },
    heat: { kind: 'flag', excludes: ['wet'], summary: 'dry at once' },
    fan: {
      kind: 'integer',
      metavar: 'N',
      min: 1,
      max: 9,
      default: 1,
      needs: ['heat', 'tone'],
      summary: 'fan',
    },
    snow: { kind: 'flag', actions: ['north'], summary: 'take the snow away' },
  },
  args: [
    { name: 'WALL', summary: 'where', choices: ['north', 'south'] },
    { name: 'REST', summary: 'more', optional: true, many: true, actions: ['north', 'south'] },
  ],
  examples: [],
});
const pass = defineCommand({
  name: 'pass',
  summary: 'pass all on',
  description: [],
  passthrough: true,
  options: {},
  args: [{ name: 'ARGUMENT', summary: 'anything', many: true }],
  examples: [],
});
const TABLE: readonly Command[] = [
  bindCommand(spec, async () => async () => 0),
  bindCommand(pass, async () => async () => 0),
];

function parse(...words: string[]) {
  const parsed = parseCommandLine(words, TABLE);
  assert.equal(parsed.kind, 'run');
  return parsed.kind === 'run' ? parsed : assert.fail();
}

test('a list that may be repeated adds up, any other is what was said last', () => {
  const { options } = parse('paint', 'north', '--marks=a,b', '--colors=red', '--marks', 'c', '--colors=blue');
  assert.deepEqual([options.marks, options.colors], [['a', 'b', 'c'], ['blue']]);
});

test('options have their defaults, and what is given takes their place', () => {
  assert.deepEqual(parse('paint', 'north').options, {
    wet: false,
    coats: 2,
    tone: 'dark',
    colors: undefined,
    marks: undefined,
    brush: undefined,
    heat: false,
    fan: 1,
    snow: false,
  });
  const given = parse(
    'paint',
    '--wet',
    '-c',
    '0x3',
    '--tone=light',
    'south',
    '--colors',
    'red,blue',
    '--brush=a b',
    'x',
  );
  assert.deepEqual(given.options, {
    wet: true,
    coats: 3,
    tone: 'light',
    colors: ['red', 'blue'],
    marks: undefined,
    brush: 'a b',
    heat: false,
    fan: 1,
    snow: false,
  });
  assert.deepEqual(given.args, ['south', 'x']);
});

test('an option that can have an effect beside the others is taken', () => {
  assert.equal(parse('paint', 'north', '--snow').options.snow, true);
  assert.equal(parse('paint', 'north', '--fan', '2', '--tone', 'dark').options.fan, 2);
  assert.equal(parse('paint', 'north', '--heat', '--fan=3').options.fan, 3);
});

test('the options of the table go with actions and options that there are', () => {
  for (const { name, options, args } of COMMANDS) {
    const choices = args[0]?.choices ?? [];
    for (const [option, { actions = [], needs = [], excludes = [] }] of Object.entries(options)) {
      for (const action of actions) assert.ok(choices.includes(action), `${name} --${option}: ${action}`);
      for (const other of [...needs, ...excludes]) {
        assert.ok(Object.hasOwn(options, other) && other !== option, `${name} --${option}: ${other}`);
      }
    }
    for (const { actions = [] } of args) for (const action of actions) assert.ok(choices.includes(action));
  }
});

const WITHOUT_EFFECT = [
  'show ssh --draw railroad --format json',
  'show ssh --draw railroad --all',
  'show ssh --group 1',
  'show --tables --draw states',
  'explain a.pcap --seconds 5',
  'explain a.pcap --payload',
  'explain a.pcap --run-dir X',
  'explain --live --l7dir X',
  'explain --live --protocols http',
  'explain --live --dialect userspace',
  'explain --live --packets 10',
  'explain --live --bytes 9',
  'explain --live --limit states=1',
  'explain --live --no-payload',
  'test ^a --labels X',
  'classify a.pcap --ja4 --l7dir X',
  'policy check p.yaml --capture X',
  'policy check p.yaml --since 1h',
  'policy check p.yaml --confirm 60s',
  'policy check p.yaml --leave eth0',
  'policy check p.yaml --packets 3',
  'policy check p.yaml --kernel any',
  'policy plan p.yaml --confirm 60s',
  'policy plan p.yaml --leave eth0',
  'policy plan p.yaml --packets 3',
  'policy plan p.yaml --limit states=1',
  'policy plan p.yaml --since 1h --bytes 3',
  'policy plan --at noon',
  'policy apply --at noon --capture X',
  'policy show --l7dir X',
];

for (const line of WITHOUT_EFFECT) {
  test(`"${line}" is refused, since an option of it could have no effect`, () => {
    const diagnostic = diagnosticFrom(() => parseCommandLine(line.split(' '), COMMANDS));
    assert.deepEqual([diagnostic.code, diagnostic.kind], ['OPTION_WITHOUT_EFFECT', 'usage']);
    assert.match(diagnostic.message, /^"--[\w-]+" has no effect with/);
    assert.notEqual(diagnostic.next, undefined);
  });
}

test('an argument that an action has no use for is refused', () => {
  const diagnostic = diagnosticFrom(() => parseCommandLine(['policy', 'revert', 'p.yaml'], COMMANDS));
  assert.deepEqual([diagnostic.code, diagnostic.given], ['TOO_MANY_ARGUMENTS', 'p.yaml']);
});

test('the help says what an option goes with', () => {
  const help = (name: string): string =>
    commandHelp(COMMANDS.find((command) => command.name === name)!).replace(/\s+/g, ' ');
  assert.match(help('policy'), /judge these connections \(with plan\)/);
  assert.match(help('policy'), /had been at "mon 10:00" \(with --capture or --since\)/);
  assert.match(help('explain'), /show the bytes themselves \(with --live\)/);
  assert.match(help('explain'), /leave the bytes themselves out \(not with --live\)/);
});

test('what follows -- is no option', () => {
  assert.deepEqual(parse('paint', 'north', '--', '--wet').args, ['north', '--wet']);
});

test('a negative number is an argument, not options', () => {
  assert.deepEqual(parse('paint', 'north', '-3').args, ['north', '-3']);
  assert.deepEqual(parse('paint', 'north', '-355', '--wet', '-3.5').args, ['north', '-355', '-3.5']);
  assert.equal(parse('paint', 'north', '-355', '--wet').options.wet, true);
});

test('a command that passes its arguments on does not read them', () => {
  assert.deepEqual(parse('pass', '-t', 'mangle', '--help', '!', '--', '-x').args, [
    '-t',
    'mangle',
    '--help',
    '!',
    '--',
    '-x',
  ]);
  assert.equal(parseCommandLine(['pass', '--help'], TABLE).kind, 'help');
});

test('help and version are found wherever they stand', () => {
  assert.equal(parseCommandLine([], TABLE).kind, 'help');
  assert.equal(parseCommandLine(['--help'], TABLE).kind, 'help');
  assert.equal(parseCommandLine(['-V'], TABLE).kind, 'version');
  const help = parseCommandLine(['paint', '--wet', '-h'], TABLE);
  assert.equal(help.kind === 'help' && help.command?.name, 'paint');
});

const REFUSED: readonly (readonly [words: string[], code: string, hint: RegExp])[] = [
  [['piant'], 'UNKNOWN_COMMAND', /"paint"/],
  [['zzzzzzz'], 'UNKNOWN_COMMAND', /layer7 help/],
  [['paint', '--coat', '3', 'north'], 'UNKNOWN_OPTION', /"--coats"/],
  [['paint', '--__proto__', 'north'], 'UNKNOWN_OPTION', /--help/],
  [['paint', '--constructor=1', 'north'], 'UNKNOWN_OPTION', /--help/],
  [['paint', '--wet=yes', 'north'], 'OPTION_TAKES_NO_VALUE', /--help/],
  [['paint', 'north', '--coats'], 'OPTION_NEEDS_VALUE', /--help/],
  [['paint', '--brush', '--wet', 'north'], 'OPTION_NEEDS_VALUE', /--help/],
  [['paint', '--brush=', 'north'], 'OPTION_NEEDS_VALUE', /--help/],
  [['paint', '--coats', 'many', 'north'], 'NUMBER_INVALID', /1 to 9/],
  [['paint', '--coats', '1.5', 'north'], 'NUMBER_INVALID', /1 to 9/],
  [['paint', '--coats', '-1', 'north'], 'NUMBER_RANGE', /1 to 9/],
  [['paint', '-c-1', 'north'], 'NUMBER_RANGE', /1 to 9/],
  [['paint', 'north', '-x3'], 'UNKNOWN_OPTION', /--help/],
  [['paint', '--coats', '10', 'north'], 'NUMBER_RANGE', /1 to 9/],
  [['paint', '--tone', 'ligth', 'north'], 'OPTION_VALUE', /"light"/],
  [['paint', '--colors', 'red,,blue', 'north'], 'OPTION_VALUE', /--help/],
  [['paint'], 'ARGUMENT_MISSING', /--help/],
  [['paint', 'nroth'], 'ARGUMENT_VALUE', /"north"/],
  [['paint', 'north', '--heat', '--wet'], 'OPTION_WITHOUT_EFFECT', /one of the two/],
  [['paint', 'north', '--fan', '2'], 'OPTION_WITHOUT_EFFECT', /add --heat or --tone/],
  [['paint', 'south', '--snow'], 'OPTION_WITHOUT_EFFECT', /goes with "north"/],
];

for (const [words, code, hint] of REFUSED) {
  test(`"${words.join(' ')}" is refused as ${code} with a way on`, () => {
    const diagnostic = diagnosticFrom(() => parseCommandLine(words, TABLE));
    assert.equal(diagnostic.code, code);
    assert.equal(diagnostic.kind, 'usage');
    assert.match(diagnostic.next ?? '', hint);
  });
}

test('a command with a fixed number of arguments takes no more', () => {
  const diagnostic = diagnosticFrom(() => parseCommandLine(['set', 'numpackets', '3', '4'], COMMANDS));
  assert.equal(diagnostic.code, 'TOO_MANY_ARGUMENTS');
  assert.equal(diagnostic.given, '4');
});

test('whole numbers are read in decimal and hexadecimal, at both ends of the range', () => {
  assert.equal(parseInteger('x', '0', 0, 10), 0);
  assert.equal(parseInteger('x', '0xFFFFFFFF', 0, 0xffffffff), 0xffffffff);
  assert.equal(diagnosticFrom(() => parseInteger('x', '99999999999999999999', 0, 10)).code, 'NUMBER_RANGE');
});
