/** Lint on small libraries: each finding where it must be, none where it must not, and how it reads. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readLimits } from '../../../src/core/automata/read-limits.ts';
import { sectionsText } from '../../../src/core/workbench/layout.ts';
import { checkGates, type LintReport, lintLibrary } from '../../../src/core/workbench/lint.ts';
import { lintJson } from '../../../src/core/workbench/lint-json.ts';
import { lintSections } from '../../../src/core/workbench/lint-text.ts';
import { libraryOf, patFiles, signatureFile } from './support.ts';

function lint(patterns: Readonly<Record<string, string>>): LintReport {
  const { protocols, errors } = libraryOf(patFiles(patterns));
  return lintLibrary(protocols, errors);
}

function shadows(report: LintReport): string[] {
  return lintJson(report).shadowed.map(({ protocol, by }) => `${protocol} by ${by.join()}`);
}

function text(report: LintReport): string {
  return sectionsText(lintSections(report, [], { everything: true }));
}

describe('lint: limits', () => {
  it('says where an expression stands that is too large to be compared, and that it still names', () => {
    const { protocols, errors } = libraryOf(patFiles({ y: '(a|b)a.......c', z: '^z' }));
    const report = lintLibrary(protocols, errors, undefined, readLimits(['states=300']));
    assert.deepEqual(
      report.faults.map(({ code, where }) => [code, where?.line, where?.column]),
      [['EXPRESSION_TOO_MANY_STATES', 3, 1]],
    );
    assert.match(report.faults[0]!.message, /names connections all the same/);
    assert.deepEqual(lintLibrary(protocols, errors, undefined, readLimits(['states=400'])).faults, []);
  });
});

describe('lint: pairs', () => {
  it('calls the inner one shadowed when the outer one comes first, and not otherwise', () => {
    const report = lint({ wide: '^ab', narrow: '^abc', other: '^x' });
    assert.deepEqual(shadows(report), ['narrow by wide']);
    assert.deepEqual(shadows(lint({ narrow: '^abc', wide: '^ab', other: '^x' })), []);
    const [pair] = lintJson(report).pairs;
    assert.equal(pair?.relation, 'contains');
    assert.deepEqual(pair?.both, { base64: 'YWJj', text: 'abc' });
    assert.equal(pair?.onlyFirst?.text, 'ab');
    assert.equal(pair?.onlySecond, null);
    assert.equal(pair?.winner, 'wide');
    assert.equal(report.compared, 3);
    assert.equal(report.disjoint, 2);
  });

  it('calls one of two equal ones shadowed, and overlapping ones not', () => {
    assert.deepEqual(shadows(lint({ one: '^[ab]c', two: '^(a|b)c' })), ['two by one']);
    const overlap = lint({ one: '^a.c', two: '^.bc' });
    assert.deepEqual(shadows(overlap), []);
    assert.equal(lintJson(overlap).pairs[0]?.both?.text, 'abc');
    assert.equal(lintJson(overlap).pairs[0]?.winner, 'one');
  });

  it('compares only what looks at the same bytes', () => {
    const { protocols } = libraryOf([
      signatureFile('tcp-one', 'evidence tcp client\n  expression ^ab'),
      signatureFile('udp-one', 'evidence udp client\n  expression ^ab'),
      signatureFile('server-one', 'evidence tcp server\n  expression ^ab'),
      signatureFile('packet-one', 'evidence tcp packet\n  expression ^abc'),
    ]);
    const report = lintLibrary(protocols);
    const pairs = lintJson(report).pairs.map(({ first, second, common }) => `${first} ${second} ${common}`);
    assert.deepEqual(pairs, ['tcp-one packet-one first-payload', 'server-one packet-one first-payload']);
    assert.deepEqual(shadows(report), [], 'a later packet may be another matter');
  });

  it('lets only evidence that names by itself shadow another', () => {
    const shadowedBy = (outer: string, inner: string): string[] => {
      const { protocols } = libraryOf([
        signatureFile('outer', `evidence tcp packet${outer}`),
        signatureFile('inner', `evidence tcp packet${inner}`),
      ]);
      return shadows(lintLibrary(protocols));
    };
    assert.deepEqual(shadowedBy('\n  expression ^a', '\n  expression ^ab'), ['inner by outer']);
    assert.deepEqual(shadowedBy('\n  expression ^a\n  where length == 9', '\n  expression ^ab'), []);
    assert.deepEqual(
      shadowedBy('\n  expression ^a\n  where length == 9', '\n  expression ^ab\n  where length == 9'),
      ['inner by outer'],
    );
    assert.deepEqual(shadowedBy(' weak\n  expression ^a\n  needs port', '\n  expression ^ab'), []);
    assert.deepEqual(
      shadowedBy(' weak\n  expression ^ab\n  needs port', '\n  expression ^a'),
      ['outer by inner'],
      'strong evidence comes before weak evidence whatever their order',
    );
  });

  it('finds what several together shadow', () => {
    const reach = (report: LintReport): string[] => report.patterns.map((pattern) => pattern.reach);
    const report = lint({ low: '^[a-m]', high: '^[n-z]', letters: '^[b-y]x', digits: '^[0-9b]' });
    assert.deepEqual(reach(report), ['names', 'names', 'buried', 'names']);
    assert.deepEqual(shadows(report), ['letters by '], 'no single one does');
    assert.match(text(report), /Shadowed by several others together\n {2}letters\n/);
    assert.deepEqual(
      checkGates(report, { noShadow: true }).map(({ label }) => label),
      ['letters'],
    );
    assert.deepEqual(reach(lint({ letters: '^[b-y]x', low: '^[a-m]', high: '^[n-z]' })), [
      'names',
      'names',
      'names',
    ]);
    assert.deepEqual(reach(lint({ end: 'a$', start: '^a', both: '^a(b|$)' })), ['names', 'names', 'buried']);
  });

  it('calls a protocol shadowed only when all of its expressions are', () => {
    const { protocols } = libraryOf([
      signatureFile('outer', 'evidence tcp client\n  expression ^a'),
      signatureFile('half', 'evidence tcp client\n  expression ^ab\n  expression ^b'),
      signatureFile('whole', 'evidence tcp client\n  expression ^ac\n  expression ^b'),
    ]);
    assert.deepEqual(shadows(lintLibrary(protocols)), ['whole by outer,half#2']);
  });
});

describe('lint: single expressions', () => {
  it('finds those that match nothing, everything, or the empty payload', () => {
    const { patterns } = lintJson(lint({ nothing: 'a^b', everything: 'a*', empty: '^b?$', plain: 'a' }));
    const facts = patterns.map(({ label, matchesNothing, matchesEverything, matchesEmpty }) => [
      label,
      matchesNothing,
      matchesEverything,
      matchesEmpty,
    ]);
    assert.deepEqual(facts, [
      ['nothing', true, false, false],
      ['everything', false, true, true],
      ['empty', false, false, true],
      ['plain', false, false, false],
    ]);
    assert.match(
      text(lint({ empty: '^b?$' })),
      /^Fit empty data as well, which is never looked at\n {2}empty$/m,
    );
  });

  it('says how long it can be undecided and how often random data matches', () => {
    const { patterns } = lintJson(lint({ fixed: '^abc', search: 'abc' }));
    assert.deepEqual(
      patterns.map(({ cost }) => cost.undecidedBytes),
      [3, null],
    );
    const { bytes } = patterns[0]!.overmatch.find(({ length }) => length === 16)!;
    assert.ok(bytes > (2 / 256) ** 3 && bytes < (2 / 255) ** 3 * 1.000001, 'either case, NUL skipped');
  });
});

describe('lint: faults', () => {
  it('reports broken patterns and says everything about the others', () => {
    const report = lint({ wide: '^ab', broken: '^a(', nul: 'x\\x00(', narrow: '^abc' });
    const json = lintJson(report);
    assert.equal(json.partial, true);
    assert.deepEqual(
      json.faults.map(({ code }) => code),
      ['EXPRESSION_UNMATCHED_PAREN'],
    );
    assert.deepEqual(shadows(report), ['narrow by wide']);
    assert.match(text(report), /Partial: 1 fault/);
    assert.match(text(report), /broken\.pat:3:3: This \( is never closed/);
  });

  it('tells what the dialect did to an expression that it refused', () => {
    const report = lint({ hex: 'a\\x28' });
    assert.deepEqual(
      report.refusedLosses.map(({ kind }) => kind),
      ['hex-operator'],
    );
  });
});

describe('lint: gates', () => {
  it('holds the report against each limit', () => {
    const report = lint({ wide: '^a', narrow: '^ab' });
    assert.deepEqual(checkGates(report, {}), []);
    assert.deepEqual(
      checkGates(report, { maxOvermatch: 0.01 }).map(({ label }) => label),
      ['wide'],
      'printable data begins with an a or A in 2 of 95 cases',
    );
    assert.deepEqual(checkGates(report, { maxOvermatch: 0.1 }), []);
    assert.deepEqual(
      checkGates(report, { noShadow: true }).map(({ label, given }) => [label, given]),
      [['narrow', 'wide']],
    );
    assert.equal(checkGates(report, { maxBytes: 100 })[0]?.gate, 'max-bytes');
    assert.deepEqual(checkGates(report, { maxBytes: 100_000 }), []);
  });
});

describe('lint: text', () => {
  it('counts pairs in words that suit one as well as many', () => {
    assert.match(
      text(lint({ one: '^a', other: '^b' })),
      /^ {2}Pairs compared: 1; disjoint 1, overlapping 0, one/m,
    );
  });

  it('fits 80 columns, whatever the names and payloads', () => {
    const long = 'a-name-that-is-as-long-as-any-name-of-a-protocol-may-ever-be-63';
    const report = lint({
      [long]: '^\\x80+[ -~]{2}abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz',
      [`${long.slice(0, -1)}4`]: '^\\x80\\x80?[ -~]{2}abcdefghijklmnopqrstuvwxyz|\\x24(a|b|a)',
      broken: `(${'a'.repeat(200)}`,
    });
    const lines = sectionsText(
      lintSections(report, checkGates(report, { maxOvermatch: 0, noShadow: true, maxBytes: 1 }), {
        everything: true,
      }),
    ).split('\n');
    for (const line of lines) assert.ok(line.length <= 80, line);
    assert.ok(lines.length > 30);
  });
});
