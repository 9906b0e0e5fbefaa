/**
 * The ground itself: every server of the lab answers its client through the router, without layer7. What
 * fails here is no fault of layer7. Also: the lab takes back all that it made.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { describe, it } from 'node:test';

import { CATALOGUE } from '../../src/app/lab/catalogue.ts';
import { Lab } from '../../src/app/lab/lab.ts';
import { isAlive, run } from '../../src/app/lab/process.ts';
import { ADDRESSES, processesIn, removeLeftovers, Topology } from '../../src/app/lab/topology.ts';
import { PROJECT, until, whyNotLive } from '../support/lab.ts';

const skip = await whyNotLive();

describe('the servers of the lab', { skip }, async () => {
  for (const service of CATALOGUE) {
    const lacking = await whyNotLive({ services: [service.name] });
    it(service.name, { skip: lacking }, async () => {
      await using lab = await Lab.create();
      await lab.start(service);
      for (const visit of service.visits) {
        for (const family of visit.families ?? [4, 6]) {
          await lab.visit(visit, family === 4 ? ADDRESSES.server.ipv4 : ADDRESSES.server.ipv6);
        }
      }
    });
  }
});

describe('the network of the lab', { skip }, () => {
  it('is gone after remove, with every process in it', async () => {
    await using lab = await Lab.create();
    const child = await lab.server.start(['sleep', '1000']);
    const isInside = async () => (await processesIn(lab.topology.server)).includes(child.pid);
    await until('the program has entered its namespace', isInside);
    await lab.remove();
    for (const name of lab.topology.namespaces) assert.ok(!existsSync(`/run/netns/${name}`), name);
    assert.ok(!isAlive(child.pid));
    assert.ok(!existsSync(lab.folder));
  });

  it('is swept when the process ends without removing it, and cleaned by the next when it is killed', async () => {
    const leave = (how: string) =>
      `import { Topology } from ${JSON.stringify(`${PROJECT}/src/app/lab/topology.ts`)};
       const topology = await Topology.create();
       console.log(topology.router);
       ${how}`;
    for (const how of ['process.exit(0)', "process.kill(process.pid, 'SIGKILL')"]) {
      const ended = await run([process.execPath, '--input-type=module', '--eval', leave(how)]);
      const name = ended.stdout.trim();
      assert.match(name, /^l7r-/, ended.stderr);
      assert.equal(existsSync(`/run/netns/${name}`), how.includes('SIGKILL'), how);
      await removeLeftovers();
      assert.ok(!existsSync(`/run/netns/${name}`));
    }
  });

  it('leaves nothing behind when it cannot be built', async () => {
    const before = readdirSync('/run/netns').sort();
    const path = process.env.PATH;
    try {
      process.env.PATH = '/nonexistent';
      await assert.rejects(Topology.create(), { code: 'LAB_PROGRAM_MISSING' });
    } finally {
      process.env.PATH = path;
    }
    assert.deepEqual(readdirSync('/run/netns').sort(), before);
  });

  it('lets two stand side by side, with a second path where it is asked for', async () => {
    const first = await Topology.create();
    const second = await Topology.create({ secondPath: true });
    try {
      assert.notEqual(first.router, second.router);
      const address = ADDRESSES.serverSecond.ipv4;
      const reach = (topology: Topology) =>
        run(['ip', 'route', 'get', address], { namespace: topology.router });
      assert.match((await reach(second)).stdout, /dev second0/);
      assert.doesNotMatch((await reach(first)).stdout, /dev second0/);
    } finally {
      await first.remove();
      await second.remove();
    }
  });
});
