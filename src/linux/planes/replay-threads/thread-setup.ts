/** What the two threads of a replay tell each other besides packets. */
import type { MessagePort } from 'node:worker_threads';
import type { Budget } from '../../../core/classify/budget.ts';
import type { Program } from '../../../core/classify/program.ts';
import type { FindingsColumns } from '../../../core/replay/findings.ts';

/** Flows that have left the table and whose findings are fetched at a time. */
export const ENDED_ROWS = 4096;

/** What the inspecting thread is to do. */
export interface ThreadConfig {
  readonly program: Program;
  readonly budget: Budget;
  readonly children: boolean;
}

/** Where the inspecting thread finds its work. */
export interface ThreadSetup extends ThreadConfig {
  readonly ring: SharedArrayBuffer;
  /** By number; the last is for packets that stand in no window of the file. */
  readonly windows: readonly Uint8Array[];
  /** By slot: serial of the last flow there that is no longer looked into. */
  readonly closed: SharedArrayBuffer;
  readonly port: MessagePort;
}

/** From the reading thread: a window that takes the place of a smaller one. */
export interface NewWindow {
  readonly index: number;
  readonly window: Uint8Array;
}

/** From the inspecting thread. */
export type Answer = { readonly columns: FindingsColumns } | { readonly failure: string };
