/**
 * The first packets of chosen connections, for as long as somebody reads them: asked of the workers, ended
 * when there are enough, when the time is up, or when the asker is gone.
 */

import type { RecordedConnection } from '../../linux/planes/queue-protocol.ts';
import type { QueueSupervisor } from '../../linux/planes/queue-supervisor.ts';
import type { RecordedFlow, RecordRequest } from './control-model.ts';

/** What is left to the asker: bounds of a request. */
export const RECORD_LIMITS = { most: 10_000, seconds: 3600 } as const;

function toJson({ report, record }: RecordedConnection): RecordedFlow {
  return {
    report,
    protocol: record.protocol,
    packets: record.packets.map(({ payload, ...facts }) => ({
      ...facts,
      payload: Buffer.from(payload).toString('base64'),
    })),
  };
}

/** Where recorded connections wait until they are read, and a bell for whoever waits for them. */
class Inbox {
  readonly #connections: RecordedConnection[] = [];
  #bell = Promise.withResolvers<void>();

  put(connection: RecordedConnection): void {
    this.#connections.push(connection);
    this.ring();
  }

  ring(): void {
    this.#bell.resolve();
  }

  /** What has come since; waits for the bell when that is nothing. */
  async take(): Promise<readonly RecordedConnection[]> {
    if (this.#connections.length === 0) await this.#bell.promise;
    this.#bell = Promise.withResolvers();
    return this.#connections.splice(0);
  }

  /** What has come since, without waiting. */
  rest(): readonly RecordedConnection[] {
    return this.#connections.splice(0);
  }
}

/**
 * Connections as they are decided; those still undecided when the time is up come last. Throws at once when
 * the workers are asked by somebody else, or the filter cannot be read.
 */
export function recordFlows(
  supervisor: Pick<QueueSupervisor, 'record' | 'unrecord'>,
  { filter, most, seconds }: RecordRequest,
  gone: AbortSignal,
): AsyncIterable<RecordedFlow> {
  const inbox = new Inbox();
  supervisor.record({ filter, most }, (connection) => inbox.put(connection));
  const end = AbortSignal.any([gone, AbortSignal.timeout(seconds * 1000)]);
  end.addEventListener('abort', () => inbox.ring());

  async function* connections(): AsyncGenerator<RecordedConnection> {
    try {
      while (!end.aborted) yield* await inbox.take();
    } finally {
      await supervisor.unrecord();
    }
    yield* inbox.rest();
  }

  async function* flows(): AsyncGenerator<RecordedFlow> {
    let left = most;
    for await (const connection of connections()) {
      yield toJson(connection);
      left -= 1;
      if (left === 0) return;
    }
  }

  return flows();
}
