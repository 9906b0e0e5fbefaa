/** What is read of a shell script, held against what a shell runs of it. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { readScript } from '../../../../src/core/policy/migrate/shell-script.ts';

const BASH = '/bin/bash';

/** `LINE WORDS`; `?` where words are not known, `-` in front where it never runs, `~` where it is in doubt. */
const read = (...lines: readonly string[]): readonly string[] =>
  readScript(lines.join('\n')).map(({ line, words, doubts, idle, problem }) => {
    const sign = problem !== undefined ? '!' : idle !== undefined ? '-' : doubts.length > 0 ? '~' : '';
    return `${line} ${sign}${words?.join(' ') ?? '?'}`;
  });

test('a comment ends with its line', () => {
  assert.deepEqual(read('# voice \\', 'tc a', 'tc b # c \\', 'tc d'), ['2 tc a', '3 tc b', '4 tc d']);
});

test('a loop ends where it is done, whatever stands behind', () => {
  const loop = 'for p in 1 2; do tc $p; done';
  for (const end of ['', ';', ' >/dev/null 2>&1', ' # all', ' 2>x &&', ' < x |'])
    assert.deepEqual(
      read(`${loop}${end}`, 'tc z').map((one) => one.replace('~', '')),
      ['1 tc 1', '1 tc 2', '2 tc z'],
      end,
    );
  assert.deepEqual(read(`${loop}; tc z`), ['1 tc 1', '1 tc 2', '1 tc z']);
  assert.deepEqual(read('for p in 1 2', 'do', '  tc $p; done', 'tc z'), ['3 tc 1', '3 tc 2', '4 tc z']);
  assert.deepEqual(read('for p in 1; do if tc a; then tc $p; fi; done', 'tc z'), [
    '1 tc a',
    '1 ~tc 1',
    '2 tc z',
  ]);
  assert.deepEqual(read('E=""', 'for p in $E; do tc $p; done', 'tc z'), ['2 -?', '2 -?', '3 tc z']);
  assert.deepEqual(read('for p in $(ls); do tc x$p; tc y; done', 'tc $p'), ['1 ?', '1 ~?', '1 ~tc y', '2 ?']);
});

test('what is never come to never runs', () => {
  assert.deepEqual(read('tc a', 'exit 0', 'tc b'), ['1 tc a', '2 exit 0', '3 -tc b']);
  assert.deepEqual(read('[ -x /x ] || exit 1', 'tc b'), ['1 [ -x /x ]', '1 ~exit 1', '2 tc b']);
  const body = ['f() {', 'tc a', 'exit', 'tc b', '}', 'tc c'];
  assert.deepEqual(read(...body), ['6 tc c', '2 ~tc a', '3 ~exit', '4 -tc b']);
  assert.deepEqual(read(...body, 'f', 'tc d').slice(1), ['7 -f', '2 tc a', '3 exit', '4 -tc b', '8 -tc d']);
  assert.deepEqual(read('(tc a; exit; tc b)', 'tc c'), ['1 tc a', '1 exit', '1 -tc b', '2 tc c']);
  assert.deepEqual(read('for p in 1 2; do tc $p; break; tc x; done', 'tc c'), [
    ...['1 tc 1', '1 break', '1 -tc x', '2 tc c'],
  ]);
  assert.deepEqual(
    read('for p in 1 2; do tc a && continue; tc $p; done', 'tc c').filter((one) => /[12c]$/.test(one)),
    [...['1 ~tc 1', '1 ~tc 2', '2 tc c']],
  );
  assert.deepEqual(read('for a in 1 2; do for b in 3 4; do tc $a $b; break 2; done; done'), [
    '1 tc 1 3',
    '1 break 2',
  ]);
});

test('a quoted text is one word, however many lines it has', () => {
  assert.deepEqual(read(": '", 'tc a', "'", 'tc b'), ['1 : \ntc a\n', '4 tc b']);
  assert.deepEqual(read('U="use $0', 'tc a', '"', 'tc b'), ['1 ?', '4 tc b']);
  assert.deepEqual(read('tc "a\\b\\$c" \'d\\\' e\\', 'f ""'), ['1 tc a\\b$c d\\ ef ']);
  assert.deepEqual(read('cat <<-E x', '\ttc a', '\tE', "cat <<'E'", ' E', 'E', 'tc b'), [
    '1 cat x',
    '4 cat',
    '7 tc b',
  ]);
});

test('what is set anew has no other value any more', () => {
  for (const [line, after] of [
    ['read A', '?'],
    ['unset A', '?'],
    ['A+=y', 'tc xy'],
    ['readonly A=y', 'tc y'],
    ['declare A=y', 'tc y'],
    ['declare -i A=y', '?'],
    ['typeset A', '?'],
    ['export "A=y"', '~tc x'],
    ['export A', 'tc x'],
    ['printf -v A y', '?'],
    ['((A=3))', '?'],
    ['let A=3', '?'],
    ['A=(1 2)', '?'],
    ['echo x | read A', '?'],
    ['(A=y)', 'tc x'],
    ['. /etc/x', '~tc x'],
    ['while read A; do tc; done < x', '?'],
    ['f() { local A=y; }', 'tc x'],
    ['f() { A=y; }', 'tc x'],
    ['f() { A=y; }; f', 'tc y'],
    ['f() { local A=y; tc; }; f', 'tc x'],
    ['f() { A=y; }; true && f', '~tc y'],
    ['for A in 1 2; do :; done', 'tc 2'],
    ['A=$A$A', 'tc xx'],
    ['A=y tc', 'tc x'],
    [`: \${A:=y}`, '?'],
  ] as const) {
    assert.equal(read('A=x', line, 'tc $A').at(-1), `3 ${after}`, line);
  }
  assert.deepEqual(read('A=x', 'f() { tc $A; }', 'A=y', 'tc z', 'f'), ['4 tc z', '5 -f', '2 tc y']);
  assert.deepEqual(read('A=x', 'f() { tc $A; }', 'A=y', '"$1"'), ['4 ?', '2 ~?']);
  assert.deepEqual(read('A=x', 'while true; do tc $A; A=y; done').at(-1), '2 ~?');
});

test('a function runs where it is called, with what it is given', () => {
  assert.deepEqual(read('f() { tc $1 "$@"; }', 'tc a', 'f x "y z"', 'f'), [
    ...['2 tc a', '3 -f x y z', '1 tc x x y z', '4 -f', '1 tc'],
  ]);
  assert.deepEqual(read('f() { shift; tc $1; }', 'f x y').at(-1), '1 ?');
  assert.deepEqual(read('f() { tc $1; }', 'f $X').at(-1), '1 ?');
  assert.deepEqual(read('f() { test && return; tc a; }', 'f').slice(-2), ['1 ~return', '1 ~tc a']);
  assert.deepEqual(read('tc() { /sbin/tc "$@"; }', 'tc a').at(-1), '1 /sbin/tc a');
  assert.deepEqual(
    read('f() { tc a; }', 'case $1 in a) f;; b) f;; c) f x;; esac').map((one) => one.slice(2)),
    [...['-f', '~tc a', '-f', '-f x', '~tc a']],
  );
  assert.ok(read('f() { f; }', 'f').at(-1)?.includes('!'));
  assert.ok(read('f() { f; f; }', 'f').length < 100_000);
  assert.deepEqual(read('f() { tc a; }', 'f() { tc b; }', 'f'), ['1 !?', '1 -tc a', '3 -f', '2 tc b']);
});

test('what a shell would not take is told', () => {
  for (const script of ['for a in 1; do', 'tc a', 'if true; then'].map((one) => [one, 'tc b'])) {
    const [first, ...rest] = script;
    if (first === 'tc a') continue;
    const all = read(first!, ...rest);
    assert.ok(all.some((one) => one.includes('!')) && all.at(-1) === '2 -tc b', JSON.stringify(all));
  }
  assert.deepEqual(read('tc a', 'done', 'tc b'), ['1 tc a', '2 !?', '3 ~tc b']);
  assert.deepEqual(read('tc a', 'tc "b', 'tc c'), ['1 tc a', '2 !?']);
  const deep = `${'( '.repeat(5000)}tc a${')'.repeat(5000)}`;
  assert.ok(readScript(deep).some(({ problem }) => problem !== undefined));
  assert.ok(readScript('tc "$('.repeat(20_000)).some(({ problem }) => problem !== undefined));
});

/** Pieces of scripts with a variable A and commands that are told apart by a number. */
const leaf = fc.constantFrom(
  ...[
    'tc $A',
    'tc "$A"',
    "tc '$A'",
    'tc x"$A"y',
    'tc a\\',
    'tc a # b \\',
    ':\n# c \\',
    'tc "a b" \\',
    'tc > /dev/null $A',
  ],
  ...[
    'A=p',
    'A="p q"',
    "A='r s'",
    'A=',
    'A=$A$A',
    'A+=t',
    'export A=u',
    'readonly C=1',
    'unset A',
    'A="$A v"',
  ],
  ...[
    'read A < /dev/null',
    'echo w | while read A; do tc $A; done',
    ": '\ntc no\n'",
    'tc "m\nn"',
    ': <<E\ntc no $A\nE',
  ],
  ...[
    '(A=h; tc $A)',
    'false && tc $A',
    'true || exit',
    'f() { A=fn; tc $A; }',
    'f2() { local A=lo; tc $A; }',
    'f',
    'f2',
    'f2 x',
    'g',
    'g a "b c" $A',
    'g() { tc "$@" $1 $2; A=$2; }',
    'tc ""',
  ],
  ...[
    'break',
    'continue',
    'A=z tc $A',
    `tc $A; tc \${A}`,
    '{ tc g; }',
    'tc a"b"\'c\'\\d',
    'tc \\$A "\\$A" "\\d"',
  ],
);
const block = fc.letrec<{ one: string; many: string }>((tie) => ({
  one: fc.oneof(
    { weight: 6, arbitrary: leaf },
    { weight: 1, arbitrary: tie('many').map((body) => `for A in 1 2\ndo ${body}\ndone 2>/dev/null # x \\`) },
    { weight: 1, arbitrary: tie('many').map((body) => `for B in $A; do\n${body}\ndone; tc e`) },
    { weight: 1, arbitrary: tie('many').map((body) => `if true; then\n${body}\nfi 2>&1`) },
    { weight: 1, arbitrary: tie('many').map((body) => `case x in\n(y) tc no;;\nx)\n${body}\n;; esac`) },
  ),
  many: fc.array(tie('one'), { minLength: 1, maxLength: 5 }).map((all) => all.join('\n')),
})).many;

test('nothing is read for sure that a shell would not run', {
  skip: !existsSync(BASH) && `${BASH}, whose answer counts, is not installed`,
}, () => {
  const stub = 'exec 9>&1 >/dev/null 2>&1\ntc() { printf "%s\\037" tc "$@" >&9; printf "\\036" >&9; }\n';
  let sure = 0;
  fc.assert(
    // An end under a condition is read as the other way of the script: these are outside of all conditions.
    fc.property(
      block,
      fc.constantFrom('', 'exit', 'for A in 1; do\nexit\ndone', '{ exit 1; }', '( exit )'),
      block,
      (...parts) => {
        const script = `${parts.join('\n')}\n:\n`;
        const { stdout } = spawnSync(BASH, ['-c', stub + script, 'sh'], {
          encoding: 'utf8',
          env: { PATH: '/nowhere' },
        });
        const ran = stdout
          .split('\x1e')
          .slice(0, -1)
          .map((one) => one.split('\x1f').slice(0, -1));
        // Of what no shell takes, nothing is sure.
        if (spawnSync(BASH, ['-n', '-c', script]).status !== 0) return;
        let at = 0;
        for (const { words, doubts, idle, problem, line } of readScript(script)) {
          if (words?.[0] !== 'tc' || doubts.length > 0 || idle !== undefined || problem !== undefined)
            continue;
          const found = ran.findIndex(
            (one, index) => index >= at && JSON.stringify(one) === JSON.stringify(words),
          );
          assert.ok(
            found >= 0,
            `line ${line}: ${JSON.stringify(words)} of\n${script}\nran ${JSON.stringify(ran)}`,
          );
          at = found + 1;
          sure += 1;
        }
      },
    ),
    { numRuns: 400 },
  );
  assert.ok(sure > 400, `${sure} commands`);
});
