/**
 * The replay plane against the original matcher: every flow of the reference captures, each of l7-filter's
 * patterns alone, name and number of the deciding packet.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { it } from 'node:test';
import type { FlowReport } from '../../../src/core/classify/flow-report.ts';
import { compileProgram } from '../../../src/core/classify/program.ts';
import { buildLibrary } from '../../../src/core/patterns/library.ts';
import type { Protocol } from '../../../src/core/patterns/model.ts';
import { replayFile } from '../../../src/linux/planes/replay.ts';
import { sharedPath, WITHOUT_SHARED } from '../../support/shared.ts';

interface OracleFlow {
  readonly capture: string;
  readonly proto: FlowReport['proto'];
  readonly src: string;
  readonly sport: number;
  readonly dst: string;
  readonly dport: number;
  readonly match: Readonly<Record<string, number>>;
}

function patterns(): readonly Protocol[] {
  const folder = sharedPath('oracle/l7-protocols');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pat'))
    .map((name) => ({ path: join(folder, name), text: readFileSync(join(folder, name), 'latin1') }));
  return buildLibrary(files).protocols;
}

function key(capture: string, flow: Pick<FlowReport, 'proto' | 'src' | 'sport' | 'dst' | 'dport'>): string {
  const ends = [`${flow.src} ${flow.sport}`, `${flow.dst} ${flow.dport}`].sort();
  return [capture, flow.proto, ...ends].join(' ');
}

it('names every flow of the reference captures in the packet in which the original matcher did', {
  skip: WITHOUT_SHARED,
}, () => {
  const expected = new Map<string, OracleFlow>();
  for (const line of readFileSync(sharedPath('oracle/flows.jsonl'), 'utf8').trim().split('\n')) {
    const flow = JSON.parse(line) as OracleFlow;
    expected.set(key(flow.capture, flow), flow);
  }
  const captures = [...new Set([...expected.values()].map((flow) => flow.capture))];
  const all = patterns();
  assert.ok(all.length >= 140);
  const differences: string[] = [];
  let compared = 0;
  for (const protocol of all) {
    const { program, diagnostics } = compileProgram([protocol]);
    assert.deepEqual(diagnostics, []);
    for (const capture of captures) {
      replayFile(sharedPath('corpus/pcap', capture), program, {
        budget: { packets: 10, bytes: 2048 },
        children: false,
        reassemble: false,
        onFlow: (flow) => {
          const oracle = expected.get(key(basename(capture), flow));
          if (oracle === undefined) return;
          compared++;
          const wanted = oracle.match[protocol.name];
          const got = flow.l7 === protocol.name ? flow.decided?.packet : undefined;
          if (got === wanted) return;
          differences.push(`${protocol.name}: ${key(capture, flow)}: packet ${wanted}, not ${got}`);
        },
      });
    }
  }
  assert.ok(compared >= expected.size * all.length * 0.99, `only ${compared} comparisons`);
  assert.deepEqual(differences.slice(0, 20), [], `${differences.length} differences of ${compared}`);
});
