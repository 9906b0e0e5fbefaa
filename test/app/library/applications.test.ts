/** The shipped applications from the cache: the same names as when they are read and compiled. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { prepareApplications } from '../../../src/app/library/applications.ts';

const folder = mkdtempSync(join(tmpdir(), 'layer7-applications-'));
after(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, `${name}.app`), text);
const cache = join(folder, 'cache');
const prepare = (): ReturnType<typeof prepareApplications> => prepareApplications(cache, false, folder);
const entries = (): string[] => readdirSync(cache).map((name) => join(cache, name));

describe('applications from the cache', () => {
  it('are what they were when they were read', () => {
    write('video', 'name video\nhost video.example\n');
    write('chat', 'name chat\nhost chat.example\nalpn chat/1\n');
    write('broken', 'name other\nhost broken.example\n');
    const first = prepare();
    assert.equal(entries().length, 1);
    const second = prepare();
    assert.deepEqual(second.applications.names, ['chat', 'video']);
    assert.deepEqual(second.applications.names, first.applications.names);
    assert.deepEqual(second.errors, first.errors);
    assert.equal(second.errors[0]?.code, 'APPLICATION_NAME');
    const name = Buffer.from('www.video.example');
    assert.equal(second.applications.hosts.find(name, 0, name.length), 1);
    const offered = Buffer.from('\x06chat/1', 'latin1');
    assert.equal(second.applications.alpn?.find(offered, 0, offered.length), 0);
  });

  it('are compiled anew when a file has changed', () => {
    write('video', 'name video\nhost video.example film.example\n');
    const name = Buffer.from('film.example');
    assert.equal(prepare().applications.hosts.find(name, 0, name.length), 1);
    assert.equal(entries().length, 2);
  });

  it('survive a damaged cache', () => {
    for (const path of entries()) {
      const bytes = readFileSync(path);
      bytes[bytes.length - 1]! ^= 1;
      writeFileSync(path, bytes);
    }
    assert.deepEqual(prepare().applications.names, ['chat', 'video']);
  });
});
