import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Layer7Error } from '../../../src/core/errors.ts';
import { Connection, protocol } from './support.ts';

const KERNEL = 'kernel';

describe('the life of a connection', () => {
  const greeting = [protocol('greeting', [{ expression: '^hello' }])];

  it('is unset until something is accepted, then keeps the first name for good', () => {
    const connection = new Connection([...greeting, protocol('rest', [{ expression: 'xyz' }])]);
    assert.equal(connection.send('he'), 'unset');
    assert.equal(connection.send('llo'), 'greeting');
    assert.equal(connection.send('xyz'), 'greeting');
  });

  it('is unknown at once when nothing can be accepted any more', () => {
    const connection = new Connection(greeting);
    assert.equal(connection.send('hex'), 'unknown');
    assert.equal(connection.classifier.state.decidedPacket[1], 1);
  });

  it('is unknown once it passes its budget of packets, empty ones counted', () => {
    const connection = new Connection([protocol('late', [{ expression: 'late' }])], 'tcp', { packets: 3 });
    assert.equal(connection.send(''), 'unset');
    assert.equal(connection.send('a'), 'unset');
    assert.equal(connection.send('b'), 'unset');
    assert.equal(connection.send('late'), 'unknown');
  });

  it('takes evidence in the last packet of the budget', () => {
    const connection = new Connection([protocol('late', [{ expression: 'late' }])], 'tcp', { packets: 2 });
    connection.send('');
    assert.equal(connection.send('late'), 'late');
  });

  it('leaves counting to the kernel when told to', () => {
    const connection = new Connection([protocol('late', [{ expression: 'late' }])], 'tcp', {
      packets: 1,
      countsPackets: false,
    });
    connection.send('a');
    connection.send('b');
    assert.equal(connection.send('late'), 'late');
  });

  it('looks at maxdatalen − 1 bytes and no more', () => {
    const pattern = [protocol('end', [{ expression: 'z' }])];
    const seen = new Connection(pattern, 'tcp', { bytes: 8 });
    assert.equal(seen.send('aaa'), 'unset');
    assert.equal(seen.send('aaazaa'), 'end');
    const unseen = new Connection(pattern, 'tcp', { bytes: 7 });
    assert.equal(unseen.send('aaa'), 'unset');
    assert.equal(unseen.send('aaazaa'), 'unset');
    assert.equal(unseen.send({ from: 'server', data: 'aaaaaa' }), 'unknown');
  });

  it('keeps where it was decided: packet, evidence, offset, direction', () => {
    const connection = new Connection([...greeting, protocol('reply', [{ expression: 'ok!' }])]);
    connection.send('he');
    connection.send({ from: 'server', data: '..ok!..' });
    const { state } = connection.classifier;
    assert.equal(state.decidedPacket[1], 2);
    assert.equal(state.decidedEvidence[1], 1);
    assert.equal(state.decidedOffset[1], 5);
    assert.equal(state.decidedDirection[1], 1);
  });

  it('refuses a budget out of range, with the range', () => {
    assert.throws(
      () => new Connection(greeting, 'tcp', { packets: 0 }),
      (error: unknown) => error instanceof Layer7Error && /1 to 1000/.test(error.diagnostic.next ?? ''),
    );
  });
});

describe('which bytes are looked at', () => {
  it('client and server evidence see their own side only', () => {
    const ask = [protocol('ask', [{ expression: '^ask', view: 'client' }])];
    assert.equal(new Connection(ask).send({ from: 'server', data: 'ask' }), 'unset');
    assert.equal(new Connection(ask).send('ask'), 'ask');
    const answer = [protocol('answer', [{ expression: '^answer', view: 'server' }])];
    const connection = new Connection(answer);
    connection.send('answer');
    assert.equal(connection.send({ from: 'server', data: 'answer' }), 'answer');
  });

  it('both sees the directions in the order of arrival', () => {
    const connection = new Connection([protocol('talk', [{ expression: '^abab', dialect: KERNEL }])]);
    connection.send('a');
    connection.send({ from: 'server', data: 'b' });
    connection.send('a');
    assert.equal(connection.send({ from: 'server', data: 'b' }), 'talk');
  });

  it('packet evidence begins anew in each packet', () => {
    const connection = new Connection([protocol('third', [{ expression: '^3$', view: 'packet' }])], 'udp');
    connection.send('1');
    connection.send('23');
    assert.equal(connection.send('3'), 'third');
  });

  it('the kernel dialect folds case and does not see or count NUL', () => {
    const connection = new Connection([protocol('fold', [{ expression: '^ABC', dialect: KERNEL }])], 'udp', {
      bytes: 8,
    });
    assert.equal(connection.send('\0\0\0\0a\0'), 'unset');
    assert.equal(connection.send('\0B\0\0C'), 'fold');
  });

  it('of a packet the kernel dialect takes as many bytes as there was room for, NUL counted', () => {
    const connection = new Connection([protocol('room', [{ expression: 'bcd', dialect: KERNEL }])], 'udp', {
      bytes: 5,
    });
    assert.equal(connection.send('a'), 'unset');
    assert.equal(connection.send('\0bcd'), 'unset', 'three bytes of room: NUL, b, c');
    assert.equal(connection.send('dxx'), 'room', 'one byte of room is left: d');
  });

  it('a packet of nothing but NUL is not tried in the kernel dialect', () => {
    const connection = new Connection([protocol('empty', [{ expression: '^$', dialect: KERNEL }])], 'udp');
    assert.equal(connection.send('\0\0'), 'unset');
  });

  it('a dollar holds at the end of the data so far', () => {
    const connection = new Connection([protocol('end', [{ expression: '^ab+$', dialect: KERNEL }])]);
    assert.equal(connection.send('a'), 'unset');
    assert.equal(connection.send('b'), 'end');
    const later = new Connection([protocol('end', [{ expression: 'b$', dialect: KERNEL }])]);
    assert.equal(later.send('bc'), 'unset');
    assert.equal(later.send('ab'), 'end');
  });

  it('tcp and udp evidence see their own transport only', () => {
    const both = [
      protocol('stream', [{ expression: '^x', transport: 'tcp', view: 'client' }]),
      protocol('datagram', [{ expression: '^x', transport: 'udp', view: 'packet' }]),
    ];
    assert.equal(new Connection(both, 'tcp').send('x'), 'stream');
    assert.equal(new Connection(both, 'udp').send('x'), 'datagram');
  });
});

describe('tcp repeats', () => {
  const twice = (dialect: 'kernel' | 'signature') => [
    protocol('twice', [{ expression: '^aa', dialect, view: 'both' }]),
  ];

  it('our signatures see each sequence number once', () => {
    const connection = new Connection(twice('signature'));
    connection.send({ data: 'a', sequence: 7 });
    assert.equal(connection.send({ data: 'a', sequence: 7 }), 'unset');
    assert.equal(connection.send({ data: 'ab', sequence: 7 }), 'unknown');
  });

  it('the kernel dialect sees what arrives, as l7-filter did', () => {
    const connection = new Connection(twice('kernel'));
    connection.send({ data: 'a', sequence: 7 });
    assert.equal(connection.send({ data: 'a', sequence: 7 }), 'twice');
  });

  it('sequence numbers wrap', () => {
    const connection = new Connection(twice('signature'));
    connection.send({ data: 'a', sequence: 0xffffffff });
    assert.equal(connection.send({ data: 'a', sequence: 0 }), 'twice');
  });
});

describe('the worth of evidence', () => {
  const length4 = {
    left: { operand: { kind: 'length' }, times: 1, plus: 0 },
    comparison: '==',
    right: { operand: { kind: 'constant', value: 4 }, times: 1, plus: 0 },
  } as const;

  it('conditions are asked of the packet in which the expression accepted', () => {
    const four = [protocol('four', [{ expression: '^ab', view: 'packet', conditions: [length4] }])];
    const connection = new Connection(four, 'udp');
    assert.equal(connection.send('abc'), 'unset');
    assert.equal(connection.send('abcd'), 'four');
  });

  it('a condition that failed is not asked again of later packets of the stream', () => {
    const four = [protocol('four', [{ expression: '^ab', view: 'client', conditions: [length4] }])];
    const connection = new Connection(four);
    assert.equal(connection.send('abc'), 'unknown');
    assert.equal(connection.send('abcd'), 'unknown');
  });

  it('weak evidence needs a usual port', () => {
    const weak = [
      protocol(
        'weak',
        [{ expression: '^w', view: 'packet', strength: 'weak', support: ['port'] }],
        [{ transport: 'udp', port: 77 }],
      ),
    ];
    assert.equal(new Connection(weak, 'udp').send('w'), 'unset');
    assert.equal(new Connection(weak, 'udp').send({ data: 'w', destinationPort: 77 }), 'weak');
    assert.equal(new Connection(weak, 'udp').send({ data: 'w', sourcePort: 77 }), 'weak');
    assert.equal(new Connection(weak, 'tcp').send({ data: 'w', destinationPort: 77 }), 'unset');
  });

  it('or a sign from the other side', () => {
    const weak = [
      protocol('pair', [
        { expression: '^ask', view: 'client', strength: 'weak', support: ['other-side'] },
        { expression: '^tell', view: 'server', strength: 'weak', support: ['other-side'] },
      ]),
    ];
    const connection = new Connection(weak);
    assert.equal(connection.send('ask'), 'unset');
    assert.equal(connection.send('ask'), 'unset');
    assert.equal(connection.send({ from: 'server', data: 'tell' }), 'pair');
  });

  it('or a sign in an earlier packet', () => {
    const weak = [
      protocol('again', [{ expression: '^w', view: 'packet', strength: 'weak', support: ['second-packet'] }]),
    ];
    const connection = new Connection(weak, 'udp');
    assert.equal(connection.send('w'), 'unset');
    assert.equal(connection.send('no'), 'unset');
    assert.equal(connection.send('w'), 'again');
  });

  it('two weak signs of one packet are one sign', () => {
    const weak = [
      protocol('twin', [
        { expression: '^w', view: 'packet', strength: 'weak', support: ['second-packet'] },
        { expression: 'w$', view: 'packet', strength: 'weak', support: ['second-packet'] },
      ]),
    ];
    assert.equal(new Connection(weak, 'udp').send('w'), 'unset');
  });

  it('strong comes before weak, then the order of precedence decides', () => {
    const connection = new Connection(
      [
        protocol(
          'first',
          [{ expression: '^w', view: 'packet', strength: 'weak', support: ['port'] }],
          [{ transport: 'udp', port: 9999 }],
        ),
        protocol('second', [{ expression: '^wx', view: 'packet' }]),
        protocol('third', [{ expression: '^w', view: 'packet' }]),
      ],
      'udp',
    );
    assert.equal(connection.send('wx'), 'second');
  });
});

describe('properties', () => {
  const set = [
    protocol('a', [{ expression: '^ab*c', view: 'client' }]),
    protocol('b', [{ expression: 'bca', view: 'client' }]),
    protocol('c', [{ expression: '(ab|ba){2}', dialect: 'signature', view: 'client' }]),
  ];

  it('a stream split anywhere has the same set of possible names as the whole, never a later one', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(letters, fc.array(fc.nat(11), { maxLength: 4 }), (text, cuts) => {
        const data = text.join('');
        const whole = new Connection(set).send(data);
        const split = new Connection(set, 'tcp', { packets: 20 });
        let last = 'unset';
        const at = [0, ...cuts.map((cut) => cut % data.length).sort((x, y) => x - y), data.length];
        for (let i = 1; i < at.length; i++) last = split.send(data.slice(at[i - 1], at[i]));
        if (whole === 'unset' || whole === 'unknown') assert.equal(last, whole);
        else assert.ok(last !== 'unset' && last !== 'unknown');
      }),
      { numRuns: 300 },
    );
  });
});
