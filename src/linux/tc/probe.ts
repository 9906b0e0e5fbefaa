/**
 * What this kernel's traffic control and netfilter can do for a policy, found out by doing it. Everything is
 * tried in a network namespace without a name, on devices that exist nowhere else: one `unshare` runs one
 * script, and the namespace and all in it are gone when the script ends, however it ends. No device of the
 * machine is looked at or touched.
 *
 * A trial is a few commands that must all succeed; what the kernel said to the first that did not is kept,
 * so that a user can be told why something cheaper was chosen. What a trial costs the machine is at most a
 * module loaded. The module `ifb` makes two devices in the machine's own namespace when it loads by itself,
 * so it is loaded without them first.
 */

import { Layer7Error } from '../../core/errors.ts';
import type { MarkFilter } from '../../core/policy/features.ts';
import { markFilterText } from '../../core/policy/mark-filter.ts';
import { type Run, runCommand } from '../netfilter/tools.ts';

/** Devices of a trial: a veth pair that is up. */
const DEVICE = 'l7try0';
const PEER = 'l7try1';
const IFB = 'l7tryifb';

const qdisc = (words: string): string => `tc qdisc add dev ${DEVICE} root handle 1: ${words}`;
const underHtb = (words: string): readonly string[] => [
  qdisc('htb default 1'),
  `tc class add dev ${DEVICE} parent 1: classid 1:1 htb rate 1mbit quantum 1514`,
  words,
];
const filter = (words: string): readonly string[] =>
  underHtb(`tc filter add dev ${DEVICE} parent 1: protocol ip prio 1 ${words}`);
const marked = (kind: MarkFilter): readonly string[] =>
  filter(markFilterText(kind, 0x10000, 0xfff0000, '1:1'));
/** A kernel without CONFIG_CLS_U32_MARK takes a mark, does not look at it, and does not list it. */
const SHOWS_MARK = `tc filter show dev ${DEVICE} parent 1: | grep -q "mark 0x" || { echo "the kernel ignores the mark"; false; }`;
const atIngress = (action: string): readonly string[] => [
  `tc qdisc add dev ${DEVICE} ingress`,
  `tc filter add dev ${DEVICE} parent ffff: protocol all prio 1 u32 match u32 0 0 action ${action}`,
];
const rule = (table: string, words: string): readonly string[] => [
  `$IPTABLES -w -t ${table} -A ${table === 'mangle' ? 'POSTROUTING' : 'FORWARD'} ${words}`,
];
const nft = (words: string): readonly string[] => [
  'nft add table inet l7try',
  "nft add chain inet l7try c '{ type filter hook postrouting priority 0; }'",
  `nft add rule inet l7try c ${words}`,
];

/** Everything that can be tried, by name. The commands are words for a shell that we wrote ourselves. */
const TRIALS = {
  // Queueing disciplines.
  htb: [qdisc('htb default 1')],
  tbf: [qdisc('tbf rate 1mbit burst 5k limit 10k')],
  cake: [qdisc('cake bandwidth 1mbit')],
  fq_codel: [qdisc('fq_codel')],
  sfq: [qdisc('sfq')],
  pfifo: [qdisc('pfifo limit 10')],
  bfifo: [qdisc('bfifo limit 10000')],
  ingress: [`tc qdisc add dev ${DEVICE} ingress`],
  clsact: [`tc qdisc add dev ${DEVICE} clsact`],
  // Filters and their actions.
  fw_mark: marked('fw'),
  u32: filter('u32 match u32 0 0 classid 1:1'),
  u32_mark: [...marked('u32'), SHOWS_MARK],
  bpf_mark: marked('bpf'),
  flower: filter('flower ip_proto tcp classid 1:1'),
  matchall: filter('matchall classid 1:1'),
  basic: filter("basic match 'meta(nf_mark mask 0xff eq 1)' classid 1:1"),
  mirred: atIngress(`mirred egress redirect dev ${PEER}`),
  connmark: atIngress('connmark'),
  ctinfo: atIngress('ctinfo cpmark'),
  police: atIngress('police rate 1mbit burst 10k drop'),
  ifb: [`ip link add ${IFB} type ifb`, `ip link set ${IFB} up`],
  // Matches and targets of iptables.
  classify: rule('mangle', '-j CLASSIFY --set-class 1:1'),
  dscp: rule('mangle', '-j DSCP --set-dscp 46'),
  hashlimit: rule(
    'filter',
    '-m hashlimit --hashlimit-above 100kb/s --hashlimit-mode dstip --hashlimit-name l7try -j DROP',
  ),
  time: rule('filter', '-m time --timestart 08:00 --timestop 18:00 --weekdays Mon,Fri'),
  connbytes: rule('filter', '-m connbytes --connbytes 1000000: --connbytes-dir both --connbytes-mode bytes'),
  multiport: rule('filter', '-p tcp -m multiport --dports 80,443'),
  iprange: rule('filter', '-m iprange --src-range 192.0.2.1-192.0.2.9'),
  reject: rule('filter', '-p tcp -j REJECT --reject-with tcp-reset'),
  log: rule('filter', '-m limit --limit 1/s -j LOG'),
  nflog: rule('filter', '-m limit --limit 1/s -j NFLOG'),
  ipset: ['ipset create l7try hash:net', ...rule('filter', '-m set --match-set l7try src')],
  // Expressions of nftables.
  nft_priority: nft('meta priority set 1:1'),
  nft_dscp: nft('ip dscp set ef'),
  nft_connmark: nft('ct mark and 0xfff0000 == 0x20000'),
  nft_time: nft('meta hour 08:00-18:00'),
  nft_bytes: nft('ct bytes 1000000-2000000'),
  nft_limit: [
    'nft add table inet l7try',
    "nft add set inet l7try s '{ type ipv4_addr; flags dynamic; timeout 1m; size 1024; }'",
    "nft add chain inet l7try c '{ type filter hook postrouting priority 0; }'",
    "nft add rule inet l7try c 'update @s { ip daddr limit rate over 100 kbytes/second } drop'",
  ],
  nft_reject: [
    'nft add table inet l7try',
    "nft add chain inet l7try c '{ type filter hook forward priority 0; }'",
    'nft add rule inet l7try c reject',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** Something that a kernel and its programs can or cannot do. */
export type Ability = keyof typeof TRIALS;

export const ABILITIES = Object.keys(TRIALS) as readonly Ability[];

/** What was found: for each ability `undefined` when it is there, else the reason in the kernel's words. */
export type Abilities = ReadonlyMap<Ability, string | undefined>;

const TAB = '\t';
const LONGEST_REASON = 200;

/** The script: a line `ok NAME`, or `no NAME REASON`, for every trial. */
function scriptFor(abilities: readonly Ability[], iptables: string): string {
  const lines = [
    `IPTABLES=${iptables}`,
    '[ -d /sys/module/ifb ] || modprobe -q ifb numifbs=0 2>/dev/null',
    `fresh() {
      ip link del ${DEVICE} 2>/dev/null; ip link del ${IFB} 2>/dev/null
      nft delete table inet l7try 2>/dev/null; ipset destroy 2>/dev/null
      $IPTABLES -w -t mangle -F 2>/dev/null; $IPTABLES -w -F 2>/dev/null
      ip link add ${DEVICE} type veth peer name ${PEER} && ip link set ${DEVICE} up && ip link set ${PEER} up
    }`,
    `try() {
      name=$1; shift; fresh >/dev/null 2>&1
      for step in "$@"; do
        said=$(eval "$step" 2>&1) || { printf 'no\\t%s\\t%s\\n' "$name" "$(printf %s "$said" | tr '\\n\\t' '  ')"; return; }
      done
      printf 'ok\\t%s\\n' "$name"
    }`,
  ];
  for (const name of abilities) {
    const steps = TRIALS[name].map((step) => `'${step.replaceAll("'", `'\\''`)}'`);
    lines.push(`try ${name} ${steps.join(' ')}`);
  }
  return `${lines.join('\n')}\nexit 0\n`;
}

/**
 * Tries everything, or what is asked for; `iptables` is the program of the kind that rules go to.
 *
 * @throws Layer7Error `PROBE_NOT_PERMITTED` without the right to make a namespace, `PROBE_FAILED` when it
 *   cannot be made otherwise.
 */
export async function probeAbilities(
  run: Run = runCommand,
  abilities: readonly Ability[] = ABILITIES,
  iptables: 'iptables' | 'iptables-legacy' | 'iptables-nft' = 'iptables',
): Promise<Abilities> {
  const result = await run('unshare', ['--net', 'sh', '-s'], scriptFor(abilities, iptables));
  const found = new Map<Ability, string | undefined>();
  for (const line of result.stdout.split('\n')) {
    const [verdict, name, reason = ''] = line.split(TAB);
    const ability = abilities.find((one) => one === name);
    if (ability === undefined) continue;
    found.set(ability, verdict === 'ok' ? undefined : reasonOf(reason));
  }
  if (result.status === 0 && found.size === abilities.length) return found;
  const cause = result.stderr.trim();
  const denied = /not permitted|permission denied/i.test(cause);
  throw new Layer7Error({
    code: denied ? 'PROBE_NOT_PERMITTED' : 'PROBE_FAILED',
    kind: denied ? 'permission' : 'environment',
    message: 'what this kernel can do could not be tried in a network namespace of its own',
    ...(cause === '' ? {} : { cause }),
    next: denied ? 'run this as root' : 'install iproute2 and util-linux (unshare)',
  });
}

function reasonOf(said: string): string {
  const text = said.trim().replace(/\s+/g, ' ');
  return text === '' ? 'refused without a word' : text.slice(0, LONGEST_REASON);
}
