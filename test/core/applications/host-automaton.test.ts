import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { HostAutomaton, NO_APPLICATION } from '../../../src/core/applications/host-automaton.ts';
import { Layer7Error } from '../../../src/core/errors.ts';
import { application } from '../../support/applications.ts';
import { latin1 } from '../../support/bytes.ts';

const find = (hosts: HostAutomaton, name: string): number => {
  const source = latin1(`x.${name}.x`);
  return hosts.find(source, 2, 2 + name.length);
};

describe('hosts', () => {
  const hosts = new HostAutomaton([
    application('video', ['video.example', 'cdn.example']),
    application('video-calls', ['calls.video.example']),
    application('second', ['video.example']),
  ]);
  const cases: readonly (readonly [name: string, index: number])[] = [
    ['video.example', 0],
    ['www.video.example', 0],
    ['a.b.c.video.example', 0],
    ['VIDEO.Example', 0],
    ['video.example.', 0],
    ['.video.example', 0],
    ['calls.video.example', 1],
    ['eu.calls.video.example', 1],
    ['recalls.video.example', 0],
    ['myvideo.example', NO_APPLICATION],
    ['video.example.org', NO_APPLICATION],
    ['example', NO_APPLICATION],
    ['', NO_APPLICATION],
    ['.', NO_APPLICATION],
    ['..', NO_APPLICATION],
    ['video..example', NO_APPLICATION],
    ['videoaexample', NO_APPLICATION],
    ['\xe9.video.example', 0],
    ['[video.example]', NO_APPLICATION],
  ];
  for (const [name, index] of cases) {
    it(`"${name}"`, () => assert.equal(find(hosts, name), index));
  }

  it('are none at all', () => assert.equal(find(new HostAutomaton([]), 'video.example'), NO_APPLICATION));
});

describe('the longest suffix', () => {
  const label = fc.constantFrom('a', 'b', 'c', 'ab', 'ba', 'a-b', 'A');
  const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));

  it('is the one that a search from one end to the other finds', () => {
    const suffixes = fc.array(name, { maxLength: 30 }).map((all) => all.map((one) => one.toLowerCase()));
    fc.assert(
      fc.property(suffixes, name, (all, host) => {
        const hosts = new HostAutomaton(all.map((suffix, i) => application(String(i), [suffix])));
        let best = NO_APPLICATION;
        const lower = host.toLowerCase();
        all.forEach((suffix, i) => {
          const fits = lower === suffix || lower.endsWith(`.${suffix}`);
          if (fits && (best === NO_APPLICATION || suffix.length > all[best]!.length)) best = i;
        });
        assert.equal(find(hosts, host), best);
      }),
    );
  });

  it('of any bytes is looked for in one pass', () => {
    const hosts = new HostAutomaton([application('a', ['b.c'])]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (source) => {
        const found = hosts.find(source, 0, source.length);
        assert.ok(found === NO_APPLICATION || found === 0);
      }),
    );
    assert.equal(hosts.find(latin1(`${'a.'.repeat(100_000)}b.c`), 0, 200_003), 0);
  });

  it('costs a state for each label, shared ones once', () => {
    const before = new HostAutomaton([]).states;
    const hosts = new HostAutomaton([application('a', ['b.c', 'd.b.c', 'e.c'])]);
    assert.equal(hosts.states - before, 4);
  });
});

describe('packed hosts', () => {
  const packed = new HostAutomaton([
    application('video', ['video.example', 'cdn.example']),
    application('calls', ['calls.video.example']),
  ]).pack();

  it('find what they found, and pack the same', () => {
    const hosts = HostAutomaton.unpack(packed);
    assert.equal(find(hosts, 'eu.calls.video.example'), 1);
    assert.equal(find(hosts, 'www.cdn.example'), 0);
    assert.equal(find(hosts, 'example'), NO_APPLICATION);
    assert.deepEqual(hosts.pack(), packed);
    assert.equal(find(HostAutomaton.unpack(new HostAutomaton([]).pack()), 'a.b'), NO_APPLICATION);
  });

  it('are refused when they are cut or say another length', () => {
    for (let end = 0; end < packed.length; end++) {
      assert.throws(() => HostAutomaton.unpack(packed.subarray(0, end)), Layer7Error);
    }
  });

  it('never answer outside of their applications, whatever is altered in them', () => {
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), (at, bits) => {
        const altered = packed.slice();
        altered[at] ^= bits;
        try {
          find(HostAutomaton.unpack(altered), 'eu.calls.video.example');
        } catch (error) {
          assert.ok(error instanceof Layer7Error);
        }
      }),
    );
  });
});
