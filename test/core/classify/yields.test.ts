/** Evidence that yields: the connection waits for what it may turn into. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileProgram, packProgram, unpackProgram } from '../../../src/core/classify/program.ts';
import { Connection, type EvidenceSketch, protocol } from './support.ts';

const opening: EvidenceSketch = {
  expression: '^open',
  view: 'packet',
  yields: { to: ['call', 'film'], packets: 3 },
};
const call = protocol('call', [{ expression: '^call', view: 'packet' }]);
const film = protocol('film', [
  { expression: '^film', view: 'packet', strength: 'weak', support: ['second-packet'] },
]);
const other = protocol('other', [{ expression: '^other', view: 'packet' }]);
const set = [protocol('opening', [opening]), call, film, other];

const start = (budget: { readonly packets?: number; readonly countsPackets?: boolean } = {}): Connection =>
  new Connection(set, 'udp', budget);

describe('evidence that yields', () => {
  it('names the connection when what it yields to has not shown in time', () => {
    const connection = start();
    const names = ['open', 'a', 'b', 'c'].map((packet) => connection.send(packet));
    assert.deepEqual(names, ['unset', 'unset', 'unset', 'opening']);
    assert.equal(connection.send('call'), 'opening');
  });

  it('leaves the name to what it yields to', () => {
    const connection = start();
    connection.send('open');
    connection.send('a');
    assert.equal(connection.send('call'), 'call');
  });

  it('leaves it to weak evidence too, when that is supported', () => {
    const connection = start();
    connection.send('open');
    assert.equal(connection.send('film'), 'unset');
    assert.equal(connection.send('film'), 'film');
  });

  it('is not overruled by anything else', () => {
    const connection = start();
    assert.deepEqual(
      ['open', 'other', 'open', 'open'].map((packet) => connection.send(packet)),
      ['unset', 'unset', 'unset', 'opening'],
    );
  });

  it('waits no longer than the budget, whoever counts', () => {
    for (const countsPackets of [true, false]) {
      const connection = start({ packets: 2, countsPackets });
      connection.send('open');
      assert.equal(connection.send('a'), 'opening');
    }
    assert.equal(start({ packets: 1 }).send('open'), 'opening');
  });

  it('counts empty packets', () => {
    const connection = start();
    assert.deepEqual(
      ['open', '', '', ''].map((packet) => connection.send(packet)),
      ['unset', 'unset', 'unset', 'opening'],
    );
  });

  it('is settled for a connection that ends while it waits', () => {
    const connection = start();
    connection.send('open');
    const { classifier } = connection;
    assert.equal(classifier.nameOf(classifier.settled(1)), 'opening');
    assert.equal(classifier.state.decidedPacket[1], 1);
  });

  it('decides at once where nothing of what it yields to is in the set', () => {
    const connection = new Connection([protocol('opening', [opening]), other], 'udp');
    assert.equal(connection.send('open'), 'opening');
  });

  it('keeps evidence of lower precedence alive in the same packet', () => {
    const both = protocol('call', [{ expression: '^open.*call', view: 'packet' }]);
    const connection = new Connection([protocol('opening', [opening]), both], 'udp');
    connection.send('open');
    assert.equal(connection.send('open call'), 'call');
  });

  it('survives packing', () => {
    const { program } = compileProgram(set);
    const unpacked = unpackProgram(packProgram(program));
    assert.deepEqual(unpacked.yields, program.yields);
    assert.deepEqual(unpacked.yieldOffset, program.yieldOffset);
    assert.deepEqual([...program.yields], [3, 2, 1, 2]);
  });
});
