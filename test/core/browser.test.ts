/**
 * The core runs in a browser unchanged: bundled for one, it runs in a context that has JavaScript's own
 * globals and nothing else, names a capture there, and gives the answer that it gives in Node.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { it } from 'node:test';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { pcapFile } from '../support/captures.ts';
import { ethernet, tcpConversation } from '../support/packets.ts';

const CORE = join(import.meta.dirname, '../../src/core/index.ts');

it('the bundled core names a capture without any module of Node', async () => {
  const bundle = await build({
    entryPoints: [CORE],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'core',
    target: 'es2024',
    write: false,
    logLevel: 'silent',
  });
  assert.deepEqual(bundle.errors, []);
  const code = bundle.outputFiles[0].text;
  const capture = pcapFile(
    tcpConversation('10.0.0.1:4000', '10.0.0.2:8500', [
      ['client', 'GET / HTTP/1.1\r\n\r\n'],
      ['server', 'HTTP/1.1 200 OK\r\n\r\n'],
    ]).map((packet) => ethernet(packet)),
  );
  const context = createContext({ file: [...capture] });
  const script = `
    ${code}
    const text = 'http\\n^get [ -~]+ http/1\\\\.[01]\\n';
    const library = core.buildLibrary([{ path: 'http.pat', text }]);
    const { program, diagnostics } = core.compileProgram(library.protocols);
    const again = core.unpackProgram(core.packProgram(program));
    const options = { budget: core.DEFAULT_BUDGET, maxFlows: 64, seed: 1, children: true, reassemble: true };
    const session = core.replaySession(again, options);
    const bytes = Uint8Array.from(file);
    const reader = core.openCapture(bytes.subarray(0, 4));
    reader.window(bytes, 0, bytes.length);
    session.drain(reader);
    const globals = ['process', 'require', 'Buffer', 'fetch', 'setTimeout'].filter((name) => name in globalThis);
    JSON.stringify({ faults: [...library.errors, ...diagnostics], globals, flows: [...session.reports()] });
  `;
  const answer = JSON.parse(runInContext(script, context, { timeout: 20_000 }));
  assert.deepEqual(answer.faults, []);
  assert.deepEqual(answer.globals, []);
  assert.equal(answer.flows.length, 1);
  assert.equal(answer.flows[0].l7, 'http');
  assert.deepEqual(answer.flows[0].decided, { packet: 4, bytes: 18 });
});
