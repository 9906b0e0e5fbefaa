/** Recorded connections on their way to the asker: how many, until when, and that the workers are let go. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordFlows } from '../../../src/app/daemon/recording.ts';
import type { RecordedConnection, RecordWish } from '../../../src/linux/planes/queue-protocol.ts';

function connection(port: number): RecordedConnection {
  const report = { proto: 'udp', src: '10.0.0.1', sport: port, dst: '10.0.0.2', dport: 53 } as const;
  return { report: { ...report, packets: 1, bytes: 1, l7: 'dns' }, record: { protocol: 17, packets: [] } };
}

/** Workers that record what they are told to. */
class PretendWorkers {
  wish: RecordWish | undefined;
  tell: ((one: RecordedConnection) => void) | undefined;
  ended = 0;
  /** Given when the recording ends. */
  undecided: readonly RecordedConnection[] = [];

  record(wish: RecordWish, onRecorded: (one: RecordedConnection) => void): void {
    if (this.tell !== undefined) throw new Error('busy');
    this.wish = wish;
    this.tell = onRecorded;
  }

  async unrecord(): Promise<void> {
    for (const one of this.undecided) this.tell?.(one);
    this.tell = undefined;
    this.ended += 1;
  }
}

async function portsOf(
  flows: AsyncIterable<{ readonly report: { readonly sport: number } }>,
): Promise<number[]> {
  return await Array.fromAsync(flows, ({ report }) => report.sport);
}

describe('recorded connections', () => {
  it('come as they are decided, as many as were asked for', async () => {
    const workers = new PretendWorkers();
    const never = new AbortController().signal;
    const flows = recordFlows(workers, { filter: 'udp', most: 3, seconds: 60 }, never);
    assert.deepEqual(workers.wish, { filter: 'udp', most: 3 });
    workers.tell?.(connection(1));
    const read = portsOf(flows);
    await new Promise((resolve) => setImmediate(resolve));
    for (const port of [2, 3, 4]) workers.tell?.(connection(port));
    assert.deepEqual(await read, [1, 2, 3]);
    assert.equal(workers.ended, 1);
  });

  it('end when the time is up, the undecided ones last', async () => {
    const workers = new PretendWorkers();
    workers.undecided = [connection(8)];
    const flows = recordFlows(workers, { filter: '', most: 9, seconds: 1 }, new AbortController().signal);
    workers.tell?.(connection(7));
    assert.deepEqual(await portsOf(flows), [7, 8]);
    assert.equal(workers.ended, 1);
  });

  it('end when the asker is gone, and are refused to a second one', async () => {
    const workers = new PretendWorkers();
    const gone = new AbortController();
    const flows = recordFlows(workers, { filter: '', most: 9, seconds: 60 }, gone.signal);
    assert.throws(() => recordFlows(workers, { filter: '', most: 1, seconds: 1 }, gone.signal), /busy/);
    const read = portsOf(flows);
    gone.abort();
    assert.deepEqual(await read, []);
    assert.equal(workers.ended, 1);
  });
});
