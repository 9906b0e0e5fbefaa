/** Connections as people write them. */
import type { FlowReport } from '../classify/flow-report.ts';

/** An address with its port, as URLs write them: `192.0.2.1:80`, `[2001:db8::1]:80`. */
export function endpointText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** `tcp 10.0.0.1:4000 > 10.0.0.2:80` */
export function flowText({ proto, src, sport, dst, dport }: FlowReport): string {
  return `${proto} ${endpointText(src, sport)} > ${endpointText(dst, dport)}`;
}
