/**
 * The least rules that the queue plane needs, for tests of the plane alone: FORWARD of one address family,
 * in the order that the product's own rules have.
 */
import type { Internet } from './namespaces.ts';

export const MASK = 0x0fff0000;
export const SEEN = 0x80000000;

/** Does a segment carry payload? Kernel's own payload offset against the length, as classic BPF. */
const HAS_PAYLOAD = '6,32 0 0 4294963252,7 0 0 0,128 0 0 0,45 0 1 0,6 0 0 65535,6 0 0 0';

export interface QueueRules {
  /** `0`, or `0:1` for two queues. */
  readonly queues: string;
  /** Packets of a connection that may be queued. */
  readonly packets: number;
}

/** Text for iptables-restore. */
export function queueRules(rules: QueueRules): string {
  const target = rules.queues.includes(':')
    ? `--queue-balance ${rules.queues}`
    : `--queue-num ${rules.queues}`;
  return `*mangle
:L7 - [0:0]
:L7TRY - [0:0]
:L7DONE - [0:0]
-A FORWARD -j L7
-A L7 -m mark --mark 0x80000000/0x80000000 -g L7DONE
-A L7 -m connmark ! --mark 0x0/0xfff0000 -j RETURN
-A L7 -m conntrack --ctstate INVALID,UNTRACKED -j RETURN
-A L7 -m conntrack --ctstatus EXPECTED -j RETURN
-A L7 -m connbytes --connbytes ${rules.packets + 1}: --connbytes-dir both --connbytes-mode packets -j CONNMARK --set-xmark 0x10000/0xfff0000
-A L7 -m connmark ! --mark 0x0/0xfff0000 -j RETURN
-A L7 -p tcp -m bpf --bytecode "${HAS_PAYLOAD}" -j L7TRY
-A L7 -p udp -j L7TRY
-A L7TRY -m conntrack --ctdir REPLY -j MARK --set-xmark 0x10000/0xfff0000
-A L7TRY -j NFQUEUE ${target} --queue-bypass
-A L7DONE -m mark ! --mark 0x0/0xfff0000 -m connmark --mark 0x0/0xffe0000 -j CONNMARK --save-mark --nfmask 0xfff0000 --ctmask 0xfff0000
-A L7DONE -j MARK --set-xmark 0x0/0x8fff0000
COMMIT
`;
}

/** Puts the rules in place in the router, for IPv4 and IPv6. */
export function installQueueRules(internet: Internet, rules: QueueRules): void {
  for (const command of ['iptables-legacy-restore', 'ip6tables-legacy-restore']) {
    internet.feed('router', queueRules(rules), command, '-w');
  }
}
