/** How the daemon does, in named numbers: those of the workers summed, with what queues and events lost. */
import type { Children } from '../../linux/planes/children.ts';
import { addCounters } from '../../linux/planes/queue-guard.ts';
import { createWorkerCounters } from '../../linux/planes/queue-protocol.ts';
import type { QueueReport } from '../../linux/planes/queue-supervisor.ts';
import type { Health } from './control-model.ts';

export function healthOf(
  queues: readonly QueueReport[],
  children: Pick<Children, 'expectations' | 'marked' | 'forgotten'>,
  traffic: Readonly<Record<string, number>>,
): Health {
  const sum = (count: (queue: QueueReport) => number): number =>
    queues.reduce((total, queue) => total + count(queue), 0);
  return {
    workers: queues.filter((queue) => queue.pid !== undefined).length,
    restarts: sum((queue) => queue.workersHung + queue.workersGone),
    counters: {
      ...queues.map((queue) => queue.counters).reduce(addCounters, createWorkerCounters()),
      held: sum((queue) => queue.held),
      dropped: sum((queue) => queue.dropped),
      released: sum((queue) => queue.released),
      workersHung: sum((queue) => queue.workersHung),
      workersGone: sum((queue) => queue.workersGone),
      expectations: children.expectations,
      childrenMarked: children.marked,
      mastersForgotten: children.forgotten,
      ...traffic,
    },
  };
}
