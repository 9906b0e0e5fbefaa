/**
 * The public face of the core: from pattern files to a program, and from captures or packets to names.
 * Everything here is pure and runs in a browser as it does in Node; for QUIC names the caller brings the
 * cryptography (`Aead`).
 *
 * ```ts
 * const { protocols } = buildLibrary([{ path: 'http.pat', text }]);
 * const { program } = compileProgram(protocols);
 * const session = replaySession(program, { … });
 * const reader = openCapture(head);
 * reader.window(bytes, 0, bytes.length);
 * session.drain(reader);
 * for (const flow of session.reports()) console.log(flow.l7);
 * ```
 */
export { parseApplicationFile } from './applications/application-file.ts';
export { HostAutomaton } from './applications/host-automaton.ts';
export type { Application } from './applications/model.ts';
export { disassemble } from './automata/disassemble.ts';
export { readLimits } from './automata/read-limits.ts';
export { openCapture } from './capture/open.ts';
export { type CaptureReader, ENDED, type EndReason, NEED_MORE, RECORD } from './capture/reader.ts';
export { type Budget, DEFAULT_BUDGET } from './classify/budget.ts';
export { Classifier } from './classify/classifier.ts';
export { FROM_CLIENT, FROM_SERVER } from './classify/connection-state.ts';
export type { FlowReport } from './classify/flow-report.ts';
export {
  type CompiledProgram,
  compileProgram,
  type Program,
  packProgram,
  unpackProgram,
} from './classify/program.ts';
export type { Aead } from './crypto/aead.ts';
export { type Diagnostic, formatDiagnostic, Layer7Error } from './errors.ts';
export { buildLibrary, type Library, type LibraryFile } from './patterns/library.ts';
export type { Evidence, Protocol } from './patterns/model.ts';
export { decide } from './policy/evaluate.ts';
export { interpretPolicy } from './policy/interpret.ts';
export { planPolicy } from './policy/planner.ts';
export { renderPolicy } from './policy/render.ts';
export {
  DEFAULT_MAX_FLOWS,
  type ReplaySession,
  replaySession,
  type SessionOptions,
} from './replay/session.ts';
export { decode, decodeIp } from './wire/decode.ts';
export { PacketView } from './wire/packet-view.ts';
