/**
 * Every shipped signature on conversations made by hand: those that it must name, near misses that it must
 * not, and bytes without meaning, which nothing may name.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { formatDiagnostic } from '../../src/core/errors.ts';
import { parseCases } from './cases.ts';
import { Player, shippedLibrary } from './conversation.ts';

const library = shippedLibrary();
const player = new Player(library);

/** Groups that a signature may be in; `docs/signatures.md` says what they mean. */
const GROUPS = readGroups();

function readGroups(): ReadonlySet<string> {
  const manual = readFileSync(new URL('../../docs/signatures.md', import.meta.url), 'utf8');
  const table = manual.slice(manual.indexOf('## Groups'));
  return new Set([...table.matchAll(/^\| `([a-z0-9-]+)`/gm)].map((row) => row[1]!));
}

describe('the shipped signatures', () => {
  it('are read and compiled without a fault', () => {
    const faults = [...library.errors, ...library.warnings, ...player.diagnostics].map(formatDiagnostic);
    assert.deepEqual(faults, []);
  });

  it('are in groups that the manual explains', () => {
    const strange = library.protocols.flatMap(({ name, groups }) =>
      groups.filter((group) => !GROUPS.has(group)).map((group) => `${name}: ${group}`),
    );
    assert.deepEqual(strange, []);
  });

  it('leave random bytes unnamed', () => {
    const next = randomBytes(20_240_601);
    const named: string[] = [];
    for (let i = 0; i < 10_000; i++) {
      const transport = i % 2 === 0 ? 'udp' : 'tcp';
      const packets = Array.from({ length: 4 }, (_, p) => ({
        fromClient: p % 2 === 0,
        payload: next(8 + (i % 250)),
      }));
      const name = player.play({ transport, clientPort: 49_321, serverPort: 61_001, packets });
      if (name !== 'unset' && name !== 'unknown') named.push(name);
    }
    assert.deepEqual(named, []);
  });
});

for (const { name } of library.protocols) {
  describe(`signature ${name}`, () => {
    const file = new URL(`./${name}.cases`, import.meta.url);
    if (!existsSync(file)) {
      it('has cases', () => assert.fail(`write test/signatures/${name}.cases`));
      return;
    }
    const cases = parseCases(readFileSync(file, 'utf8'));
    it('has conversations to name, and near misses', () => {
      assert.ok(cases.some((one) => one.named) && cases.some((one) => !one.named));
    });
    for (const one of cases) {
      it(`line ${one.line}: ${one.named ? 'named' : 'not named'}`, () => {
        const got = player.play(one);
        if (one.named) assert.equal(got, name);
        else if (one.instead !== undefined) assert.equal(got, one.instead);
        else assert.notEqual(got, name);
      });
    }
  });
}

/** Pseudo-random payloads (mulberry32), the same at every run. */
function randomBytes(seed: number): (length: number) => Uint8Array {
  let state = seed;
  const word = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  return (length) => Uint8Array.from({ length }, () => word() & 0xff);
}
