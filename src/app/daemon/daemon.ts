/**
 * The daemon: everything that `layer7 up` brings to the machine, in order, and takes away again in the
 * reverse order. The rules come last and go first, so packets are only sent to queues that are served.
 *
 * ```
 * locks → patterns → ids → collisions → queues → files → workers → events → rules → control socket
 * ```
 * Each step puts its own undoing on a stack; a step that fails unwinds those before it, and `down` unwinds
 * all. What a daemon that crashed left behind is removed before the first step.
 */
import { Layer7Error } from '../../core/errors.ts';
import { findFlowOffloads, namedTest } from '../../linux/netfilter/flow-offload.ts';
import { namesOf } from '../../linux/netfilter/mark-field.ts';
import { findMarkCollisions, refuseCollisions } from '../../linux/netfilter/mark-use.ts';
import type { RuleOptions } from '../../linux/netfilter/rule-set.ts';
import type { Netfilter } from '../../linux/netfilter/tools.ts';
import { ChildrenWatch } from '../../linux/planes/children.ts';
import type { Decision } from '../../linux/planes/queue-decisions.ts';
import { QueueSupervisor } from '../../linux/planes/queue-supervisor.ts';
import { checkAccounts } from '../accounting/account-check.ts';
import type { AccountKeeper } from '../accounting/account-keeper.ts';
import type { Log } from '../log.ts';
import { AppliedStore } from '../policy/applied-store.ts';
import { BlockLog } from '../policy/block-log.ts';
import { version } from '../version.ts';
import { accountKeeper } from './accounts.ts';
import { claimPlace } from './claim.ts';
import { handOverSwitches, rememberSwitches } from './conntrack-switches.ts';
import type {
  BudgetReport,
  CheckReport,
  DownReport,
  LiveFlow,
  RecordedFlow,
  RecordRequest,
  ReloadReport,
  StatusReport,
  TrafficTick,
} from './control-model.ts';
import { type Controlled, serveControl } from './control-server.ts';
import { idsPath, runPaths } from './folders.ts';
import { healthOf } from './health.ts';
import { tellKeptRules } from './kept-rules.ts';
import { PatternKeeper } from './pattern-keeper.ts';
import { recordFlows } from './recording.ts';
import { RuleKeeper } from './rule-keeper.ts';
import type { DaemonSettings } from './settings.ts';
import { TrafficWatch } from './traffic.ts';

/** How often the rules are looked after, in milliseconds. */
const RULE_CHECK_INTERVAL = 30_000;

export class Daemon implements Controlled {
  readonly #settings: DaemonSettings;
  readonly #log: Log;
  readonly #since = new Date().toISOString();
  readonly #undo = new AsyncDisposableStack();
  readonly #ended = Promise.withResolvers<void>();
  #patterns!: PatternKeeper;
  #budget: BudgetReport;
  #netfilter!: Netfilter;
  #supervisor!: QueueSupervisor;
  #children!: ChildrenWatch;
  #traffic!: TrafficWatch;
  readonly #blocks: BlockLog;
  /** Undefined when nothing is to be accounted. */
  #keeper: AccountKeeper | undefined;
  #rules!: RuleKeeper;
  #accounting = true;
  /** Changes of patterns, budget and rules go one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #isDown = false;

  private constructor(settings: DaemonSettings, log: Log) {
    this.#settings = settings;
    this.#budget = settings.budget;
    this.#log = log;
    this.#blocks = new BlockLog(new AppliedStore(settings.stateDir), log);
  }

  /**
   * Starts a daemon in this process; resolves when connections are being named. Throws `Layer7Error`,
   * `OpError` or `Refused`; the machine is then as before.
   */
  static async start(settings: DaemonSettings, log: Log): Promise<Daemon> {
    const daemon = new Daemon(settings, log);
    try {
      await daemon.#start();
      return daemon;
    } catch (error) {
      await daemon.#unwind();
      throw error;
    }
  }

  /** Resolves when the daemon has been taken down. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  async #start(): Promise<void> {
    const { runDir, stateDir, mark, queues } = this.#settings;
    const paths = runPaths(runDir);
    this.#netfilter = await claimPlace(this.#settings, this.#undo, this.#log);

    this.#patterns = await PatternKeeper.open(this.#settings, this.#log);
    this.#undo.defer(() => this.#patterns.close());

    const collisions = await findMarkCollisions({ mark, queues }, this.#netfilter);
    refuseCollisions(collisions, mark);
    for (const { reason, use } of collisions.doubts) {
      this.#log.warning(`a rule may get in the way: it ${reason}`, { rule: use.place.text });
    }
    for (const { place, waits } of await findFlowOffloads(this.#netfilter, mark)) {
      if (waits) continue;
      const advice = `let it wait for the name with "${namedTest(mark)}"`;
      this.#log.warning(`a rule hands connections to a flowtable before they have a name: ${advice}`, {
        rule: place.text,
      });
    }

    this.#supervisor = this.#openQueues();
    this.#undo.defer(() => this.#supervisor.close());
    await this.#patterns.publish();
    await this.#supervisor.start();

    this.#children = new ChildrenWatch({ mask: mark.mask, pendingMask: mark.pendingMask });
    this.#undo.defer(() => this.#children.close());
    this.#traffic = new TrafficWatch(
      mark,
      (records) => this.#supervisor.forgetEnded(records),
      (sight) => this.#keeper?.ended(sight),
    );
    this.#undo.defer(() => this.#traffic.close());
    await this.#openAccounts();

    const switches = rememberSwitches(paths.accounting);
    this.#undo.defer(() => {
      const store = new AppliedStore(stateDir);
      const needed = store.applied?.rendering.needsAccounting ?? false;
      if (needed) handOverSwitches(paths.accounting, store.path('accounting-was'));
      else switches.restore();
    });
    this.#rules = new RuleKeeper(this.#netfilter, this.#log, () => this.#ruleOptions());
    this.#undo.defer(() => this.#rules.remove());
    await this.#rules.apply();
    this.#accounting = switches.turnOn();
    const check = setInterval(() => void this.#lookAfterRules(), RULE_CHECK_INTERVAL);
    this.#undo.defer(() => clearInterval(check));

    const control = await serveControl(runDir, this);
    this.#undo.defer(() => control.close());
    this.#log.info('connections are being named', {
      ...this.#patterns.current.counts,
      patterns: this.#settings.library.folder ?? 'shipped signatures',
      queues: queues.last - queues.first + 1,
      rules: this.#netfilter.backend,
      ids: idsPath(stateDir),
    });
  }

  /** Before there are rules, so that the connections that are there are known as seen too late. */
  async #openAccounts(): Promise<void> {
    if (!this.#settings.accounts.isOn) return;
    const sources = {
      patterns: () => this.#patterns.current,
      names: () => this.#patterns.names,
      drain: () => this.#traffic.drain(),
    };
    const keeper = accountKeeper(this.#settings, sources, this.#log);
    this.#undo.defer(() => keeper.close());
    await keeper.begin();
    this.#keeper = keeper;
  }

  #openQueues(): QueueSupervisor {
    const { mark, queues, maxFlows, helpers } = this.#settings;
    return new QueueSupervisor({
      firstQueue: queues.first,
      queues: queues.last - queues.first + 1,
      program: this.#patterns.current.program,
      packets: this.#budget.numpackets,
      bytes: this.#budget.maxdatalen,
      mask: mark.mask,
      seen: mark.seen,
      helperIds: this.#patterns.idsOf(helpers),
      capacity: maxFlows,
      onDecisions: (records) => this.#tellBlocked(records),
      onHelper: () => this.#children.notice(),
      onLate: (decisions) => this.#tellLate(this.#children.children.settle(decisions)),
      onIncident: ({ queue, event, pid, detail }) => {
        const message = `${event.replace('-', ' ')}${detail === '' ? '' : `: ${detail}`}`;
        if (event === 'worker-ready') this.#log.info(message, { queue, pid });
        else this.#log.warning(message, { queue, pid });
      },
    });
  }

  /** Verdicts that the applied policy blocks become lines of the log. */
  #tellBlocked(records: Uint8Array): void {
    const { names } = this.#patterns;
    const { numpackets } = this.#budget;
    this.#blocks.decisions(records, (mark) => namesOf(this.#settings.mark, names, mark), numpackets);
  }

  #tellLate(decisions: readonly Decision[]): void {
    for (const decision of decisions) this.#blocks.decision(decision, this.#budget.numpackets);
  }

  #ruleOptions(): RuleOptions {
    const { mark, queues, helpers } = this.#settings;
    return {
      mark,
      queues,
      helpers,
      packets: this.#budget.numpackets,
      families: this.#netfilter.families,
      ids: this.#patterns.current.ids,
      labels: this.#patterns.labels,
    };
  }

  #lookAfterRules(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#isDown) await this.#rules.lookAfter();
    }).catch((error: unknown) => this.#log.error(error));
  }

  /** Runs a change when those before it are done; a failure is its caller's alone. */
  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(change);
    this.#turn = result.catch(() => {});
    return result;
  }

  async status(): Promise<StatusReport> {
    const { library, conf, limits } = this.#settings;
    const { counts, ids } = this.#patterns.current;
    const totals = await this.#traffic.totals(this.#patterns.ids);
    return {
      version: version(),
      pid: process.pid,
      since: this.#since,
      ...(library.folder === undefined ? {} : { l7dir: library.folder }),
      ...(library.order === undefined && conf === undefined ? {} : { order: [...ids.keys()] }),
      dialect: library.variant,
      ...(limits === undefined ? {} : { limits }),
      protocols: counts.protocols,
      applicationNames: counts.applications,
      budget: this.#budget,
      accounting: this.#accounting,
      health: healthOf(this.#supervisor.report(), this.#children.children, {
        ...this.#traffic.counters(),
        ...this.#keeper?.counters(),
      }),
      traffic: totals.protocols,
      applications: totals.applications,
      blocked: this.#blocks.report(),
    };
  }

  flows(protocols: readonly string[] | undefined): AsyncIterable<LiveFlow> {
    return this.#traffic.flows([...this.#patterns.names], protocols);
  }

  record(request: RecordRequest, gone: AbortSignal): AsyncIterable<RecordedFlow> {
    return recordFlows(this.#supervisor, request, gone);
  }

  watch(seconds: number, gone: AbortSignal): AsyncIterable<TrafficTick> {
    return this.#accounts().watch(seconds, gone);
  }

  check(seconds: number, gone: AbortSignal): Promise<CheckReport> {
    return checkAccounts(this.#accounts(), this.#netfilter, seconds, gone);
  }

  #accounts(): AccountKeeper {
    if (this.#keeper !== undefined) return this.#keeper;
    throw new Layer7Error({
      code: 'ACCOUNTS_OFF',
      kind: 'environment',
      message: 'this daemon keeps no accounts',
      next: 'start it without --no-accounts',
    });
  }

  setBudget(change: Partial<BudgetReport>): Promise<BudgetReport> {
    return this.#inTurn(async () => {
      const before = this.#budget;
      const wanted = { ...before, ...change };
      this.#supervisor.setBudget(wanted.numpackets, wanted.maxdatalen);
      this.#budget = wanted;
      try {
        if (wanted.numpackets !== before.numpackets) await this.#rules.apply();
      } catch (error) {
        this.#budget = before;
        this.#supervisor.setBudget(before.numpackets, before.maxdatalen);
        throw error;
      }
      this.#log.info('the budget has changed', { ...wanted });
      return wanted;
    });
  }

  reload(): Promise<ReloadReport> {
    return this.#inTurn(async () => {
      const report = await this.#patterns.reload((program) => this.#supervisor.reload(program));
      // Labels, and the chains of nftables, follow the names; without new ids the rules stay untouched.
      if (report.added.length + report.removed.length > 0) await this.#rules.apply();
      return report;
    });
  }

  down(): Promise<DownReport> {
    return this.#inTurn(async () => {
      this.#isDown = true;
      await this.#unwind();
      const ids = this.#patterns.current.everKnown;
      return { keptRules: await tellKeptRules(this.#netfilter, this.#settings.mark, ids, this.#log) };
    });
  }

  end(): void {
    this.#ended.resolve();
  }

  /** Undoes all steps, last first; a step that fails is logged and does not keep the others. */
  async #unwind(): Promise<void> {
    this.#isDown = true;
    try {
      await this.#undo.disposeAsync();
    } catch (error) {
      for (let rest: unknown = error; rest !== undefined; ) {
        const both: boolean = rest instanceof SuppressedError;
        this.#log.error(both ? (rest as SuppressedError).error : rest);
        rest = both ? (rest as SuppressedError).suppressed : undefined;
      }
    }
  }
}
