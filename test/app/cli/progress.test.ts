import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressLine } from '../../../src/app/cli/progress.ts';
import { testContext } from '../support.ts';

test('the line names the file without letting its name steer the terminal, and goes away again', (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  const context = testContext();
  Object.assign(context.stderr, { isTTY: true });
  const progress = progressLine(context);
  progress.show('early', 0, 100);
  assert.equal(context.stderr.text, '');
  t.mock.timers.tick(300);
  progress.show('a\u001b]0;x\u0007\nb', 25, 100);
  assert.equal(context.stderr.text, '\r\u001b[Ka\ufffd]0;x\ufffd\ufffdb: 25 %');
  progress.clear();
  assert.match(context.stderr.text, /\r\u001b\[K$/);
});

test('without a terminal there is no line', () => {
  const context = testContext();
  const progress = progressLine(context);
  progress.show('a', 1, 2);
  progress.clear();
  assert.equal(context.stderr.text, '');
});
