/**
 * One connection as one line of JSON. A large capture has hundreds of thousands of them, and most of their
 * fields are numbers and names that need no escaping, so the line is put together by hand; it is what
 * `JSON.stringify({ capture, ...report })` gives.
 */
import type { FlowReport } from '../../core/classify/flow-report.ts';

/** Text that JSON shows as it is: printable ASCII without quotation mark and reverse solidus. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** `capture` is the JSON form of the capture's name. */
export function flowLine(capture: string, report: FlowReport): string {
  const { proto, src, sport, dst, dport, packets, bytes, l7, app, host, ech, ja4, child, decided } = report;
  let line = `{"capture":${capture},"proto":"${proto}","src":"${src}","sport":${sport},"dst":"${dst}","dport":${dport},"packets":${packets},"bytes":${bytes},"l7":"${l7}"`;
  if (app !== undefined) line += `,"app":"${app}"`;
  if (host !== undefined) line += `,"host":${PLAIN.test(host) ? `"${host}"` : JSON.stringify(host)}`;
  if (ech !== undefined) line += ',"ech":true';
  if (ja4 !== undefined) line += `,"ja4":"${ja4}"`;
  if (child !== undefined) line += ',"child":true';
  if (decided !== undefined) line += `,"decided":{"packet":${decided.packet},"bytes":${decided.bytes}}`;
  return `${line}}\n`;
}
