/** Live explanations: the daemon keeps the first packets of chosen connections, and only while it is asked. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ADDRESSES } from '../../src/app/lab/topology.ts';
import type { ExplanationJson } from '../../src/core/workbench/explain-json.ts';
import { Live, whyNotLive } from '../support/lab.ts';
import { writeWorkbenchDemo } from '../support/workbench-demo.ts';

const skip = await whyNotLive();

describe('layer7 explain --live', { skip }, () => {
  let live: Live;
  before(async () => {
    live = await Live.start({
      up: (lab) => {
        writeWorkbenchDemo(lab.folder);
        return ['--l7dir', join(lab.folder, 'patterns'), '--protocols', 'tock-admin,tock,sensor'];
      },
    });
  });
  after(async () => {
    await live?.[Symbol.asyncDispose]();
  });

  /** One datagram from a port of its own. */
  function send(text: string): Promise<unknown> {
    const script = `const s = require('node:dgram').createSocket('udp4');
      s.send(Buffer.from(${JSON.stringify(text)}, 'latin1'), 900, '${ADDRESSES.server.ipv4}', () => s.close());`;
    return live.lab.client.run([process.execPath, '--eval', script]);
  }

  /** Explains while datagrams are sent, over and over, until the command has had enough. */
  async function explainWhile(texts: readonly string[], ...args: readonly string[]): Promise<string> {
    const explained = live.daemon.layer7('explain', '--live', '--seconds', '30', ...args);
    let isOver = false;
    const finished = explained.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      for (const text of texts) await send(text);
      await sleep(200);
    }
    const { status, stdout, stderr } = await finished;
    assert.equal(status, 0, stderr);
    return stdout;
  }

  it('tells why connections have the names that they have', async () => {
    const text = await explainWhile(['tock\x02admin on'], '--most', '1', '--format', 'json', '--payload');
    const [flow] = (JSON.parse(text) as { readonly flows: readonly ExplanationJson[] }).flows;
    assert.equal(flow?.l7, 'tock-admin');
    assert.equal(flow?.reason?.pattern, 'tock-admin');
    assert.deepEqual(flow?.reason?.match, [{ packet: 1, from: 0, to: 10 }]);
    assert.deepEqual(flow?.runnersUp, [{ protocol: 'tock', packet: 1 }]);
    assert.equal(
      Buffer.from(flow?.recorded[0]?.payload ?? '', 'base64').toString('latin1'),
      'tock\x02admin on',
    );
  });

  it('takes what the filter takes, and leaves payload out unless it is asked for', async () => {
    const text = await explainWhile(['tock\x01', 'tocx\x01'], '--most', '1', '--flow', 'l7 unknown');
    assert.match(text, /^Flow 1: udp .*:900$/m);
    assert.match(text, /tock +died at byte 3 of packet 1, after 3: needed \[Kk\]/);
    assert.doesNotMatch(text, /74 6f 63/);
  });

  it('ends when the time is up, and leaves nothing behind', async () => {
    const { status, stdout } = await live.daemon.layer7(
      'explain',
      '--live',
      '--seconds',
      '1',
      '--flow',
      'port 1',
    );
    assert.deepEqual([status, stdout.includes('No connection that --flow takes')], [0, true]);
    const again = await explainWhile(['tock\x01'], '--most', '1');
    assert.match(again, /Named in packet 1/);
  });
});
