import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileSink, formatJson, formatText, Log, type LogRecord } from '../../src/app/log.ts';
import { Layer7Error } from '../../src/core/errors.ts';
import { temporaryFolder } from './support.ts';

function records(use: (log: Log) => void): LogRecord[] {
  const seen: LogRecord[] = [];
  use(new Log((record) => seen.push(record)));
  return seen;
}

test('a record is one line of JSON with everything in it', () => {
  const [info, error] = records((log) => {
    log.info('two\nlines', { queue: 3, none: undefined });
    log.error(
      new Layer7Error({
        code: 'X',
        kind: 'input',
        message: 'broken',
        where: { file: 'a', line: 1 },
        next: 'mend',
      }),
    );
  });
  const line = formatJson(info);
  assert.equal(line.includes('\n'), false);
  assert.deepEqual(JSON.parse(line), { time: info.time, level: 'info', message: 'two\nlines', queue: 3 });
  assert.deepEqual(JSON.parse(formatJson(error)), {
    time: error.time,
    level: 'error',
    message: 'broken',
    code: 'X',
    kind: 'input',
    where: { file: 'a', line: 1 },
    next: 'mend',
  });
});

test('nothing that a record holds can steer a terminal or pass for a message of its own', () => {
  const [info, error] = records((log) => {
    log.info('read \u001b[2Jx', { file: 'a\u0007' });
    log.error(
      new Layer7Error({
        code: 'X',
        kind: 'input',
        message: 'the name is \u009b31m',
        where: { file: 'a\nlayer7: error: b\u001b[1m', line: 1 },
        given: 'x\u001b[31m',
        cause: 'one\n  two\u001b',
      }),
    );
  });
  assert.equal(formatText(info), 'layer7: read \ufffd[2Jx file=a\ufffd');
  assert.equal(
    formatText(error),
    'layer7: error: a\ufffdlayer7: error: b\ufffd[1m:1: the name is \ufffd31m [X]\n  given: x\ufffd[31m\n  cause: one\n  two\ufffd',
  );
});

test('people read what it is, where, and what to do', () => {
  const [warning, error] = records((log) => {
    log.warning('beware', { queue: 3 });
    log.error(
      new Layer7Error({
        code: 'X',
        kind: 'input',
        message: 'broken',
        where: { file: 'a', line: 1 },
        next: 'mend',
      }),
    );
  });
  assert.equal(formatText(warning), 'layer7: warning: beware queue=3');
  assert.equal(formatText(error), 'layer7: error: a:1: broken [X]\n  next:  mend');
});

test('what nobody foresaw is a fault of ours, with its stack', () => {
  const [record] = records((log) => log.error(new TypeError('oops')));
  assert.equal(record.diagnostic?.kind, 'internal');
  assert.match(record.diagnostic?.cause ?? '', /oops[\s\S]*log\.test\.ts/);
});

test('a log file is bounded: a full one makes room, and the one before is kept', () => {
  const path = join(temporaryFolder(), 'daemon.log');
  const log = new Log(fileSink(path, 'text', 500));
  for (let i = 0; i < 100; i++) log.info(`message ${i}`);
  assert.ok(statSync(path).size < 600);
  assert.ok(statSync(`${path}.1`).size < 600);
  assert.match(readFileSync(path, 'utf8'), /message 99\n$/);
});

test('a log that cannot be written is lost, and nothing else', () => {
  const path = join(temporaryFolder(), 'none', 'daemon.log');
  new Log(fileSink(path, 'json')).info('hello');
  assert.equal(existsSync(path), false);
});
