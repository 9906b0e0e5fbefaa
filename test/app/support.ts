/** What the tests of the app ring share: a world for a command to run in, and folders that go away. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { after } from 'node:test';
import type { Context } from '../../src/app/cli/command.ts';
import { type Diagnostic, Layer7Error } from '../../src/core/errors.ts';

/** A stream that keeps what is written to it. */
export class Captured extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface TestContext extends Context {
  readonly stdout: Captured;
  readonly stderr: Captured;
}

/** A world without a terminal. */
export function testContext(input = '', overrides: Partial<Context> = {}): TestContext {
  return {
    stdin: Readable.from([Buffer.from(input)]),
    env: {},
    columns: undefined,
    color: false,
    log: 'text',
    ...overrides,
    stdout: new Captured(),
    stderr: new Captured(),
  };
}

/** A folder with a space in its name, removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'layer7 test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The diagnostic of what `action` throws. */
export function diagnosticFrom(action: () => unknown): Diagnostic {
  try {
    action();
  } catch (error) {
    if (error instanceof Layer7Error) return error.diagnostic;
    throw error;
  }
  throw new Error('nothing was thrown');
}
