import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { bashCompletion } from '../../../src/app/cli/completion.ts';
import { commandHelp, generalHelp, SHARED_EXIT_STATUSES } from '../../../src/app/cli/help.ts';
import { manPage } from '../../../src/app/cli/man.ts';
import { parseCommandLine } from '../../../src/app/cli/parse.ts';
import { COMMANDS } from '../../../src/app/cli/table.ts';

test('every command can be loaded, and is named once', async () => {
  assert.equal(new Set(COMMANDS.map((command) => command.name)).size, COMMANDS.length);
  for (const command of COMMANDS) assert.equal(typeof (await command.load()), 'function', command.name);
});

/** The words of a text, without the marks between them. */
function words(text: string): readonly string[] {
  return text.split(/[\s,:]+/);
}

for (const command of COMMANDS) {
  test(`the help of "${command.name}" names all it takes and fits 80 columns`, () => {
    const help = commandHelp(command);
    for (const name of Object.keys(command.options)) assert.ok(help.includes(`--${name}`), name);
    for (const argument of command.args) {
      assert.ok(help.includes(argument.name), argument.name);
      for (const choice of argument.choices ?? []) assert.ok(words(help).includes(choice), choice);
    }
    for (const line of help.split('\n')) assert.ok(line.length <= 80 || line.startsWith('  layer7'), line);
    assert.match(help, /^Usage: layer7 /);
  });

  test(`the examples of "${command.name}" can be parsed`, () => {
    for (const { command: line } of command.examples) {
      const own = line.split(' | ').find((part) => part.startsWith('layer7')) ?? '';
      const words = own.replace(/ > .*/, '').split(' ');
      assert.equal(words[0], 'layer7', line);
      assert.equal(parseCommandLine(words.slice(1), COMMANDS).kind, 'run', line);
    }
  });

  test(`the texts of "${command.name}" keep the house style`, () => {
    const summaries = [command, ...Object.values(command.options), ...command.args].map(
      ({ summary }) => summary,
    );
    for (const summary of summaries) assert.doesNotMatch(summary, /\.$|^[A-Z][a-z]/, summary);
    for (const paragraph of command.description) assert.match(paragraph, /[.]$/, paragraph);
  });
}

/** What prints no data, or passes on what another program prints. */
const WITHOUT_FORMATS = ['up', 'down', 'iptables', 'ip6tables', 'version', 'help'];
/** What only programs talk to has no table. */
const FOR_PROGRAMS = ['match'];

test('every command that prints data prints it as a table, as JSON and as JSON lines', () => {
  for (const { name, options } of COMMANDS) {
    if (WITHOUT_FORMATS.includes(name)) continue;
    const { format } = options;
    assert.ok(format?.kind === 'choice', name);
    const isForPrograms = FOR_PROGRAMS.includes(name);
    const choices = isForPrograms ? ['json', 'jsonl'] : ['table', 'json', 'jsonl'];
    assert.deepEqual(format.choices.slice(0, choices.length), choices, name);
    assert.equal(format.default, isForPrograms ? 'jsonl' : 'table', name);
  }
});

test('the general help lists every command and exit status in 80 columns', () => {
  const help = generalHelp(COMMANDS);
  for (const command of COMMANDS) assert.match(help, new RegExp(`^  ${command.name} `, 'm'));
  for (const line of help.split('\n')) assert.ok(line.length <= 80, line);
});

test('a command gives a meaning of its own only to exit statuses that all commands share', () => {
  const shared = SHARED_EXIT_STATUSES.map(([status]) => String(status));
  for (const { name, exit = {} } of COMMANDS) {
    for (const status of Object.keys(exit)) {
      assert.ok(shared.includes(status), name);
      assert.notEqual(status, '1', name);
    }
  }
});

test('the manual page is well-formed roff', () => {
  const page = manPage(COMMANDS, '1.2.3');
  for (const line of page.split('\n')) {
    assert.doesNotMatch(line, /[?!]\.$/, line);
    assert.doesNotMatch(line, /^\.(?!\\"|TH|SH|SS|PP|TP|RS|RE|nf|fi)/, line);
    assert.doesNotMatch(line, /[^\\]-[a-z]/, line);
  }
});

test('the completion proposes commands, options, choices, and files where nothing else fits', () => {
  const complete = (...words: string[]): string[] => {
    const script = `${bashCompletion(COMMANDS)}
      COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
      _layer7; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, status, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout.split('\n').filter((line) => line !== '');
  };
  assert.deepEqual(complete('layer7', 'classi'), ['classify']);
  assert.deepEqual(complete('layer7', 'set', 'nump'), ['numpackets']);
  assert.deepEqual(complete('layer7', 'classify', '--form'), ['--format']);
  assert.deepEqual(complete('layer7', 'classify', '--format', 'json'), ['json', 'jsonl']);
  assert.deepEqual(complete('layer7', 'classify', 'no-such-thing'), []);
});
