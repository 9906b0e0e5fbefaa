/**
 * What a machine has for carrying out a policy: kernel and tools, as found out by trying. A rendering asks
 * nothing else of the machine, so any kernel can be written for on any other.
 */

/** Queueing disciplines for the leaves, best first. */
export const LEAVES = ['cake', 'fq_codel', 'sfq', 'pfifo'] as const;
export type Leaf = (typeof LEAVES)[number];

/** How tc can read a packet's mark, best first. */
export const MARK_FILTERS = ['fw', 'u32', 'bpf'] as const;
export type MarkFilter = (typeof MARK_FILTERS)[number];

export interface Features {
  /** Where rules go. */
  readonly backend: 'iptables' | 'nftables';
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  /** HTB: without it nothing can be shaped by class. */
  readonly htb: boolean;
  readonly leaves: readonly Leaf[];
  /** TBF, which cuts packets that offloading has put together; without it one of them can hold a slow link. */
  readonly tbf: boolean;
  /** Intermediate devices with ingress redirection (ifb, the ingress and clsact qdiscs, u32, mirred). */
  readonly ifb: boolean;
  /** Rules can set the class themselves: CLASSIFY of iptables, `meta priority set` of nftables. */
  readonly classify: boolean;
  /** tc filters that read the packet mark, where rules cannot. */
  readonly markFilters: readonly MarkFilter[];
  /** Per-host limits: hashlimit, or dynamic sets with `limit`. */
  readonly hostLimit: boolean;
  /** Time of day and week. */
  readonly time: boolean;
  /** Bytes of a connection. */
  readonly connectionBytes: boolean;
  readonly dscp: boolean;
  readonly reject: boolean;
}

/** A kernel with everything; for tests and for a dry run where nothing can be tried. */
export const EVERYTHING: Features = {
  backend: 'iptables',
  ipv4: true,
  ipv6: true,
  htb: true,
  leaves: LEAVES,
  tbf: true,
  ifb: true,
  classify: true,
  markFilters: MARK_FILTERS,
  hostLimit: true,
  time: true,
  connectionBytes: true,
  dscp: true,
  reject: true,
};
