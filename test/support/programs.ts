/**
 * Small compiled programs for tests of the live planes: a few protocols by one expression each.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileProgram, type Program, packProgram } from '../../src/core/classify/program.ts';
import type { Protocol, Transport } from '../../src/core/patterns/model.ts';
import type { ProgramFile } from '../../src/linux/planes/queue-protocol.ts';

/** Name → expression in the kernel dialect. */
export type Expressions = Readonly<Record<string, string>>;

export const SOME: Expressions = {
  http: '^(get|post|head) [ -~]* http/1',
  ssh: '^ssh-[12]\\.[0-9]',
  ftp: '^220[\\x09-\\x0d -~]*ftp',
  echo: '^marco',
};

export function protocolOf(name: string, text: string, transport: Transport = 'either'): Protocol {
  return {
    name,
    title: name,
    reference: '',
    groups: [],
    ports: [],
    aliases: { ndpi: [], wireshark: [], iana: [] },
    attributes: [],
    file: `${name}.pat`,
    evidence: [
      {
        protocol: name,
        transport,
        view: 'both',
        expression: { text, dialect: 'kernel' },
        conditions: [],
        strength: 'strong',
        support: [],
      },
    ],
  };
}

export function programOf(expressions: Expressions = SOME): Program {
  const protocols = Object.entries(expressions).map(([name, text]) => protocolOf(name, text));
  const { program, diagnostics } = compileProgram(protocols);
  if (diagnostics.length > 0) throw new Error(diagnostics.map((one) => one.message).join('; '));
  return program;
}

/** A folder for packed programs; removed when the process exits. */
export class ProgramFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'layer7 test '));
  #written = 0;

  constructor() {
    process.on('exit', () => rmSync(this.path, { recursive: true, force: true }));
  }

  /** Packs a program into a file; ids count up from `firstId`. */
  write(expressions: Expressions = SOME, firstId = 2): ProgramFile {
    const program = programOf(expressions);
    const path = join(this.path, `${this.#written}.l7prog`);
    writeFileSync(path, packProgram(program));
    return { path, ids: program.protocols.map((_, i) => firstId + i), generation: this.#written++ };
  }
}
