/**
 * Hosts and applications of the shared captures against their labels, where the captures are present. The
 * labels are nDPI's; what they call an application follows from addresses and behaviour too, so only those
 * of connections with a host are compared.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { before, describe, it } from 'node:test';
import type { Label } from '../../scripts/accuracy/labels.ts';
import { loadApplications } from '../../src/app/library/applications.ts';
import { prepareLibrary } from '../../src/app/library/prepare.ts';
import type { FlowReport } from '../../src/core/classify/flow-report.ts';
import { applicationNames } from '../../src/linux/planes/application-names.ts';
import { replayFile } from '../../src/linux/planes/replay.ts';
import { sharedCaptures, sharedPath, WITHOUT_SHARED } from '../support/shared.ts';

/** Labels whose `host` is what the client asked for. */
const ASKING = new Set(['TLS', 'DTLS', 'QUIC', 'HTTP', 'HTTP_Proxy', 'HTTP_Connect']);

/** The protocols that are needed; the whole library would take longer to compile than the captures to read. */
const PROTOCOLS = ['tls', 'dtls', 'quic', 'http'];

/** One text for an address: some labels write two gaps into one of IPv6. */
const canonical = (address: string): string =>
  URL.canParse(`http://[${address}]`) ? new URL(`http://[${address}]`).hostname : address;

function keyOf(capture: string, flow: FlowReport | Label): string {
  const ends = [`${canonical(flow.src)}#${flow.sport}`, `${canonical(flow.dst)}#${flow.dport}`];
  return [capture, flow.proto, ...ends.sort()].join(' ');
}

describe('the shared captures', { skip: WITHOUT_SHARED }, () => {
  const flows = new Map<string, FlowReport>();
  const { applications } = loadApplications();
  let labels: readonly Label[] = [];

  before(() => {
    const { program } = prepareLibrary({ folder: undefined, order: PROTOCOLS, variant: 'kernel' }, undefined);
    const names = applicationNames(applications);
    for (const path of sharedCaptures()) {
      const capture = basename(path);
      replayFile(path, program, {
        applications: names,
        onFlow: (flow) => {
          const key = keyOf(capture, flow);
          if (!flows.has(key)) flows.set(key, flow);
        },
      });
    }
    const lines = readFileSync(sharedPath('corpus/labels.jsonl'), 'utf8').trim().split('\n');
    labels = lines
      .map((line) => JSON.parse(line) as Label)
      .filter(
        ({ label, host, confidence }) => ASKING.has(label) && host !== undefined && confidence === 'DPI',
      );
  });

  it('give the hosts that the labels tell', () => {
    assert.ok(labels.length > 700);
    const different = labels.flatMap((label) => {
      const host = flows.get(keyOf(label.capture, label))?.host;
      return host?.toLowerCase() === label.host ? [] : [`${label.capture} ${label.host} not ${host}`];
    });
    assert.ok(different.length <= labels.length / 100, different.join('\n'));
  });

  it('give the applications that the labels tell', () => {
    const aliases = new Map(applications.map(({ name, aliases: { ndpi } }) => [name, ndpi]));
    const both = labels.flatMap((label) => {
      const app = flows.get(keyOf(label.capture, label))?.app;
      return app === undefined || label.app === undefined ? [] : [{ ...label, ours: app }];
    });
    assert.ok(both.length > 400);
    const different = both.filter(({ app, ours }) => !aliases.get(ours)!.includes(app!));
    const list = different.map(({ host, app, ours }) => `${host}: ${ours}, not ${app}`).join('\n');
    assert.ok(different.length <= both.length / 50, list);
  });
});
