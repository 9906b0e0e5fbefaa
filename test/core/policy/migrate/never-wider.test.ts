/**
 * A script and the policy made of it, held against each other on every kind of connection: what the policy
 * blocks, the script dropped at least one way of; and a script that was carried over as a whole drops nothing
 * that the policy lets pass. How netfilter walks chains is written down here once more, from rules as values,
 * without any code of the reader.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decide } from '../../../../src/core/policy/evaluate.ts';
import { interpretPolicy } from '../../../../src/core/policy/interpret.ts';
import { policyFromScript } from '../../../../src/core/policy/migrate/from-script.ts';
import { isLoss } from '../../../../src/core/policy/migrate/outcome.ts';
import { planPolicy } from '../../../../src/core/policy/planner.ts';
import { parseAddress } from '../../../../src/core/wire/address.ts';
import { KNOWN } from '../support.ts';

const HOSTS = ['10.0.0.1', '10.0.0.2', '192.0.2.1'] as const;
const CLIENT_PORT = 40_000;

interface Packet {
  readonly l7: string;
  readonly transport: string;
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly inDevice: string;
  readonly outDevice: string;
  /** What a match sees that a policy has no words for. */
  readonly odd: boolean;
  mark: number;
}

interface Rule {
  readonly chain: string;
  readonly insert: boolean;
  readonly l7?: string | undefined;
  readonly notL7?: boolean | undefined;
  readonly transport?: string | undefined;
  readonly source?: string | undefined;
  readonly destination?: string | undefined;
  readonly sourcePort?: number | undefined;
  readonly destinationPort?: number | undefined;
  readonly inDevice?: string | undefined;
  readonly odd?: boolean | undefined;
  /** As in `--mark`. */
  readonly mark?: string | undefined;
  readonly target: string;
  /** What the script says about it later. */
  readonly later?: 'delete' | 'replace' | undefined;
  /** How many of its options stand behind the others. */
  readonly turned: number;
  readonly form: Form;
}

/** How a command stands in the script; the last ones never run. */
type Form = 'plain' | 'loop' | 'continued' | 'variable' | 'quoted' | 'comment' | 'empty loop';
const NEVER: ReadonlySet<Form> = new Set(['quoted', 'comment', 'empty loop']);

/** One of the values, or more often none. */
const maybe = <T>(...values: readonly T[]) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  );
const rule = fc.record({
  chain: fc.constantFrom('FORWARD', 'FORWARD', 'OWN', 'PREROUTING'),
  insert: fc.boolean(),
  l7: fc.option(fc.constantFrom('http', 'ftp', 'dns'), { nil: undefined }),
  notL7: maybe(true),
  transport: fc.constantFrom(undefined, undefined, 'tcp', 'udp'),
  source: maybe(...HOSTS),
  destination: maybe(...HOSTS),
  sourcePort: maybe(53, 80),
  destinationPort: maybe(53, 80),
  inDevice: maybe('eth0', 'eth1'),
  odd: maybe(true),
  mark: maybe('1', '2', '0x1/0x1', '2/3', '010'),
  target: fc.constantFrom(
    ...['DROP', 'DROP', 'REJECT', 'ACCEPT', 'RETURN', 'LOG', 'OWN', '-g OWN'],
    ...[
      '--set-mark 1',
      '--set-mark 2',
      '--set-xmark 1/1',
      '--set-xmark 0x2/0x2',
      '--or-mark 4',
      '--set-mark 010',
    ],
  ),
  later: maybe('delete' as const, 'replace' as const),
  turned: fc.nat(4),
  form: fc.oneof(
    { weight: 4, arbitrary: fc.constant<Form>('plain') },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Form>(
        ...(['loop', 'continued', 'variable', 'quoted', 'comment', 'empty loop'] as const),
      ),
    },
  ),
});

const isMark = (target: string): boolean => target.startsWith('--');

/** Rules as most scripts have them: what passes and what does not, by turns. */
const simple: fc.Arbitrary<Rule> = fc.record({
  chain: fc.constant('FORWARD'),
  insert: fc.constant(false),
  l7: fc.constantFrom(undefined, 'http', 'ftp', 'dns'),
  transport: fc.constantFrom(undefined, 'tcp', 'udp'),
  destinationPort: maybe(53, 80),
  mark: maybe('0x1/0x1'),
  target: fc.constantFrom('DROP', 'ACCEPT'),
  turned: fc.nat(2),
  form: fc.constant<Form>('plain'),
});

/** A rule that netfilter would take, or none. */
function sound(one: Rule): Rule | undefined {
  const isMarking = isMark(one.target);
  if (isMarking !== (one.chain === 'PREROUTING') && one.target !== 'RETURN') return undefined;
  if (one.chain === 'OWN' && one.target.endsWith('OWN')) return undefined;
  if (one.transport === undefined) return { ...one, sourcePort: undefined, destinationPort: undefined };
  return one;
}

/** The words of a rule behind its chain, from another one on. */
function options(one: Rule, turned: number): string {
  const parts: string[] = [];
  if (one.l7 !== undefined) parts.push(`-m layer7 ${one.notL7 === true ? '! ' : ''}--l7proto ${one.l7}`);
  const flags = { p: one.transport, s: one.source, d: one.destination, i: one.inDevice };
  for (const [flag, value] of Object.entries(flags)) if (value !== undefined) parts.push(`-${flag} ${value}`);
  const long = { sport: one.sourcePort, dport: one.destinationPort };
  for (const [flag, value] of Object.entries(long)) if (value !== undefined) parts.push(`--${flag} ${value}`);
  if (one.odd === true) parts.push('-m string --string x --algo bm');
  if (one.mark !== undefined) parts.push(`-m mark --mark ${one.mark}`);
  if (isMark(one.target)) parts.push(`-j MARK ${one.target}`);
  else parts.push(one.target.startsWith('-') ? one.target : `-j ${one.target}`);
  const at = turned % parts.length;
  return [...parts.slice(at), ...parts.slice(0, at)].join(' ');
}

const tableOf = ({ chain }: Rule): string => (chain === 'PREROUTING' ? '-t mangle ' : '');

const command = (one: Rule): string =>
  `iptables ${tableOf(one)}${one.insert ? '-I' : '-A'} ${one.chain} ${options(one, one.turned)}`;

/** A rule that takes the place of another. */
const other = (one: Rule): Rule => ({
  chain: one.chain,
  insert: false,
  l7: 'dns',
  target: one.chain === 'PREROUTING' ? '--set-mark 1' : 'DROP',
  turned: 0,
  form: 'plain',
});

/** The lines of a script that say a rule in its form. */
function lines(one: Rule): readonly string[] {
  const text = command(one);
  switch (one.form) {
    case 'plain':
      return [text];
    case 'loop':
      return [`for X in ${one.chain}`, `do ${text.replace(one.chain, '$X')}; done >/dev/null 2>&1 # all \\`];
    case 'continued':
      return [text.replaceAll(' -', ' \\\n  -')];
    case 'variable':
      return [
        `X='${one.chain} ${options(one, one.turned)}'`,
        `iptables ${tableOf(one)}${one.insert ? '-I' : '-A'} $X`,
      ];
    case 'quoted':
      return [": '", text, "'"];
    case 'comment':
      return ['# none \\', `# ${text}`];
    case 'empty loop':
      return [`E=""; for X in $E; do ${text}`, 'done'];
  }
}

/** A script of these rules, and the chains when it has run. */
function scriptOf(rules: readonly Rule[]): {
  text: readonly string[];
  chains: ReadonlyMap<string, readonly Rule[]>;
} {
  const chains = new Map<string, Rule[]>();
  const text: string[] = [];
  for (const one of rules) {
    text.push(...lines(one));
    const chain = chains.get(one.chain) ?? [];
    chains.set(one.chain, chain);
    if (!NEVER.has(one.form)) chain.splice(one.insert ? 0 : chain.length, 0, one);
    if (one.later === 'delete') {
      text.push(`iptables ${tableOf(one)}-D ${one.chain} ${options(one, one.turned + 1)}`);
      const at = chain.findIndex((rule) => options(rule, 0) === options(one, 0));
      if (at >= 0) chain.splice(at, 1);
    } else if (one.later === 'replace') {
      text.push(`iptables ${tableOf(one)}-R ${one.chain} 1 ${options(other(one), 0)}`);
      if (chain.length > 0) chain[0] = other(one);
    }
  }
  return { text, chains };
}

const KEYS = ['transport', 'source', 'destination', 'sourcePort', 'destinationPort', 'inDevice'] as const;

/** Value and mask of `1`, `0x1/0x3` or `010`. */
const bits = (text: string): readonly [value: number, mask: number] => {
  const [value, mask = 0xffffffff] = text
    .split('/')
    .map((one) => (/^0\d/.test(one) ? Number(`0o${one}`) : Number(one)));
  return [value!, mask];
};

const isMarked = (packet: Packet, text: string): boolean => {
  const [value, mask] = bits(text);
  return (packet.mark & mask) === value;
};

const holds = (one: Rule, packet: Packet): boolean =>
  KEYS.every((key) => one[key] === undefined || one[key] === packet[key]) &&
  (one.l7 === undefined || (one.l7 === packet.l7) !== (one.notL7 === true)) &&
  (one.mark === undefined || isMarked(packet, one.mark)) &&
  (one.odd === undefined || packet.odd);

type Verdict = 'drop' | 'accept' | 'return';

function walk(chains: ReadonlyMap<string, readonly Rule[]>, chain: string, packet: Packet): Verdict {
  for (const one of chains.get(chain) ?? []) {
    if (!holds(one, packet)) continue;
    if (one.target === 'DROP' || one.target === 'REJECT') return 'drop';
    if (one.target === 'ACCEPT') return 'accept';
    if (one.target === 'RETURN') return 'return';
    if (isMark(one.target)) {
      const [flag, text] = one.target.split(' ');
      const [value, mask] = bits(text!);
      packet.mark = ((flag === '--or-mark' ? packet.mark : packet.mark & ~mask) | value) >>> 0;
    }
    if (one.target.endsWith('OWN')) {
      const inner = walk(chains, 'OWN', packet);
      if (inner !== 'return' || one.target.startsWith('-g')) return inner;
    }
  }
  return 'return';
}

const connection = fc.record({
  l7: fc.constantFrom('http', 'ftp', 'dns', 'unknown'),
  transport: fc.constantFrom('tcp' as const, 'udp' as const),
  from: fc.constantFrom(...HOSTS),
  to: fc.constantFrom(...HOSTS),
  port: fc.constantFrom(53, 80, 443),
  /** Whether a public address is inside. */
  publicInside: fc.boolean(),
  odd: fc.boolean(),
});

const LINKS = [
  'iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE',
  'tc class add dev eth0 parent 1: classid 1:1 htb rate 1mbit',
  'tc class add dev eth1 parent 1: classid 1:1 htb rate 8mbit',
];

test('no connection is blocked that the script let pass', () => {
  let blocked = 0;
  let whole = 0;
  fc.assert(
    fc.property(
      fc.oneof(
        { weight: 3, arbitrary: fc.array<Rule>(rule, { minLength: 1, maxLength: 6 }) },
        { weight: 1, arbitrary: fc.array(simple, { minLength: 2, maxLength: 6 }) },
      ),
      fc.boolean(),
      fc.boolean(),
      fc.array(connection, { minLength: 40, maxLength: 40 }),
      (made, hasLinks, ends, connections) => {
        const rules = made.flatMap((one) => sound(one) ?? []);
        const { text, chains } = scriptOf(rules);
        const end = ['exit 0', 'iptables -I FORWARD -p tcp -j DROP'];
        const script = [...(hasLinks ? LINKS : []), 'iptables -N OWN', ...text, ...(ends ? end : [])].join(
          '\n',
        );
        const migrated = policyFromScript(script, KNOWN);
        const { policy, faults } = interpretPolicy(migrated.policy, KNOWN);
        assert.deepEqual(faults, [], script);
        const plan = planPolicy(policy!, () => []);
        const lost = migrated.commands.filter(
          ({ fate, text }) => isLoss(fate) && !/MASQUERADE|LOG/.test(text),
        );
        for (const { l7, transport, from, to, port, publicInside, odd } of connections) {
          const [outward, inward] = [from, to].map((host) => host.startsWith('10.') || publicInside);
          if (from === to || (hasLinks && outward === inward)) continue;
          const ways = [outward, inward].map((isUp, index) => {
            const [source, destination] = index === 0 ? [from, to] : [to, from];
            const [sourcePort, destinationPort] = index === 0 ? [CLIENT_PORT, port] : [port, CLIENT_PORT];
            const [inDevice, outDevice] = isUp ? ['eth1', 'eth0'] : ['eth0', 'eth1'];
            const sides = { source, destination, sourcePort, destinationPort, inDevice, outDevice };
            const packet: Packet = { l7, transport, ...sides, odd, mark: 0 };
            walk(chains, 'PREROUTING', packet);
            const drops = walk(chains, 'FORWARD', packet) === 'drop';
            const address = (text: string): Uint8Array => Uint8Array.from(parseAddress(text)!);
            const { rule: decided } = decide(plan, {
              names: [l7],
              transport,
              from: address(from),
              to: address(to),
              port,
              direction: isUp ? 'up' : 'down',
              minute: 0,
              bytes: 1000,
            });
            return { drops, blocks: decided?.action.kind === 'block' };
          });
          const drops = ways.some((way) => way.drops);
          const blocks = ways.some((way) => way.blocks);
          if (blocks) blocked += 1;
          const said = `${script}\n${JSON.stringify({ l7, transport, from, to, port, outward, odd })}`;
          if (blocks) assert.ok(drops, `wider: ${said}\n${JSON.stringify(migrated.policy.rules)}`);
          if (lost.length === 0) {
            whole += 1;
            if (drops) assert.ok(blocks, `lost: ${said}\n${JSON.stringify(migrated)}`);
          }
        }
      },
    ),
    { numRuns: 2000 },
  );
  assert.ok(blocked > 200 && whole > 200, `${blocked} blocked, ${whole} of scripts carried over whole`);
});
