import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bindCommand, type Command, defineCommand } from '../../../src/app/cli/command.ts';
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
  },
  args: [
    { name: 'WALL', summary: 'where', choices: ['north', 'south'] },
    { name: 'REST', summary: 'more', optional: true, many: true },
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
  });
  assert.deepEqual(given.args, ['south', 'x']);
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
