/**
 * `layer7 policy apply` and `revert` as transactions. Everything is prepared, checked and rehearsed first;
 * then the journal says what is about to happen, then it happens, then the journal goes. A change that fails
 * is taken back; one that was killed is found by its journal and cleared by whoever comes next.
 *
 * ```
 * lock → recover → look → rehearse → (guard) → journal → devices → rules → verify → applied → journal gone
 *                                                  └── on failure: what was applied before, or nothing
 * ```
 * With a time to confirm in, a guard process of its own is started before the machine is touched: it brings
 * back what was there unless it is told in time that all is well (see `guard.ts`).
 */

import { Layer7Error } from '../../core/errors.ts';
import type { Plan } from '../../core/policy/plan.ts';
import type { Rendering } from '../../core/policy/rendering.ts';
import { findFlowOffloads, offloadNote } from '../../linux/netfilter/flow-offload.ts';
import type { Netfilter } from '../../linux/netfilter/tools.ts';
import {
  foreignQdiscs,
  lookAtDevices,
  refuseForeign,
  refuseMissing,
  tracesOf,
} from '../../linux/tc/devices.ts';
import { rehearse } from '../../linux/tc/rehearsal.ts';
import { snapshotMachine } from '../../linux/tc/snapshot.ts';
import {
  COUNTING,
  handOverSwitches,
  rememberSwitches,
  restoreSwitches,
} from '../daemon/conntrack-switches.ts';
import { runPaths } from '../daemon/folders.ts';
import { lockHolder } from '../daemon/instance-lock.ts';
import {
  type AppliedPolicy,
  AppliedStore,
  currentPlace,
  type PreparedPolicy,
  STORE_FORMAT,
} from './applied-store.ts';
import { change, clear } from './change.ts';
import { beginToWait, startGuard } from './guard.ts';
import { takePolicyLock } from './policy-lock.ts';

export interface ApplyOptions {
  readonly stateDir: string;
  readonly runDir?: string;
  /** Seconds in which the policy must be confirmed. */
  readonly confirm?: number;
  /** Devices that stay as they are, whatever the policy says. */
  readonly leave?: readonly string[];
}

export interface AppliedReport {
  /** True when another policy was in force before. */
  readonly replaced: boolean;
  readonly notes: readonly string[];
  /** ISO 8601; when the policy is taken back unless confirmed. */
  readonly deadline?: string;
}

export interface RevertReport {
  /** False when no policy was in force and nothing was left of one. */
  readonly reverted: boolean;
  /** Whether rules and qdiscs are as they were before the first policy; undefined when that is not known. */
  readonly asBefore?: boolean;
  readonly notes: readonly string[];
}

/**
 * Puts a policy in force, in place of the one that is.
 *
 * @throws Layer7Error `POLICY_BUSY`, `POLICY_ELSEWHERE`, `POLICY_UNCONFIRMED`, `DEVICE_MISSING`,
 *   `QDISC_TAKEN`, `POLICY_REFUSED`, and what tc and iptables refuse. The machine is then as before.
 */
export async function applyPolicy(
  prepared: PreparedPolicy,
  netfilter: Netfilter,
  options: ApplyOptions,
): Promise<AppliedReport> {
  const store = new AppliedStore(options.stateDir);
  store.makeFolder();
  using _lock = await takePolicyLock(store);
  const notes = [...(await recover(store, netfilter))];
  const from = store.applied;
  refuseUnconfirmed(store);

  const rendering = without(prepared.rendering, options.leave ?? []);
  const now = await lookAtDevices(netfilter.run);
  refuseMissing(rendering.devices, now, devicesWithoutRules(prepared.plan, options.leave ?? []));
  refuseForeign(foreignQdiscs(rendering.devices, from?.traces ?? [], now));
  await rehearse(rendering, netfilter);
  notes.push(...(await findFlowOffloads(netfilter)).map(offloadNote));

  const to: AppliedPolicy = {
    ...prepared,
    rendering,
    format: STORE_FORMAT,
    at: new Date().toISOString(),
    backend: netfilter.backend,
    ...(options.runDir === undefined ? {} : { runDir: options.runDir }),
    place: currentPlace(),
    traces: keepLengths(tracesOf(rendering.devices, now), from),
  };
  if (from === undefined) {
    store.keep('before', await snapshotMachine(netfilter.run));
  }
  const switches = rendering.needsAccounting
    ? rememberSwitches(store.path('accounting-was'), [COUNTING])
    : undefined;
  if (options.confirm !== undefined) await startGuard(store, options.confirm, from);
  store.keep('rolled-back', undefined);
  store.keep('journal.json', { ...(from === undefined ? {} : { from }), to });
  try {
    notes.push(...(await change(netfilter, from, to)));
    switches?.turnOn();
  } catch (error) {
    await takeBack(store, netfilter, from, to, error);
  }
  store.keep('applied.json', to);
  store.keep('journal.json', undefined);
  const deadline = beginToWait(store, options.confirm);
  return { replaced: from !== undefined, notes, ...(deadline === undefined ? {} : { deadline }) };
}

/** A rule can wait for its device; where there is none, the policy is about its links, and all must be there. */
function devicesWithoutRules({ wans, lans, rules }: Plan, leave: readonly string[]): readonly string[] {
  if (rules.length > 0) return [];
  return [...wans, ...lans].map(({ device }) => device).filter((device) => !leave.includes(device));
}

/** Takes the policy off the machine, also what a killed apply has left. */
export async function revertPolicy(netfilter: Netfilter, stateDir: string): Promise<RevertReport> {
  const store = new AppliedStore(stateDir);
  store.makeFolder();
  using _lock = await takePolicyLock(store);
  const { applied, journal } = store;
  refuseElsewhere(applied ?? journal?.to ?? journal?.from);
  store.keep('pending.json', undefined);
  if (applied !== undefined) store.keep('journal.json', { from: applied, ...journal });
  return await toNothing(store, netfilter);
}

/** The policy in force is meant to stay. @throws Layer7Error `NOTHING_TO_CONFIRM`. */
export async function confirmPolicy(stateDir: string): Promise<void> {
  const store = new AppliedStore(stateDir);
  store.makeFolder();
  using _lock = await takePolicyLock(store);
  if (store.pending === undefined) {
    const { rolledBack } = store;
    throw new Layer7Error({
      code: 'NOTHING_TO_CONFIRM',
      kind: 'usage',
      message:
        rolledBack === undefined
          ? 'no policy waits for a confirmation'
          : `the time to confirm was up: the policy was taken back at ${rolledBack}`,
      next: 'apply it again with "layer7 policy apply --confirm 60s"',
    });
  }
  store.keep('pending.json', undefined);
}

/**
 * The time is up: brings back what was in force before the policy that nobody confirmed. No effect when it
 * has been confirmed or replaced. Called by the guard.
 *
 * @returns whether anything was taken back.
 */
export async function rollBackUnconfirmed(
  netfilter: Netfilter,
  stateDir: string,
  token: string,
): Promise<boolean> {
  const store = new AppliedStore(stateDir);
  using _lock = await takePolicyLock(store);
  if (store.pending?.token !== token) return false;
  await rollBack(store, netfilter);
  return true;
}

async function rollBack(store: AppliedStore, netfilter: Netfilter): Promise<void> {
  const previous = store.pending?.previous;
  const { applied, journal } = store;
  if (previous === undefined) await toNothing(store, netfilter);
  else {
    const from = journal === undefined ? applied : undefined;
    if (from === undefined) await clear(netfilter, tracesIn(store));
    store.keep('journal.json', { ...(applied === undefined ? {} : { from: applied }), to: previous });
    await change(inKind(netfilter, previous), from, previous);
    store.keep('applied.json', previous);
    store.keep('journal.json', undefined);
  }
  store.keep('rolled-back', `${new Date().toISOString()}\n`);
  store.keep('pending.json', undefined);
}

/** Clears what a killed change has left, and carries out a rollback whose guard was killed. */
async function recover(store: AppliedStore, netfilter: Netfilter): Promise<readonly string[]> {
  const { applied, journal, pending } = store;
  const known = applied ?? journal?.to ?? journal?.from;
  if (known !== undefined && known.place.boot !== currentPlace().boot) {
    // Rules and qdiscs went with the kernel that had them.
    for (const name of ['applied.json', 'journal.json', 'pending.json'] as const) {
      store.keep(name as 'applied.json', undefined);
    }
    store.keep('before', undefined);
    return ['the policy from before the restart is no longer in force'];
  }
  refuseElsewhere(known);
  if (pending !== undefined && Date.parse(pending.deadline) + GUARD_PATIENCE < Date.now()) {
    await rollBack(store, netfilter);
    return ['a policy that nobody confirmed has been taken back first'];
  }
  if (journal === undefined) return [];
  const { notes } = await toNothing(store, netfilter);
  return ['a change that was cut short has been cleared up first', ...notes];
}

/** How long after the deadline a guard may still be at work, in milliseconds. */
const GUARD_PATIENCE = 10_000;

async function toNothing(store: AppliedStore, netfilter: Netfilter): Promise<RevertReport> {
  const { applied, journal, before } = store;
  const { foundAny, notes } = await clear(netfilter, tracesIn(store));
  stopCounting(store, applied ?? journal?.to ?? journal?.from);
  const known = applied !== undefined || journal !== undefined;
  const asBefore =
    before === undefined || !known ? undefined : before === (await snapshotMachine(netfilter.run));
  store.keep('applied.json', undefined);
  store.keep('journal.json', undefined);
  store.keep('before', undefined);
  return { reverted: known || foundAny, notes, ...(asBefore === undefined ? {} : { asBefore }) };
}

/** Everything that may stand on a device, newest last. */
function tracesIn({ applied, journal }: AppliedStore): AppliedPolicy['traces'] {
  const all = [applied, journal?.from, journal?.to].flatMap((policy) => policy?.traces ?? []);
  const seen = new Map(all.map((trace) => [`${trace.kind} ${trace.device}`, trace]));
  return [...seen.values()];
}

/** A failed change: back to what was in force before. Always throws; the first error counts. */
async function takeBack(
  store: AppliedStore,
  netfilter: Netfilter,
  from: AppliedPolicy | undefined,
  to: AppliedPolicy,
  error: unknown,
): Promise<never> {
  try {
    await clear(netfilter, tracesIn(store));
    if (from === undefined) stopCounting(store, to);
    else await change(inKind(netfilter, from), undefined, from);
    store.keep('journal.json', undefined);
    store.keep('pending.json', undefined);
    if (from === undefined) store.keep('before', undefined);
  } catch (second) {
    if (!(error instanceof Layer7Error) || !(second instanceof Layer7Error)) throw error;
    throw new Layer7Error({
      ...error.diagnostic,
      where: { file: to.file },
      cause: `${error.diagnostic.cause ?? ''}\nand on the way back: ${second.diagnostic.cause ?? second.message}`,
      next: 'run "layer7 policy revert" to remove what is left of the policy',
    });
  }
  throw error;
}

/** Bytes need no longer be counted for a policy; a daemon that runs turns the counting off when it ends. */
function stopCounting(store: AppliedStore, known: AppliedPolicy | undefined): void {
  const undo = store.path('accounting-was');
  const paths = known?.runDir === undefined ? undefined : runPaths(known.runDir);
  if (paths !== undefined && lockHolder(paths.pid) !== undefined) handOverSwitches(undo, paths.accounting);
  else restoreSwitches(undo);
}

/** The same programs, with rules going to the kind of iptables that a policy was applied with. */
function inKind(netfilter: Netfilter, { backend }: AppliedPolicy): Netfilter {
  return { ...netfilter, backend };
}

/** Queue lengths as they were before the first policy. */
function keepLengths(
  traces: AppliedPolicy['traces'],
  from: AppliedPolicy | undefined,
): AppliedPolicy['traces'] {
  return traces.map((trace) => {
    const before = from?.traces.find((one) => one.device === trace.device)?.queueLength;
    return before === undefined ? trace : { ...trace, queueLength: before };
  });
}

function without(rendering: Rendering, leave: readonly string[]): Rendering {
  if (leave.length === 0) return rendering;
  return { ...rendering, devices: rendering.devices.filter(({ device }) => !leave.includes(device)) };
}

function refuseUnconfirmed(store: AppliedStore): void {
  const { pending } = store;
  if (pending === undefined) return;
  throw new Layer7Error({
    code: 'POLICY_UNCONFIRMED',
    kind: 'conflict',
    message: `the policy in force waits for its confirmation until ${pending.deadline}`,
    next: 'keep it with "layer7 policy confirm", or take it back with "layer7 policy revert"',
  });
}

function refuseElsewhere(known: AppliedPolicy | undefined): void {
  const here = currentPlace();
  if (known === undefined || known.place.boot !== here.boot || known.place.namespace === here.namespace)
    return;
  throw new Layer7Error({
    code: 'POLICY_ELSEWHERE',
    kind: 'conflict',
    message: 'this state directory belongs to a policy in another network namespace',
    given: `there ${known.place.namespace}, here ${here.namespace}`,
    next: 'run this in that namespace, or give each namespace a --state-dir of its own',
  });
}
