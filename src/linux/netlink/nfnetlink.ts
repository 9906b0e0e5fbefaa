/**
 * What the netfilter subsystems of netlink have in common (linux/netfilter/nfnetlink.h): a message type made
 * of subsystem and operation, a four-byte header before the attributes, and the multicast groups.
 *
 * ```
 * struct nfgenmsg   16 u8 family   17 u8 version (0)   18 be16 res_id   20 attributes
 * ```
 */
import { type MessageWriter, NLMSG_HDRLEN } from './message.ts';

export const NETLINK_NETFILTER = 12;

export const NFNL_SUBSYS_CTNETLINK = 1;
export const NFNL_SUBSYS_CTNETLINK_EXP = 2;
export const NFNL_SUBSYS_QUEUE = 3;

export const NFNLGRP_CONNTRACK_DESTROY = 3;
export const NFNLGRP_CONNTRACK_EXP_NEW = 4;

export const AF_UNSPEC = 0;
export const AF_INET = 2;
export const AF_INET6 = 10;

/** Bytes of netlink header and `struct nfgenmsg`: where the attributes begin. */
export const NFNETLINK_HDRLEN = NLMSG_HDRLEN + 4;

/** `nfnl_msg_type(u8 subsys, u8 msg_type) { return subsys << 8 | msg_type; }` */
export function nfnetlinkType(subsystem: number, operation: number): number {
  return (subsystem << 8) | operation;
}

/** `#define NFNL_SUBSYS_ID(x) ((x & 0xff00) >> 8)` */
export function subsystemOf(type: number): number {
  return (type & 0xff00) >> 8;
}

/** `#define NFNL_MSG_TYPE(x) (x & 0x00ff)` */
export function operationOf(type: number): number {
  return type & 0x00ff;
}

/** Begins a netfilter message: both headers. Returns where, for `MessageWriter.endMessage`. */
export function beginNfnetlink(
  writer: MessageWriter,
  type: number,
  flags: number,
  sequence: number,
  family: number,
  resource = 0,
): number {
  const at = writer.beginMessage(type, flags, sequence);
  writer.raw([family, 0, resource >>> 8, resource & 0xff]);
  return at;
}
