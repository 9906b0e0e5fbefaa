/** Packed tables taken apart: the manual says what the bytes are, and a reader made from it reads them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { pack, VERSION } from '../../../src/core/automata/pack.ts';
import { compileProgram, type Program } from '../../../src/core/classify/program.ts';
import { buildLibrary } from '../../../src/core/patterns/library.ts';
import { sectionsText } from '../../../src/core/workbench/layout.ts';
import { showTables, tablesSections } from '../../../src/core/workbench/tables.ts';

const MANUAL = readFileSync(new URL('../../../docs/tables.md', import.meta.url), 'utf8');
const TOCK = `name tock
title Tock
reference manual
groups iot
ports tcp/7070
evidence tcp client
  expression ^TOCK[\\x01\\x02]\\x00
evidence tcp server weak
  expression ^\\+tock$
  needs port
`;

function programOf(text: string): Program {
  const { protocols, errors } = buildLibrary([{ path: 'tock.sig', text }]);
  assert.deepEqual(errors, []);
  return compileProgram(protocols).program;
}

const program = programOf(TOCK);
const everything = showTables(program, { everything: true });

/** Rows of the tables in the manual: their cells. */
function manualRows(heading: string): string[][] {
  const from = MANUAL.indexOf(`\n## ${heading}\n`);
  const part = MANUAL.slice(from, MANUAL.indexOf('\n## ', from + 4));
  return [...part.matchAll(/^\| (.*) \|$/gm)]
    .map((row) => row[1]!.split('|').map((cell) => cell.trim().replaceAll('`', '')))
    .slice(2);
}

describe('the manual of the packed tables', () => {
  it('is about this version', () => {
    assert.match(MANUAL, new RegExp(`describes version ${VERSION};`));
  });

  it('has every section with its width, in order', () => {
    const said = manualRows('Sections').map(([name, width]) => [name, Number(width)]);
    assert.deepEqual(
      said,
      everything.sections.map(({ name, width }) => [name, width]),
    );
  });

  it('shows what its example really compiles to', () => {
    const text = sectionsText(tablesSections(everything).slice(1), false);
    const block = /## An example[\s\S]*?```\n([\s\S]*?)```/.exec(MANUAL)?.[1];
    assert.equal(block?.trimEnd(), text.trimEnd());
  });

  it('is enough to read the bytes', () => {
    const bytes = pack(program.tables);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const header = new Map(
      manualRows('Header').map(([offset, width, field]) => [
        field,
        width === '4' ? view.getUint32(Number(offset), true) : 0,
      ]),
    );
    assert.equal(header.get('length'), bytes.length);
    let end = 48;
    const places = new Map<string, readonly [number, number]>();
    for (const [name = '', width, count = ''] of manualRows('Sections')) {
      places.set(name, [end, Number(width)]);
      const [unit = '', times = '1'] = count.split(' × ');
      end += (header.get(unit)! * Number(times) * Number(width) + 3) & ~3;
    }
    assert.equal(end, bytes.length);
    const at = (name: string, index: number): number => {
      const [offset, width] = places.get(name)!;
      if (width === 1) return view.getUint8(offset + index);
      return width === 2
        ? view.getUint16(offset + 2 * index, true)
        : view.getUint32(offset + 4 * index, true);
    };
    const evidenceIn = (list: number): number[] => {
      const found: number[] = [];
      for (let index = list; at('acceptLists', index) !== 0xffff; index += 1)
        found.push(at('acceptLists', index));
      return found;
    };
    const accepted = (g: number, payload: Uint8Array): number[] => {
      const found: number[] = [];
      let state = at('start', g);
      for (const byte of payload) {
        const row = at('rows', at('stateBase', g) + state);
        const column = at('maps', (at('mapBase', g) + (row >>> 21)) * 256 + byte);
        state = at('transitions', at('base', g) + (row & 0x1fffff) + column);
        const beyond = state - at('firstAccepting', g);
        if (beyond >= 0) found.push(...evidenceIn(at('acceptIndex', at('acceptBase', g) + beyond)));
      }
      const beyond = state - at('firstEnding', g);
      if (beyond >= 0) found.push(...evidenceIn(at('endIndex', at('endBase', g) + beyond)));
      return found;
    };
    const groups = [0, 1].map((g) => [at('views', g), g] as const);
    const client = groups.find(([seen]) => seen === 1)![1];
    const server = groups.find(([seen]) => seen === 2)![1];
    const text = (payload: string): Uint8Array => Buffer.from(payload, 'latin1');
    assert.deepEqual(accepted(client, text('TOCK\x02\0')), [0]);
    assert.deepEqual(accepted(client, text('TOCK\x03\0')), []);
    assert.deepEqual(accepted(server, text('+tock')), [1]);
    assert.deepEqual(accepted(server, text('+tock!')), []);
  });
});

describe('tables shown', () => {
  const many = programOf(TOCK.replace('^TOCK', `^TOCK${'x'.repeat(60)}`));

  it('list the states of a group that is asked for, and not all unless everything is', () => {
    const report = showTables(many, { group: 0, everything: false });
    assert.deepEqual(
      report.groups.map(({ listing }) => listing.length),
      [40, 0],
    );
    assert.match(sectionsText(tablesSections(report), false), /and \d+ more, shown with --all/);
    for (const { states, listing } of showTables(many, { everything: true }).groups) {
      assert.equal(listing.length, states - 1);
    }
    assert.ok(showTables(many, { everything: false }).groups.every(({ listing }) => listing.length === 0));
  });

  it('refuse a group that there is not, and say which is the last', () => {
    assert.throws(() => showTables(program, { group: 2, everything: false }), {
      code: 'TABLES_GROUP',
      diagnostic: {
        code: 'TABLES_GROUP',
        kind: 'usage',
        message: 'the tables have no such group',
        given: '2',
        limit: 1,
        next: 'leave out --group for the list of all groups; the first is 0',
      },
    });
  });
});
