import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  APPLICATION_LIMITS,
  type ParsedApplication,
  parseApplicationFile,
} from '../../../src/core/applications/application-file.ts';
import { formatDiagnostic } from '../../../src/core/errors.ts';
import { SIGNATURE_LIMITS } from '../../../src/core/patterns/signature-lines.ts';

const parse = (...lines: readonly string[]): ParsedApplication =>
  parseApplicationFile('applications/tock.app', lines.join('\n'));

/** Code and place of each fault. */
const faults = (parsed: ParsedApplication): string[] =>
  parsed.errors.map(({ code, where }) => `${code} ${where?.line ?? '-'}:${where?.column ?? '-'}`);

describe('an application file', () => {
  it('says what an application is', () => {
    const parsed = parse(
      '# Tock, the clock.',
      'name    tock',
      'title   Tock, the clock',
      'groups  time social',
      'host    tock.example Tock-CDN.example',
      '  host  t.o_c-k.example  ',
      'alpn    tock/1',
      'ndpi    Tock TockCall',
    );
    assert.deepEqual(parsed.errors, []);
    assert.deepEqual(parsed.application, {
      name: 'tock',
      title: 'Tock, the clock',
      groups: ['time', 'social'],
      hosts: ['tock.example', 'tock-cdn.example', 't.o_c-k.example'],
      alpn: ['tock/1'],
      aliases: { ndpi: ['Tock', 'TockCall'] },
      file: 'applications/tock.app',
    });
  });

  it('needs a name and a host, or a name of ALPN, no more', () => {
    const parsed = parse('name tock', 'host tock.example');
    assert.equal(parsed.application?.title, 'tock');
    assert.deepEqual(parsed.application?.groups, []);
    assert.deepEqual(parse('name tock', 'alpn tock').application?.hosts, []);
    assert.deepEqual(faults(parse('name tock', 'title Tock')), ['APPLICATION_HOSTS 1:1']);
    assert.deepEqual(faults(parse('host tock.example')), ['APPLICATION_NAME 1:1']);
    assert.deepEqual(faults(parse('')), ['APPLICATION_NAME 1:1']);
  });

  it('has the name of its file, once', () => {
    assert.deepEqual(faults(parse('name tick', 'host tock.example')), ['APPLICATION_NAME 1:1']);
    assert.deepEqual(faults(parse('name tock', 'name tock', 'host tock.example')), ['APPLICATION_NAME 1:1']);
  });

  it('names the place of every fault, and what was meant', () => {
    const parsed = parse('name tock', 'hosts tock.example', 'host tock.example *.tock.example tock');
    assert.deepEqual(faults(parsed), ['APPLICATION_KEYWORD 2:1', 'APPLICATION_HOST 3:19']);
    assert.match(formatDiagnostic(parsed.errors[0]!), /host/);
    assert.equal(parsed.application, undefined);
  });

  it('takes no host that is none', () => {
    for (const host of [
      'tock',
      '.tock.example',
      'tock.example.',
      'tock..example',
      'tock.example/',
      'tück.example',
    ]) {
      assert.deepEqual(faults(parse('name tock', `host ${host}`)), ['APPLICATION_HOST 2:6'], host);
    }
    const long = `${'a.'.repeat(127)}b`;
    assert.deepEqual(faults(parse('name tock', `host ${long}`)), ['APPLICATION_HOST 2:6']);
  });

  it('has limits', () => {
    const lines = Array.from({ length: APPLICATION_LIMITS.hosts + 1 }, (_, i) => `host h${i}.example`);
    assert.deepEqual(faults(parse('name tock', ...lines)), ['APPLICATION_HOSTS 1:1']);
    assert.equal(parse('name tock', ...lines.slice(1)).application?.hosts.length, APPLICATION_LIMITS.hosts);
    assert.deepEqual(faults(parse(`# ${'x'.repeat(SIGNATURE_LIMITS.file)}`)), ['APPLICATION_FILE_LIMIT -:-']);
  });
});
