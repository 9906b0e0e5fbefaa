/** RouterOS exports: its quoting, its line joining, its menus, and what is wrong in one. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseRouterOsExport, type RouterOsExport } from '../../../src/core/workbench/routeros-export.ts';

function read(...lines: readonly string[]): RouterOsExport {
  return parseRouterOsExport(lines.join('\n'), 'x.rsc');
}

function regexp(...lines: readonly string[]): string | undefined {
  return read('/ip firewall layer7-protocol', ...lines).patterns[0]?.regexp;
}

describe('RouterOS export', () => {
  it('reads name, regexp and comment of each pattern, and where it stands', () => {
    const { patterns, errors } = read(
      '# jan/02/2024 10:00:00 by RouterOS 7.1',
      '/interface bridge',
      'add name=lan regexp=no',
      '/ip firewall layer7-protocol',
      'add comment="two words" name=one regexp="^a b"',
      '',
      'add name="my pattern" regexp=^plain$',
      '/ip firewall filter',
      'add action=drop chain=forward layer7-protocol=one',
    );
    assert.deepEqual(errors, []);
    assert.deepEqual(
      patterns.map(({ name, regexp: text, comment, where }) => [name, text, comment, where.line]),
      [
        ['one', '^a b', 'two words', 5],
        ['my pattern', '^plain$', '', 7],
      ],
    );
  });

  it('knows every way to write a menu', () => {
    for (const line of [
      '/ip firewall layer7-protocol add name=x regexp=y',
      '/ip/firewall/layer7-protocol/add name=x regexp=y',
      '/ip/firewall/layer7-protocol add name=x regexp=y',
      '/ip firewall layer7-protocol\r\nadd name=x regexp=y\r\n',
      '/ip firewall layer7-protocol; add name=x regexp=y',
    ]) {
      assert.equal(read(line).patterns[0]?.regexp, 'y', line);
    }
    assert.deepEqual(read('/ip firewall mangle add name=x regexp=y').patterns, []);
  });

  it('undoes the quoting', () => {
    assert.equal(regexp('add name=x regexp="a\\"b\\\\c\\$d\\?e\\_f"'), 'a"b\\c$d?e f');
    assert.equal(regexp('add name=x regexp="\\n\\r\\t\\a\\b\\f\\v"'), '\n\r\t\x07\b\f\v');
    assert.equal(regexp('add name=x regexp="\\00\\AF\\7E\\F"'), '\x00\xaf~\\F');
    assert.equal(regexp('add name=x regexp="\\\\x13bit\\\\.t"'), '\\x13bit\\.t');
  });

  it('joins lines, inside strings and outside', () => {
    assert.equal(regexp('add name=x regexp="one\\', '    two\\', '  three"'), 'onetwothree');
    assert.equal(regexp('add comment="" \\', '    name=x regexp=\\', '    "y z"'), 'y z');
    assert.equal(regexp('add name=x regexp="a\\\r\n    b"'), 'ab');
  });

  it('says what is wrong and reads the rest', () => {
    const { patterns, errors, warnings } = read(
      '/ip firewall layer7-protocol',
      'add name=nothing',
      'add regexp="nameless"',
      'set [ find name=a ] regexp=b',
      'add name=odd regexp="a\\zb $var"',
      'add name=open regexp="never closed',
      'add name=lost regexp=x',
    );
    assert.deepEqual(
      errors.map(({ code, where }) => `${code} ${where?.line}`),
      ['ROUTEROS_PATTERN 2', 'ROUTEROS_PATTERN 3', 'ROUTEROS_STRING 6'],
    );
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['ROUTEROS_COMMAND', 'ROUTEROS_ESCAPE', 'ROUTEROS_VARIABLE'],
    );
    assert.deepEqual(
      patterns.map(({ name }) => name),
      ['odd'],
    );
  });

  it('tells rules that use a pattern, and words that it does not read', () => {
    const { patterns, warnings } = read(
      '/ip firewall layer7-protocol',
      'add name=a regexp=x disabled=yes name=b',
      '/ip firewall filter',
      'add action=drop chain=forward layer7-protocol=a',
      'add action=drop chain=forward',
      '/ip firewall mangle add action=mark-connection layer7-protocol="a" new-connection-mark=1',
    );
    assert.equal(patterns.length, 1);
    assert.deepEqual(
      warnings.map(({ code, given, where }) => [code, given, where?.line]),
      [
        ['ROUTEROS_KEY', 'disabled', 2],
        ['ROUTEROS_KEY', 'name', 2],
        ['ROUTEROS_RULE', 'action=drop', 4],
        ['ROUTEROS_RULE', 'action=mark-connection', 6],
      ],
    );
  });

  it('reads back whatever is quoted by its rules', () => {
    const quote = (text: string): string =>
      `"${Array.from(text, (character) => {
        const unit = character.charCodeAt(0);
        if ('"\\$?'.includes(character)) return `\\${character}`;
        return unit >= 0x20 && unit <= 0x7e
          ? character
          : `\\${unit.toString(16).toUpperCase().padStart(2, '0')}`;
      }).join('')}"`;
    const text = fc
      .array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 30 })
      .map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(text, fc.nat(), (value, at) => {
        const quoted = quote(value);
        assert.equal(regexp(`add name=x regexp=${quoted}`), value);
        // A break may stand anywhere but within an escape or before a space.
        const places = [...quoted.matchAll(/\\(?:[0-9A-F]{2}|.)|[^\\]/gs)]
          .map(({ index, 0: piece }) => index + piece.length)
          .filter((place) => quoted[place] !== ' ');
        const place = places[at % places.length]!;
        if (place >= quoted.length) return;
        const broken = `${quoted.slice(0, place)}\\\n    ${quoted.slice(place)}`;
        assert.equal(regexp(`add name=x regexp=${broken}`), value);
      }),
    );
  });

  it('ends on any input', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '/ip firewall layer7-protocol',
            'add',
            ' name=',
            '"',
            '\\',
            '\n',
            '$a',
            ';',
            '#',
            '=',
            'x',
          ),
        ),
        (parts) => {
          parseRouterOsExport(parts.join(''), 'x');
        },
      ),
    );
  });
});
