/**
 * What a rule of a script tests, in the words of a policy. iptables tests packets, a policy connections: which
 * side of the connection an address belongs to follows from the side that the port is on.
 *
 *     -s A -d B --dport 80    from A to B, port 80      --sport 80: the answers, so from B to A
 *     -s A                    host A                    -s A -d B: from A to B or from B to A
 *
 * A test that a policy has no words for makes the whole rule one that is left out.
 */
import type { KnownNames } from '../fault-list.ts';
import type { RawLink, RawRule } from '../raw-policy.ts';
import { prefixHolds, readPorts, readPrefix, readWindow } from '../units.ts';
import { transportOf } from './match-sets.ts';
import { nameHere } from './names-here.ts';
import { KEEP } from './outcome.ts';
import type { ScriptMatch } from './script-facts.ts';

export type MatchHere =
  | { readonly rules: readonly RawRule[]; readonly changes: readonly string[] }
  | { readonly problem: string; readonly next: string };

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const BOTH_WAYS = 'a policy is about connections: both ways are taken';
const SERVER_PORT = 'a port is the one that the connection was made to';

/** The policy's rules for a match without a mark; several where two sides can be either. */
export function matchHere(match: ScriptMatch, links: readonly RawLink[], known: KnownNames): MatchHere {
  const no = (problem: string, next = KEEP): MatchHere => ({ problem, next });
  if (match.problem !== undefined) return no(match.problem);
  const changes: string[] = [];
  const rule: Writable<RawRule> = {};
  if (match.l7 !== undefined) {
    const name = nameHere(match.l7, known);
    if ('problem' in name) return name;
    rule[name.key] = name.name;
    changes.push(...name.changes);
  }
  const transport = transportOf(match);
  if (transport === 'tcp' || transport === 'udp') rule.transport = transport;
  else if (transport !== undefined) return no(`a policy knows tcp and udp, not ${transport}`);
  const direction = directionOf(match, links);
  if ('problem' in direction) return direction;
  if (direction.way !== undefined) rule.direction = direction.way;
  changes.push(...direction.changes);
  if (match.time !== undefined) {
    if (readWindow(match.time).wrong !== undefined) return no(`"${match.time}" are no hours of a policy`);
    rule.time = match.time;
  }
  if (match.after !== undefined) rule.after = match.after;
  if (match.until !== undefined) rule.until = match.until;
  const { sources, destinations, sourcePorts, destinationPorts } = match;
  const wrongHost = [...sources, ...destinations].find((host) => readPrefix(host).wrong !== undefined);
  if (wrongHost !== undefined)
    return no(`"${wrongHost}" is no address or prefix as a policy writes them`, 'write it as 192.168.1.0/24');
  if (sourcePorts.length > 0 && destinationPorts.length > 0)
    return no('a policy knows the port that a connection was made to, not the one that it came from');
  const ports = [...new Set([...sourcePorts, ...destinationPorts])];
  const wrongPort = ports.find((port) => readPorts(port).wrong !== undefined);
  if (wrongPort !== undefined)
    return no(`"${wrongPort}" is no number of a port`, 'write the number of the port');
  const plain = ports.map((port) => (/^\d+$/.test(port) ? Number(port) : port));
  if (ports.length > 0) rule.port = plain.length === 1 ? plain[0]! : plain;
  if (ports.length > 0 && transport === undefined) return no('a port without tcp or udp');
  const isSided = sources.length + destinations.length + ports.length > 0;
  if (isSided && rule.direction === undefined) changes.push(BOTH_WAYS);
  if (isSided && rule.direction !== undefined) {
    // Of a connection with a host inside, what goes up is from that host; of others either side may be inside.
    const inside = rule.direction === 'up' ? sources : destinations;
    if (inside.length === 0 || !inside.every(isPrivate)) {
      const next = 'say with "from" or "to" which side is inside, or keep it in the script';
      return no('a device with a port or an address can be either side of a connection', next);
    }
  }
  if (sourcePorts.length > 0) changes.push(SERVER_PORT);
  if (ports.length > 0) {
    const [from, to] = sourcePorts.length > 0 ? [destinations, sources] : [sources, destinations];
    if (from.length > 0) rule.from = from;
    if (to.length > 0) rule.to = to;
    return { rules: [rule], changes };
  }
  if (sources.length > 0 && destinations.length > 0) {
    const [a, b] = [sources, destinations];
    return {
      rules: [
        { ...rule, from: a, to: b },
        { ...rule, from: b, to: a },
      ],
      changes,
    };
  }
  if (sources.length + destinations.length > 0) rule.host = [...sources, ...destinations];
  return { rules: [rule], changes };
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'].map((text) => readPrefix(text));

/** Addresses that are never outside (RFC 1918, RFC 4193). */
function isPrivate(text: string): boolean {
  const reading = readPrefix(text);
  if (reading.wrong !== undefined) return false;
  const { address, length } = reading.value;
  return PRIVATE.some(
    (one) =>
      one.wrong === undefined &&
      length >= one.value.length &&
      prefixHolds(one.value, Uint8Array.from(address)),
  );
}

type Way =
  | { readonly way?: 'up' | 'down'; readonly changes: readonly string[] }
  | { readonly problem: string; readonly next: string };

/** The direction that devices of a rule amount to, on a policy with these links. */
function directionOf({ inDevice, outDevice }: ScriptMatch, links: readonly RawLink[]): Way {
  if (inDevice === undefined && outDevice === undefined) return { changes: [] };
  const wans = links.flatMap(({ wan }) => wan ?? []);
  const lans = links.flatMap(({ lan }) => lan ?? []);
  const written = [
    inDevice === undefined ? '' : `-i ${inDevice}`,
    outDevice === undefined ? '' : `-o ${outDevice}`,
  ]
    .filter((word) => word !== '')
    .join(' ');
  const no = (problem: string, next = KEEP): Way => ({ problem: `"${written}": ${problem}`, next });
  if (wans.length === 0) {
    const next = 'name the links ("wan: eth0", "lan: eth1") and write "direction: up" or "down", or keep it';
    return no('which link leads outside is not known from the script', next);
  }
  if (wans.length > 1) return no('a direction is that of all wan links together');
  const ways = [
    inDevice === undefined ? [] : wans.includes(inDevice) ? 'down' : lans.includes(inDevice) ? 'up' : 'none',
    outDevice === undefined
      ? []
      : wans.includes(outDevice)
        ? 'up'
        : lans.includes(outDevice)
          ? 'down'
          : 'none',
  ].flat();
  if (ways.includes('none'))
    return no('the device is no link of the policy', 'add the link and "direction", or keep it');
  if (new Set(ways).size > 1) return no('between these devices a policy does nothing');
  const isByLan = lans.includes(inDevice ?? '') || lans.includes(outDevice ?? '');
  if (isByLan && lans.length > 1) return no('a policy cannot tell one lan link from another');
  const way = ways[0] as 'up' | 'down';
  const told = `"${written}" is "direction: ${way}": what ${way === 'up' ? 'leaves' : 'comes in'} by ${wans[0]}`;
  return { way, changes: isByLan ? [told] : [] };
}
