import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  loadLibrary,
  loadOrderedLibrary,
  prepareLibrary,
  refuseErrors,
  refuseUsageErrors,
} from '../../../src/app/library/prepare.ts';
import { prepareAside } from '../../../src/app/library/prepare-aside.ts';
import {
  CACHE_ENTRIES,
  cacheFolder,
  cacheKey,
  readCache,
  writeCache,
} from '../../../src/app/library/program-cache.ts';
import { readLimits } from '../../../src/core/automata/read-limits.ts';
import { diagnosticFrom, temporaryFolder } from '../support.ts';

function patterns(...entries: readonly (readonly [name: string, expression: string])[]): string {
  const folder = temporaryFolder();
  for (const [name, expression] of entries)
    writeFileSync(join(folder, `${name}.pat`), `${name}\n${expression}\n`);
  return folder;
}

function choice(folder: string, order?: readonly string[]) {
  return { folder, order, variant: 'kernel' } as const;
}

test('one broken expression is reported with its place and the others are compiled', () => {
  const folder = patterns(['good', '^good'], ['bad', 'x(y']);
  const { program, errors } = prepareLibrary(choice(folder), undefined);
  assert.ok(program.protocols.includes('good'));
  assert.equal(errors.length, 1);
  assert.equal(errors[0].where?.file, join(folder, 'bad.pat'));
  assert.equal(errors[0].where?.line, 2);
  assert.equal(diagnosticFrom(() => refuseErrors(errors)).code, errors[0].code);
});

test('a folder of which nothing can be used says why', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.pat'), 'b\nx\n');
  assert.equal(diagnosticFrom(() => prepareLibrary(choice(folder), undefined)).code, 'PATTERN_NAME_MISMATCH');
});

test('a protocol inside another goes before it whatever its quality, unless the user gives the order', () => {
  const folder = temporaryFolder();
  const write = (name: string, quality: string, expression: string): void =>
    writeFileSync(
      join(folder, `${name}.sig`),
      `name ${name}\ntitle T\nreference r\ngroups web\nquality ${quality}\n\nevidence udp packet\n  expression ${expression}\n`,
    );
  write('aa', 'great', '^ab');
  write('mm', 'ok', '^x');
  write('zz', 'poor', '^abc');
  const order = (names?: readonly string[]): string[] =>
    loadOrderedLibrary(choice(folder, names)).protocols.map(({ name }) => name);
  assert.deepEqual(order(), ['mm', 'zz', 'aa']);
  assert.deepEqual(order(['aa', 'zz']), ['aa', 'zz']);
});

test("an unknown name in the user's order is the user's fault", () => {
  const folder = patterns(['http', 'http'], ['ssh', 'ssh']);
  const { errors, protocols } = loadLibrary(choice(folder, ['ssh', 'htpp']));
  assert.deepEqual(
    protocols.map(({ name }) => name),
    ['ssh'],
  );
  const diagnostic = diagnosticFrom(() => refuseUsageErrors(errors));
  assert.equal(diagnostic.kind, 'usage');
  assert.match(diagnostic.next ?? '', /http/);
});

test('a set is compiled once: the second time it comes from the cache, with its warnings and errors', () => {
  const cache = join(temporaryFolder(), 'not yet', 'there');
  const folder = patterns(['good', '^good'], ['bad', 'x(y']);
  const first = prepareLibrary(choice(folder), cache);
  const entries = readdirSync(cache);
  assert.equal(entries.length, 1);
  const second = prepareLibrary(choice(folder), cache);
  assert.deepEqual(second.errors, first.errors);
  assert.deepEqual(second.packed, first.packed);
  assert.deepEqual(second.program.protocols, first.program.protocols);
  assert.deepEqual(readdirSync(cache), entries);
});

test('any change of a pattern, of the order, of the dialect or of a limit is another entry', () => {
  const cache = temporaryFolder();
  const folder = patterns(['a', 'aa'], ['b', 'bb']);
  prepareLibrary(choice(folder), cache);
  prepareLibrary(choice(folder, ['b', 'a']), cache);
  prepareLibrary({ ...choice(folder), variant: 'userspace' }, cache);
  prepareLibrary({ ...choice(folder), limits: readLimits(['states=40000']) }, cache);
  writeFileSync(join(folder, 'a.pat'), 'a\nab\n');
  prepareLibrary(choice(folder), cache);
  assert.equal(readdirSync(cache).length, 5);
});

test('an entry that is damaged anywhere is ignored and written again', () => {
  const cache = temporaryFolder();
  const folder = patterns(['a', 'aa']);
  const { packed } = prepareLibrary(choice(folder), cache);
  const path = join(cache, readdirSync(cache)[0]);
  const whole = readFileSync(path);
  const damages = [
    new Uint8Array(0),
    whole.subarray(0, 7),
    whole.subarray(0, whole.length - 1),
    ...[0, 20, 41, 60, whole.length - 1].map((at) => {
      const copy = Buffer.from(whole);
      copy[at] ^= 1;
      return copy;
    }),
  ];
  for (const damage of damages) {
    writeFileSync(path, damage);
    assert.deepEqual(prepareLibrary(choice(folder), cache).packed, packed);
    assert.deepEqual(readFileSync(path), whole);
  }
});

test('a cache that cannot be read or written is done without', () => {
  const folder = patterns(['a', 'aa']);
  writeFileSync(join(folder, 'file'), '');
  const { program } = prepareLibrary(choice(folder), join(folder, 'file', 'cache'));
  assert.deepEqual(program.protocols, ['a']);
});

test('the entries longest unused make room', () => {
  const cache = temporaryFolder();
  const entry = { notes: { errors: [], warnings: [] }, packed: new Uint8Array(8) };
  const keys = Array.from({ length: CACHE_ENTRIES + 3 }, (_, index) => cacheKey([String(index)]));
  for (const [index, key] of keys.entries()) {
    writeCache(cache, key, entry);
    const time = new Date(1_700_000_000_000 + index * 1000);
    utimesSync(join(cache, `${key}.l7cache`), time, time);
    // The first is used again each time.
    assert.ok(readCache(cache, keys[0]));
  }
  assert.equal(readdirSync(cache).length, CACHE_ENTRIES);
  assert.ok(readCache(cache, keys[0]));
  assert.equal(readCache(cache, keys[1]), undefined);
});

test('the cache lies with the state for root and with the user otherwise', () => {
  assert.equal(cacheFolder('/var/lib/layer7', {}, 0), '/var/lib/layer7/cache');
  assert.equal(cacheFolder('/var/lib/layer7', { XDG_CACHE_HOME: '/x' }, 1000), '/x/layer7');
  assert.match(cacheFolder('/var/lib/layer7', { XDG_CACHE_HOME: 'relative' }, 1000), /\/\.cache\/layer7$/);
});

test('compiling aside gives the same, and the same refusals', async () => {
  const folder = patterns(['good', '^good'], ['bad', 'x(y']);
  const here = prepareLibrary(choice(folder), undefined);
  const aside = await prepareAside({ ...choice(folder), applications: undefined }, undefined);
  assert.deepEqual(aside.packed, here.packed);
  assert.deepEqual(aside.errors, here.errors);
  assert.deepEqual(aside.protocols, here.program.protocols);
  assert.deepEqual(aside.applications, [], 'patterns of a user come without');
  rmSync(folder, { recursive: true });
  await assert.rejects(prepareAside({ ...choice(folder), applications: undefined }, undefined), {
    code: 'LIBRARY_FOLDER',
  });
});

test('compiling that takes long is mentioned, and not what was kept', async () => {
  const names = { ...choice(patterns(['good', '^good'], ['other', '^other'])), applications: undefined };
  const cache = temporaryFolder();
  const told: number[] = [];
  const onLong = (protocols: number) => told.push(protocols);
  await prepareAside(names, cache, { after: 3_600_000, onLong });
  assert.deepEqual(told, []);
  await prepareAside(names, undefined, { after: 0, onLong });
  assert.deepEqual(told, [2]);
  await prepareAside(names, cache, { after: 0, onLong });
  assert.deepEqual(told, [2]);
});

test('a folder that may not be read is named', () => {
  const folder = patterns(['a', 'a']);
  chmodSync(folder, 0);
  // Root may read everything, so it must be somebody else for a moment.
  if (process.getuid?.() === 0) process.seteuid?.(65534);
  try {
    assert.equal(diagnosticFrom(() => loadLibrary(choice(folder))).code, 'LIBRARY_FOLDER');
  } finally {
    if (process.getuid?.() === 0) process.seteuid?.(0);
    chmodSync(folder, 0o755);
  }
});
