/**
 * A supervisor as a program of its own, so that a test can kill it:
 * `plane-runner.ts PROGRAM IDS MASK SEEN` serves queue 0 of its network namespace and prints the worker's
 * process number.
 */
import { QueuePlane } from '../../src/linux/planes/queue-plane.ts';

const [path, ids, mask, seen] = process.argv.slice(2);
const plane = new QueuePlane({
  firstQueue: 0,
  queues: 1,
  program: { path, ids: ids.split(',').map(Number), generation: 0 },
  packets: 10,
  bytes: 2048,
  mask: Number(mask),
  seen: Number(seen),
  namesOf: (mark) => ({ l7: String(mark) }),
});
await plane.start();
console.log(plane.supervisor.report()[0].pid);
