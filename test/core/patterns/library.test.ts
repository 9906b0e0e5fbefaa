import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildLibrary } from '../../../src/core/patterns/library.ts';

const pat = (path: string, quality: string) => {
  const name = path.slice(path.lastIndexOf('/') + 1, -4);
  return { path, text: `# T\n# Pattern attributes: ${quality} fast\n${name}\n^${name}\n` };
};
const sig = (name: string) => ({
  path: `${name}.sig`,
  text: `name ${name}\ntitle T\nreference R\ngroups chat\nevidence tcp client\nexpression ^${name}\n`,
});
const names = (library: ReturnType<typeof buildLibrary>) => library.protocols.map(({ name }) => name);

describe('buildLibrary', () => {
  it('orders by quality, then by name', () => {
    const library = buildLibrary([
      pat('b.pat', 'poor'),
      pat('x/c.pat', 'great'),
      sig('d'),
      pat('a.pat', 'good'),
    ]);
    assert.deepEqual(names(library), ['c', 'a', 'd', 'b']);
    assert.deepEqual(library.errors, []);
  });

  it('lets a function order, which gets them by quality', () => {
    const files = [sig('a'), sig('b'), pat('c.pat', 'great')];
    assert.deepEqual(names(buildLibrary(files, { precedence: (given) => given.toReversed() })), [
      'b',
      'a',
      'c',
    ]);
  });

  it("follows the user's order, and leaves out what it does not name", () => {
    const files = [sig('a'), sig('b'), pat('c.pat', 'great')];
    const library = buildLibrary(files, {
      order: ['b', 'c', 'b'],
      precedence: (given) => given.toReversed(),
    });
    assert.deepEqual(names(library), ['b', 'c']);
  });

  it('names the nearest to a name that is not there', () => {
    const { errors } = buildLibrary([sig('http')], { order: ['htpt'] });
    assert.equal(errors[0]?.code, 'LIBRARY_NAME_UNKNOWN');
    assert.equal(errors[0].next, 'did you mean "http"?');
  });

  it('refuses the second file of a name and keeps the first', () => {
    const library = buildLibrary([pat('y/a.pat', 'good'), pat('x/a.pat', 'good')]);
    assert.deepEqual(names(library), ['a']);
    assert.equal(library.protocols[0]?.file, 'x/a.pat');
    assert.equal(library.errors[0]?.code, 'LIBRARY_NAME_TWICE');
    assert.equal(library.errors[0].where?.file, 'y/a.pat');
  });

  it('loses only the broken file', () => {
    const library = buildLibrary([
      { path: 'bad.sig', text: 'nam bad' },
      sig('good'),
      { path: 'README', text: '' },
    ]);
    assert.deepEqual(names(library), ['good']);
    assert.ok(library.errors.length > 0);
    assert.ok(library.errors.every(({ where }) => where?.file === 'bad.sig'));
  });

  it('leaves placeholders out', () => {
    const library = buildLibrary([{ path: 'unset.pat', text: 'unset\n.\n' }]);
    assert.deepEqual([names(library), library.errors], [[], []]);
  });
});
