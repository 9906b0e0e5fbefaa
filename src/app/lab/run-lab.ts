/**
 * `layer7 lab`: everything that this project does, on one machine and without touching its network. Builds
 * client, router and server, starts layer7 on the router and the servers one after the other, lets real
 * clients talk to them over IPv4 and IPv6, and reports which names the connections got. Whatever happens,
 * nothing is left behind.
 */

import { type Diagnostic, Layer7Error } from '../../core/errors.ts';
import type { StatusReport } from '../daemon/control-model.ts';
import { packageCache } from './cache.ts';
import { selectServices } from './catalogue.ts';
import { LabDaemon } from './daemon.ts';
import { Lab } from './lab.ts';
import { installCommand, installPackages, type MissingPackages, missingPackages } from './packages.ts';
import type { Expected, Service, Visit } from './service.ts';
import { ADDRESSES } from './topology.ts';
import { flowKey, judge } from './verdicts.ts';

export interface LabOptions {
  /** Path of the launcher, `layer7`. */
  readonly launcher: string;
  /** Names of services; empty for all. */
  readonly services: readonly string[];
  /** Install missing packages instead of leaving their services out. */
  readonly install: boolean;
  /** Further arguments of `layer7 up`. */
  readonly upArguments?: readonly string[];
  /** Told what happens, a line each. */
  readonly say: (line: string) => void;
  /** Ends the lab early; what was started is taken back all the same. */
  readonly signal?: AbortSignal;
}

export interface VisitReport {
  readonly service: string;
  readonly title: string;
  readonly family: 4 | 6;
  readonly expected: readonly Expected[];
  /** Connections by the name they got. */
  readonly seen: Readonly<Record<string, number>>;
  readonly right: boolean;
  /** What was not as expected. */
  readonly faults: readonly string[];
}

export interface LeftOut {
  readonly service: string;
  readonly reason: string;
}

export interface LabReport {
  readonly visits: readonly VisitReport[];
  readonly leftOut: readonly LeftOut[];
  /** The daemon's own books at the end. */
  readonly status: StatusReport;
}

/** How long a name may take to show: children named by a master that was decided late. */
const NAMING_PATIENCE = 2000;
const NAMING_POLL = 50;

/**
 * Runs the lab. Throws `LAB_NOT_ROOT`, `LAB_SERVICE_UNKNOWN`, `LAB_PACKAGES_MISSING` when no service can run
 * or one that was asked for by name cannot, `LAB_PACKAGES_REFUSED`, `LAB_DAEMON_FAILED`, `LAB_INTERRUPTED`.
 * A server that fails or a connection that is not named as it should be is no error: the report says so.
 */
export async function runLab(options: LabOptions): Promise<LabReport> {
  const chosen = selectServices(options.services);
  const { ready, leftOut } = await prepare(chosen, options);
  const lab = await Lab.create();
  try {
    options.say('starting layer7 on the router');
    const daemon = await LabDaemon.up(lab.router, {
      launcher: options.launcher,
      ...(options.upArguments === undefined ? {} : { upArguments: options.upArguments }),
    });
    const visits: VisitReport[] = [];
    const failed: LeftOut[] = [];
    for (const service of ready) {
      try {
        await lab.start(service);
        for (const visit of service.visits) {
          for (const family of visit.families ?? ([4, 6] as const)) {
            checkInterrupted(options.signal);
            const report = await makeVisit(lab, daemon, service, visit, family);
            visits.push(report);
            options.say(describe(report));
          }
        }
      } catch (error) {
        checkInterrupted(options.signal);
        if (!(error instanceof Layer7Error)) throw error;
        failed.push({ service: service.name, reason: reasonOf(error.diagnostic) });
        options.say(`${service.name}: ${reasonOf(error.diagnostic)}`);
      }
      await lab.stop(service);
    }
    const status = await daemon.status();
    await daemon.down();
    return { visits, leftOut: [...leftOut, ...failed], status };
  } finally {
    await lab.remove();
  }
}

/** Sorts services into those that can run and those that lack packages, after installing where allowed. */
async function prepare(
  chosen: readonly Service[],
  options: LabOptions,
): Promise<{ ready: readonly Service[]; leftOut: readonly LeftOut[] }> {
  const cache = packageCache();
  if (options.install) await installFor(chosen, cache, options);
  const ready: Service[] = [];
  const leftOut: LeftOut[] = [];
  for (const service of chosen) {
    const missing = await missingPackages([service], cache);
    const names = [...missing.installed, ...missing.unpacked];
    if (names.length === 0) ready.push(service);
    else leftOut.push({ service: service.name, reason: `needs ${names.join(' ')}` });
  }
  const missing = await missingPackages(chosen, cache);
  if (ready.length === 0 || (options.services.length > 0 && leftOut.length > 0)) {
    throw new Layer7Error({
      code: 'LAB_PACKAGES_MISSING',
      kind: 'environment',
      message: 'the lab lacks Debian packages',
      given: [...missing.installed, ...missing.unpacked].join(' '),
      next: nextStep(missing),
    });
  }
  if (leftOut.length > 0) {
    options.say(`left out: ${leftOut.map(({ service }) => service).join(', ')}; ${nextStep(missing)}`);
  }
  return { ready, leftOut };
}

/**
 * Installs what the services lack, all at once or, when apt refuses that, service by service: a package that
 * would take the place of one of the machine's own leaves out no more than its service.
 */
async function installFor(chosen: readonly Service[], cache: string, options: LabOptions): Promise<void> {
  const missing = await missingPackages(chosen, cache);
  const names = [...missing.installed, ...missing.unpacked];
  if (names.length === 0) return;
  options.say(`installing ${names.join(' ')}`);
  try {
    await installPackages(missing, cache);
  } catch (error) {
    if (!(error instanceof Layer7Error) || chosen.length === 1) throw error;
    options.say(`${reasonOf(error.diagnostic)}; trying service by service`);
    for (const service of chosen) {
      try {
        await installPackages(await missingPackages([service], cache), cache);
      } catch (refusal) {
        if (!(refusal instanceof Layer7Error)) throw refusal;
        options.say(`${service.name}: ${reasonOf(refusal.diagnostic)}`);
      }
    }
  }
}

function nextStep(missing: MissingPackages): string {
  const command = installCommand(missing);
  return `run "layer7 lab --install"${command === '' ? '' : `, or: ${command}`}`;
}

async function makeVisit(
  lab: Lab,
  daemon: LabDaemon,
  service: Service,
  visit: Visit,
  family: 4 | 6,
): Promise<VisitReport> {
  const before = new Set((await daemon.flows()).map(flowKey));
  const report = { service: service.name, title: visit.title, family, expected: visit.expect };
  try {
    await lab.visit(visit, family === 4 ? ADDRESSES.server.ipv4 : ADDRESSES.server.ipv6);
  } catch (error) {
    if (!(error instanceof Layer7Error)) throw error;
    return { ...report, seen: {}, right: false, faults: [reasonOf(error.diagnostic)] };
  }
  for (let waited = 0; ; waited += NAMING_POLL) {
    const flows = (await daemon.flows()).filter((flow) => !before.has(flowKey(flow)));
    const judgement = judge(visit.expect, flows);
    if (judgement.right || waited >= NAMING_PATIENCE) return { ...report, ...judgement };
    await new Promise((resolve) => setTimeout(resolve, NAMING_POLL));
  }
}

function describe(report: VisitReport): string {
  const names = Object.entries(report.seen).map(([name, count]) => `${count} ${name}`);
  const outcome = report.right ? `named ${names.join(', ')}` : `WRONG: ${report.faults.join('; ')}`;
  return `${report.service}: ${report.title}, IPv${report.family}: ${outcome}`;
}

function reasonOf(diagnostic: Diagnostic): string {
  const cause = diagnostic.cause?.split('\n').at(-1);
  return cause === undefined || cause === '' ? diagnostic.message : `${diagnostic.message}: ${cause}`;
}

function checkInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new Layer7Error({
    code: 'LAB_INTERRUPTED',
    kind: 'environment',
    message: 'the lab was interrupted; what it had started is taken back',
    next: 'start it again when you like',
  });
}
