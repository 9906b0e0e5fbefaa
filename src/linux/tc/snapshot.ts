/**
 * The whole state of a machine that a policy can touch, as one text that can be compared: devices, qdiscs,
 * classes and filters, and the rules that all kinds of iptables and nft show. What moves by itself is left
 * out: counters, dates, the addresses of devices, and which table is older. Equal texts mean that nothing is
 * left behind and that nothing of others was changed.
 */

import { type Run, runCommand } from '../netfilter/tools.ts';
import { type Device, type Qdisc, readClasses, readDevices, readFilters, readQdiscs } from './listing.ts';

/** Everything, in sections that a difference can be read from. */
export async function snapshotMachine(run: Run = runCommand): Promise<string> {
  return [await snapshotTraffic(run), await snapshotRules(run)].join('\n');
}

/** Devices, qdiscs, classes and filters. */
export async function snapshotTraffic(run: Run = runCommand): Promise<string> {
  const devices = [...(await readDevices(run))].sort((a, b) => (a.name < b.name ? -1 : 1));
  const qdiscs = await readQdiscs(run);
  const sections: string[] = [];
  for (const device of devices) sections.push(await deviceText(run, device, qdiscs));
  return sections.join('\n');
}

async function deviceText(run: Run, device: Device, qdiscs: readonly Qdisc[]): Promise<string> {
  const { name } = device;
  const lines = [`# device ${name} qlen ${device.queueLength}`];
  const shown = await run('tc', ['qdisc', 'show', 'dev', name]);
  lines.push(
    ...shown.stdout.split('\n').map((line) => line.replace(/ refcnt \d+| direct_packets_stat \d+/g, '')),
  );
  lines.push(await readClasses(run, name));
  const places: string[][] = [];
  for (const { dev, kind, handle } of qdiscs) {
    if (dev !== name) continue;
    if (kind === 'clsact' || kind === 'ingress') places.push(['ingress']);
    if (kind === 'clsact') places.push(['egress']);
    if (handle !== '0:' && handle !== 'ffff:') places.push(['parent', handle]);
  }
  for (const place of places) {
    const filters = await readFilters(run, name, ...place);
    if (filters.trim() !== '') lines.push(`# filters at ${place.join(' ')}`, filters);
  }
  return lines.filter((line) => line.trim() !== '').join('\n');
}

const SAVERS = ['iptables-legacy', 'ip6tables-legacy', 'iptables-nft', 'ip6tables-nft'];

/** Rules of both kinds of iptables, and of nftables. Programs that are not installed show nothing. */
export async function snapshotRules(run: Run = runCommand): Promise<string> {
  const parts: string[] = [];
  for (const program of SAVERS) {
    const saved = await run(`${program}-save`, []);
    const text = saved.stdout.replaceAll(/^#.*$/gm, '').replaceAll(/\[\d+:\d+\]/g, '[0:0]');
    parts.push(`# ${program}`, program.endsWith('legacy') ? withoutEmptyTables(text) : text);
  }
  parts.push('# nft', inOrder((await run('nft', ['list', 'ruleset'])).stdout));
  return parts
    .join('\n')
    .replaceAll(/packets \d+ bytes \d+/g, 'packets 0 bytes 0')
    .replaceAll(/\n{2,}/g, '\n');
}

/** A legacy table comes into being when somebody looks at it, and stays; without rules it is as if absent. */
function withoutEmptyTables(text: string): string {
  return text.replaceAll(/^\*\S+\n(?::\S+ ACCEPT \[0:0\]\n)*COMMIT\n/gm, '');
}

/** nft lists tables and what is in them as old as they are; here they stand by name. Rules stay as they are. */
function inOrder(ruleset: string): string {
  const tables = ruleset.replaceAll(/^#.*\n/gm, '').split(/^(?=table )/m);
  return tables
    .filter((table) => table.trim() !== '')
    .map((table) => {
      const [head = '', ...blocks] = table.replace(/^\}\s*$/m, '').split(/^(?=\t\S.*\{$)/m);
      return [head, ...blocks.map((block) => `${block.trimEnd()}\n`).sort(), '}\n'].join('');
    })
    .sort()
    .join('');
}
