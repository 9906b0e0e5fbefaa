/** What the interfaces of this network namespace have counted themselves, from /proc/net/dev. */
import { readFileSync } from 'node:fs';
import type { InterfaceCounters } from '../../core/accounting/adding-up.ts';

/** Name → counters. Each line of the table is `name: `, eight numbers of receipt and eight of sending. */
export function parseDeviceTable(text: string): ReadonlyMap<string, InterfaceCounters> {
  const devices = new Map<string, InterfaceCounters>();
  for (const line of text.split('\n')) {
    const [, name = '', numbers = ''] = /^\s*([^:\s]+):\s*(.*)$/.exec(line) ?? [];
    const values = numbers.trim().split(/\s+/).map(Number);
    if (name === '' || values.length < 10 || !values.every(Number.isFinite)) continue;
    devices.set(name, {
      receivedBytes: values[0],
      receivedPackets: values[1],
      sentBytes: values[8],
      sentPackets: values[9],
    });
  }
  return devices;
}

export function readInterfaces(): ReadonlyMap<string, InterfaceCounters> {
  return parseDeviceTable(readFileSync('/proc/self/net/dev', 'latin1'));
}
