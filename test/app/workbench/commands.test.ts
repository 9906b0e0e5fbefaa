/** The commands of the workbench on a small world: what they print, their status, and what they refuse. */
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { buildLibrary } from '../../../src/core/patterns/library.ts';
import { demoFolder, type Outcome, run } from './support.ts';

const at = demoFolder();
const patterns = ['--l7dir', at('patterns')];
const house = at('captures', 'house.pcap');
const knocks = at('captures', 'knocks.pcap');

function json(outcome: Outcome): ReturnType<typeof JSON.parse> {
  return JSON.parse(outcome.out);
}

function fits(outcome: Outcome): void {
  for (const line of outcome.out.split('\n')) assert.ok(line.length <= 80 || line.includes(at()), line);
  assert.ok(!outcome.out.includes('\u001b'), 'no colour where there is no terminal');
}

describe('layer7 lint', () => {
  it('finds the mistakes of a folder', async () => {
    const outcome = await run('lint', ...patterns);
    assert.equal(outcome.status, 0);
    assert.match(outcome.out, /tock-admin {2}tock/);
    assert.match(outcome.out, /serial, column 9: \{4\} is no repetition/);
    assert.match(outcome.out, /status, column 6: \\x00 ends the expression/);
    fits(outcome);
  });

  it('is a gate', async () => {
    const order = ['--protocols', 'tock,tock-admin'];
    assert.equal((await run('lint', ...patterns, ...order)).status, 0);
    const shadow = await run('lint', ...patterns, ...order, '--no-shadow');
    assert.equal(shadow.status, 7);
    assert.match(shadow.out, /--no-shadow: tock-admin is shadowed by tock/);
    assert.equal((await run('lint', ...patterns, '--max-overmatch', '50%')).status, 0);
    assert.equal((await run('lint', ...patterns, '--max-overmatch', '1e-6')).status, 7);
    assert.equal((await run('lint', ...patterns, '--max-bytes', '10')).status, 7);
    assert.equal((await run('lint', ...patterns, '--max-overmatch', 'much')).status, 2);
  });

  it('is one line as JSON lines', async () => {
    const document = await run('lint', ...patterns, '--format', 'json');
    const line = await run('lint', ...patterns, '--format', 'jsonl');
    assert.equal(line.out, `${JSON.stringify(json(document))}\n`);
  });

  it('gives a partial result when a file is broken, and says so', async () => {
    const outcome = await run('lint', at('broken.pat'), at('patterns', 'tock.pat'), '--format', 'json');
    assert.equal(outcome.status, 3);
    const report = json(outcome);
    assert.equal(report.partial, true);
    assert.equal(report.patterns.length, 1);
    assert.equal(report.faults[0].code, 'EXPRESSION_UNMATCHED_PAREN');
  });

  it('refuses what holds no patterns', async () => {
    assert.match((await run('lint', '--l7dir', at('captures'))).err, /LIBRARY_EMPTY/);
    assert.match((await run('lint', '--l7dir', at('nowhere'))).err, /LIBRARY_FOLDER/);
    assert.match((await run('lint', house)).err, /no file of patterns/);
    assert.equal((await run('lint', '--l7dir', at('patterns'), at('broken.pat'))).status, 2);
  });
});

describe('layer7 explain', () => {
  it('shows why, and the nearest misses', async () => {
    const outcome = await run('explain', ...patterns, house);
    assert.equal(outcome.status, 0);
    assert.match(outcome.out, /Named in packet 4, from the client, by tock-admin/);
    assert.match(outcome.out, /\[54 4f 43 4b 02 61 64 6d {2}69 6e\]/);
    assert.match(outcome.out, /tock +died at byte 3 of packet 4, after 3: needed \[Kk\]/);
    fits(outcome);
  });

  it('takes the connections that a filter takes, and hides payload when asked', async () => {
    const some = await run(
      'explain',
      ...patterns,
      house,
      '--flow',
      'l7 tock or port 7071',
      '--format',
      'json',
    );
    assert.deepEqual(
      json(some).flows.map(({ l7 }: { readonly l7: string }) => l7),
      ['tock', 'tock', 'unknown'],
    );
    const lines = await run('explain', ...patterns, house, '--most', '2', '--format', 'jsonl');
    const all = await run('explain', ...patterns, house, '--most', '2', '--format', 'json');
    assert.deepEqual(
      lines.out
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
      json(all).flows,
    );
    assert.match(lines.err, /more connections; choose with --flow/);
    const hidden = await run('explain', ...patterns, house, '--no-payload');
    assert.doesNotMatch(hidden.out, /54 4f 43/);
    assert.match((await run('explain', ...patterns, house, '--flow', 'port')).err, /FLOW_FILTER/);
  });

  it('refuses more live connections than a daemon keeps', async () => {
    const outcome = await run('explain', '--live', '--most', '10001', '--run-dir', at('nowhere'));
    assert.equal(outcome.status, 2);
    assert.match(outcome.err, /"--most" is out of range for live connections \[NUMBER_RANGE\]/);
  });

  it('says when there is nothing, and goes on past a capture that cannot be read', async () => {
    const nothing = await run('explain', ...patterns, at('empty.pcap'));
    assert.deepEqual([nothing.status, nothing.out.includes('No connection to explain')], [0, true]);
    const partial = await run('explain', ...patterns, at('nowhere.pcap'), house, '--most', '1');
    assert.equal(partial.status, 3);
    assert.match(partial.out, /^Flow 1: /m);
    assert.match(partial.out, /5 more connections/);
    assert.match(partial.err, /CAPTURE_UNREADABLE/);
  });
});

/** Moves of a difference, by name. */
function moves(outcome: Outcome): string[] {
  const list: readonly { readonly from: string; readonly to: string; readonly flows: number }[] =
    json(outcome).moves;
  return list.map(({ from, to, flows }) => `${from} ${to} ${flows}`).sort();
}

describe('layer7 diff', () => {
  const both = ['--old', at('patterns'), '--new', at('changed')];

  it('shows what moves, and is a gate', async () => {
    const outcome = await run('diff', ...both, house, knocks);
    assert.equal(outcome.status, 0);
    assert.match(outcome.out, /^1 of 9 connections change their name/);
    assert.match(outcome.out, /tock-admin {2}tock +1 /);
    fits(outcome);
    assert.equal((await run('diff', ...both, house, '--fail-on-change', 'greet')).status, 0);
    assert.equal((await run('diff', ...both, house, '--fail-on-change', 'tock')).status, 7);
    assert.equal((await run('diff', ...both, house, '--fail-on-change', 'any')).status, 7);
    assert.match((await run('diff', ...both, house, '--fail-on-change', 'tok')).err, /DIFF_NAME_UNKNOWN/);
  });

  it('knows a change of order and of budget', async () => {
    const same = ['--old', at('patterns'), '--new', at('patterns')];
    const order = await run('diff', ...same, '--new-protocols', 'tock,tock-admin', house, '--format', 'json');
    assert.deepEqual(moves(order), ['greet unknown 1', 'sensor unknown 1', 'tock-admin tock 1']);
    const budget = await run('diff', ...same, '--new-packets', '3', house, '--format', 'json');
    assert.deepEqual(moves(budget), ['greet unknown 1', 'tock unknown 2', 'tock-admin unknown 1']);
  });
});

describe('layer7 test', () => {
  it('states exact rates and counts matches by label', async () => {
    const outcome = await run('test', '^tock[\\x01\\x02]', '--against', at('captures'), '--format', 'json');
    assert.equal(outcome.status, 0);
    const report = json(outcome);
    assert.equal(report.against.matched, 3);
    assert.equal(report.against.captures, 2);
    const text = await run('test', at('patterns', 'greet.pat'));
    assert.match(text.out, /Random data matches: exact probability/);
    fits(text);
  });

  it('uses labels where there are some', async () => {
    const label = {
      capture: 'house.pcap',
      proto: 'tcp',
      src: '10.0.0.1',
      sport: 4001,
      dst: '10.0.0.9',
      dport: 7070,
    };
    writeFileSync(at('labels.jsonl'), `${JSON.stringify({ ...label, label: 'TOCK' })}\nnonsense\n`);
    const outcome = await run(
      'test',
      at('patterns', 'tock.pat'),
      '--against',
      at('captures'),
      '--format',
      'json',
    );
    assert.equal(outcome.status, 3, 'one line of the labels is broken');
    const report = json(outcome);
    assert.deepEqual([report.against.own, report.against.ownMatched, report.against.matched], [1, 1, 3]);
  });

  it('refuses what is no pattern and no capture', async () => {
    assert.equal((await run('test', '(')).status, 3);
    assert.match((await run('test', at('nothing.pat'))).err, /LIBRARY_FILE/);
    assert.match((await run('test', 'a', '--against', at('patterns'))).err, /CAPTURES_NONE/);
  });
});

describe('layer7 time', () => {
  it('measures random, printable and real data', async () => {
    const outcome = await run('time', 'tock', '--against', house, '--rounds', '3', '--format', 'json');
    assert.equal(outcome.status, 0);
    const { timings } = json(outcome);
    assert.deepEqual(
      timings.map(({ data }: { readonly data: string }) => data),
      ['random', 'printable', 'real'],
    );
    for (const { ratio } of timings) assert.ok(ratio > 0);
    assert.match((await run('time', 'tock', '--rounds', '3')).out, /Real data was not measured/);
    assert.match((await run('time', 'tock', ...patterns)).err, /PATTERNS_TWICE/);
  });
});

describe('layer7 show', () => {
  it('shows a protocol and its neighbours', async () => {
    const outcome = await run('show', 'tock', ...patterns);
    assert.equal(outcome.status, 0);
    assert.match(outcome.out, /^tock: Tock - machines in the house$/m);
    assert.match(outcome.out, /tock {2}contains +tock-admin/);
    fits(outcome);
    assert.equal(json(await run('show', 'tock', ...patterns, '--format', 'json')).name, 'tock');
  });

  it('draws', async () => {
    assert.match(
      (await run('show', 'tock', ...patterns, '--draw', 'railroad')).out,
      /^<svg [\s\S]*<\/svg>\n$/,
    );
    assert.match((await run('show', 'tock', ...patterns, '--draw', 'states')).out, /^digraph "tock" \{/);
  });

  it('knows single expressions, which only a drawing shows by itself', async () => {
    mkdirSync(at('two'));
    const evidence = 'evidence tcp client\n  expression ^a\n  expression ^b\n';
    writeFileSync(at('two', 'two.sig'), `name two\ntitle T\nreference r\ngroups web\n\n${evidence}`);
    const show = (...words: readonly string[]): Promise<Outcome> =>
      run('show', ...words, '--l7dir', at('two'));
    assert.match((await show('two#2', '--draw', 'states')).out, /^digraph "two#2"/);
    for (const words of [[], ['--tables'], ['--draw', 'states']]) {
      const unknown = await show('two#9', ...words);
      assert.deepEqual([unknown.status, unknown.out], [2, '']);
      assert.match(unknown.err, /PROTOCOL_UNKNOWN/);
    }
    for (const words of [[], ['--tables']]) {
      assert.match((await show('two#2', ...words)).err, /only --draw .*OPTION_WITHOUT_EFFECT/);
    }
  });

  it('names the nearest for a name that is not there', async () => {
    const outcome = await run('show', 'tok', ...patterns);
    assert.deepEqual([outcome.status, outcome.err.includes('PROTOCOL_UNKNOWN')], [2, true]);
  });
});

describe('names of files and texts of patterns', () => {
  const STEERS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;
  const odd = at('\u001b]0;x\u0007 \u009b31m.pcap');
  const foreign = at('foreign');
  before(() => {
    copyFileSync(house, odd);
    mkdirSync(foreign);
    writeFileSync(
      join(foreign, 'tock.pat'),
      '# ti\u001b]0;x\u0007tle\n# Protocol groups: a\u001b[31m\n# Pattern attributes: gr\u009bx\ntock\n^tock\n',
      'latin1',
    );
    writeFileSync(join(foreign, 'torn.pat'), 'torn\n^ab\u001b[31m(\n', 'latin1');
  });

  const lines: readonly (readonly string[])[] = [
    ['explain', odd, house, ...patterns],
    ['diff', '--old', at('patterns'), '--new', at('changed'), odd],
    ['classify', odd, at('\u001b[2Jnot there.pcap')],
    ['show', 'tock', '--l7dir', foreign],
    ['lint', '--l7dir', foreign],
    ['test', '^a', '--against', odd],
    ['import', foreign, '--to', at('from-foreign'), '--force'],
    ['explain', odd, '--format', 'json', ...patterns],
    ['lint', '--l7dir', foreign, '--format', 'json'],
  ];
  for (const words of lines) {
    it(`cannot steer a terminal: ${words[0]} ${words.at(-1)}`, async () => {
      const { out, err } = await run(...words);
      assert.notEqual(out, '');
      assert.doesNotMatch(out, STEERS);
      assert.doesNotMatch(err, STEERS);
    });
  }

  it('stand in written signatures without control characters', async () => {
    await run('import', foreign, '--to', at('from-foreign'), '--force');
    assert.doesNotMatch(readFileSync(at('from-foreign', 'tock.sig'), 'utf8'), STEERS);
  });
});

describe('layer7 import', () => {
  it('takes over a folder; the signatures name as the patterns did', async () => {
    const outcome = await run('import', at('patterns'), '--to', at('taken'));
    assert.equal(outcome.status, 0);
    assert.match(outcome.out, /^6 signatures written/);
    const moves = await run('diff', '--old', at('patterns'), '--new', at('taken'), house, knocks);
    assert.match(moves.out, /^No connection changes its name/);
    assert.match((await run('import', at('patterns'), '--to', at('taken'))).err, /IMPORT_EXISTS/);
    assert.equal((await run('import', at('patterns'), '--to', at('taken'), '--force')).status, 0);
  });

  it('takes over a RouterOS export as far as it can be read', async () => {
    const outcome = await run('import', at('router.rsc'), '--to', at('router'), '--plain');
    assert.equal(outcome.status, 3);
    assert.match(outcome.out, /video site is video-site now/);
    assert.match(outcome.out, /ROUTEROS_STRING|never closed/);
    assert.ok(existsSync(at('router', 'tock.sig')));
    const text = readFileSync(at('router', 'video-site.sig'), 'utf8');
    assert.deepEqual(buildLibrary([{ path: 'video-site.sig', text }]).errors, []);
    fits(outcome);
  });

  it('takes over what a configuration names', async () => {
    writeFileSync(at('l7.conf'), '# marks for iptables\ntock 3\ngreet 4\n');
    const outcome = await run('import', at('l7.conf'), ...patterns, '--to', at('conf'));
    assert.equal(outcome.status, 0);
    assert.match(outcome.err, /marks and the order of the configuration do not stand in signatures/);
    writeFileSync(at('wrong.conf'), 'tock 3\ngreat 4\n');
    const wrong = await run('import', at('wrong.conf'), ...patterns, '--to', at('conf3'));
    // Of kind input: the fault has its place in the file.
    assert.equal(wrong.status, 3);
    assert.match(wrong.err, /LIBRARY_NAME_UNKNOWN/);
    assert.ok(existsSync(at('conf', 'greet.sig')) && !existsSync(at('conf', 'sensor.sig')));
    assert.match((await run('import', at('l7.conf'), '--to', at('conf2'))).err, /IMPORT_FOLDER/);
    assert.match((await run('import', at('nowhere'), '--to', at('x'))).err, /IMPORT_SOURCE/);
    assert.equal((await run('import', at('patterns'))).status, 2);
  });
});

describe('layer7 new', () => {
  const from = ['--from', knocks, ...patterns];

  it('writes a signature that names exactly the chosen connections', async () => {
    const outcome = await run('new', 'knock', ...from, '--not', house, '--to', at('new'));
    assert.equal(outcome.status, 0, outcome.err);
    assert.match(outcome.out, /Connections that it names: chosen 3 of 3, others 0 of 6\./);
    assert.match(
      outcome.out,
      /Disjoint from the expressions of the library that look at the same bytes: \d+\./,
    );
    fits(outcome);
    const named = await run(
      'diff',
      '--old',
      at('patterns'),
      '--new',
      at('new'),
      house,
      knocks,
      '--format',
      'json',
    );
    assert.deepEqual(
      moves(named).filter((move) => move.includes(' knock ')),
      ['unknown knock 3'],
    );
    assert.match((await run('new', 'knock', ...from, '--to', at('new'))).err, /NEW_EXISTS/);
  });

  it('writes a file that reads back whatever the captures are called, and however many there are', async () => {
    const odd = at('a\ngroups web\nevidence tcp client\n  expression ^INJECTED.pcap');
    copyFileSync(knocks, odd);
    const names = [odd, ...Array.from({ length: 40 }, () => knocks)].join(',');
    const outcome = await run('new', 'knock', '--from', names, ...patterns, '--to', at('odd'));
    assert.equal(outcome.status, 0, outcome.err);
    const text = readFileSync(at('odd', 'knock.sig'), 'utf8');
    const { protocols, errors } = buildLibrary([{ path: 'knock.sig', text }]);
    assert.deepEqual(errors, []);
    assert.equal(protocols[0]!.evidence.length, 1);
    assert.match(protocols[0]!.reference, /knocks\.pcap, knocks\.pcap and 38 more$/);
  });

  it('writes nothing when it cannot be exact', async () => {
    const outcome = await run('new', 'same', ...from, '--not', knocks, '--to', at('same'));
    assert.equal(outcome.status, 3);
    assert.match(outcome.out, /nothing was written/);
    assert.ok(!existsSync(at('same', 'same.sig')));
  });

  it('refuses names and choices that make no sense', async () => {
    assert.match((await run('new', 'tock', ...from)).err, /NEW_NAME_TAKEN/);
    assert.match((await run('new', 'a b', ...from)).err, /NEW_NAME/);
    assert.match((await run('new', 'x', ...from, '--flow', 'tcp')).err, /NEW_NO_FLOWS/);
    assert.equal((await run('new', 'x', ...patterns)).status, 2);
  });
});
