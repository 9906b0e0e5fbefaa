/**
 * `layer7 lab` as a user runs it: every connection named, a report in each format, refusals that say what to
 * do, and nothing left behind, not even when it is interrupted.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, it } from 'node:test';

import { Host } from '../../src/app/lab/host.ts';
import { run } from '../../src/app/lab/process.ts';
import type { LabReport } from '../../src/app/lab/run-lab.ts';
import { FOLDER_PREFIX } from '../../src/app/lab/topology.ts';
import { LAUNCHER, until, whyNotLive } from '../support/lab.ts';

const SERVICES = ['nginx', 'vsftpd', 'dns'];
const skip = await whyNotLive({ services: SERVICES });

/** Namespaces and folders of the lab of one process. */
function traces(pid: number): readonly string[] {
  const namespaces = readdirSync('/run/netns').filter((name) => new RegExp(`^l7[crs]-${pid}-`).test(name));
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(`${FOLDER_PREFIX}${pid}-`));
  return [...namespaces, ...folders];
}

describe('layer7 lab', { skip }, () => {
  it('names every connection and says so', async () => {
    const done = await run([LAUNCHER, 'lab', ...SERVICES, '--format', 'json'], { timeout: 180_000 });
    assert.equal(done.status, 0, done.stderr);
    const report = JSON.parse(done.stdout) as LabReport;
    assert.deepEqual(
      report.visits.flatMap(({ faults }) => faults),
      [],
    );
    assert.deepEqual([...new Set(report.visits.map(({ service }) => service))], SERVICES);
    const named = new Map(
      report.status.traffic.map(({ name, live, ended }) => [name, live.connections + ended.connections]),
    );
    for (const name of ['http', 'tls', 'ftp', 'dns']) assert.ok((named.get(name) ?? 0) > 0, name);
  });

  it('takes everything back when it is interrupted', async () => {
    const host = new Host(undefined, `${tmpdir()}/layer7-lab-test-${process.pid}`);
    try {
      const lab = await host.start([LAUNCHER, 'lab', ...SERVICES]);
      await until('the first connection is named', () => /named 1 http/.test(lab.said()), 120_000);
      assert.notDeepEqual(traces(lab.pid), []);
      lab.signal('SIGINT');
      await lab.ended();
      assert.deepEqual(traces(lab.pid), []);
      assert.match(lab.said(), /LAB_INTERRUPTED/);
    } finally {
      await host.end();
      await run(['rm', '-r', host.folder]);
    }
  });

  it('refuses a service that it does not know, and another user than root', async () => {
    const unknown = await run([LAUNCHER, 'lab', 'nosuch']);
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /nginx, /);
    const nobody = await run(['setpriv', '--reuid=65534', '--clear-groups', '--', LAUNCHER, 'lab', 'dns']);
    assert.equal(nobody.status, 5, nobody.stderr);
    assert.match(nobody.stderr, /sudo/);
  });
});
