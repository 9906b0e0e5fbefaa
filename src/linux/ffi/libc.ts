/**
 * The one file that calls C. A small, typed surface over the socket calls of libc, through koffi; netlink
 * sockets cannot be had from Node itself. Integers and byte arrays go in and out, nothing else.
 *
 * Two kinds of functions. Those of set-up throw `OpError` with the name of the call. Those of the packet
 * path (`receiveMany`, `send`, `receive`) return a count, or −errno as a system call does: they never throw
 * and allocate nothing.
 *
 * Memory handed to the kernel by address must not move: use arrays over an `ArrayBuffer` of their own
 * (`fixedMemory`), and keep a reference for as long as the kernel may write there.
 */
import { endianness } from 'node:os';
import koffi from 'koffi';
import { Layer7Error } from '../../core/errors.ts';
import { OpError } from './op-error.ts';

export const AF_NETLINK = 16;
export const SOCK_RAW = 3;
export const SOCK_CLOEXEC = 0o2000000;
export const SOL_SOCKET = 1;
export const SO_RCVBUF = 8;
export const SO_RCVTIMEO = 20;
export const SO_ATTACH_FILTER = 26;
export const SO_RCVBUFFORCE = 33;
export const MSG_TRUNC = 0x20;
export const MSG_DONTWAIT = 0x40;
export const MSG_WAITFORONE = 0x10000;
export const CLONE_NEWNET = 0x40000000;
const F_GETFL = 3;
const F_SETFL = 4;
const O_NONBLOCK = 0o4000;

/** errno values that callers of the packet path compare with. */
export const EINTR = 4;
export const EAGAIN = 11;
export const ENOBUFS = 105;

/** Sizes of the C structures on 64-bit Linux, both libcs: `struct iovec` and `struct mmsghdr`. */
export const IOVEC_SIZE = 16;
export const MMSGHDR_SIZE = 64;

type Bytes = Uint8Array;

interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  bind(fd: number, address: Bytes, length: number): number;
  getsockname(fd: number, address: Bytes, length: Uint32Array): number;
  setsockopt(fd: number, level: number, option: number, value: Bytes, length: number): number;
  getsockopt(fd: number, level: number, option: number, value: Bytes, length: Uint32Array): number;
  recv(fd: number, into: Bytes, length: number, flags: number): number;
  recvmmsg(fd: number, headers: Bytes, count: number, flags: number, timeout: null): number;
  send(fd: number, from: Bytes, length: number, flags: number): number;
  fcntl(fd: number, command: number, value: number): number;
  close(fd: number): number;
  setns(fd: number, kind: number): number;
  if_nametoindex(name: string): number;
}

const SIGNATURES: Readonly<Record<keyof Libc, string>> = {
  socket: 'int socket(int, int, int)',
  bind: 'int bind(int, void *, uint32_t)',
  getsockname: 'int getsockname(int, void *, void *)',
  setsockopt: 'int setsockopt(int, int, int, void *, uint32_t)',
  getsockopt: 'int getsockopt(int, int, int, void *, void *)',
  recv: 'intptr_t recv(int, void *, size_t, int)',
  recvmmsg: 'int recvmmsg(int, void *, uint32_t, int, void *)',
  send: 'intptr_t send(int, void *, size_t, int)',
  fcntl: 'int fcntl(int, int, int)',
  close: 'int close(int)',
  setns: 'int setns(int, int)',
  if_nametoindex: 'uint32_t if_nametoindex(const char *)',
};

const libc = loadLibc();

function loadLibc(): Libc {
  if (endianness() !== 'LE' || (process.arch !== 'x64' && process.arch !== 'arm64')) {
    throw new Layer7Error({
      code: 'MACHINE_UNSUPPORTED',
      kind: 'environment',
      message: 'live planes need a 64-bit little-endian machine',
      given: process.arch,
      next: 'use x86-64 or arm64, or classify a capture file instead',
    });
  }
  // The C library that Node itself runs on, whatever its file is called.
  const library = koffi.load(null);
  const entries = Object.entries(SIGNATURES).map(([name, signature]) => [name, library.func(signature)]);
  return Object.fromEntries(entries) as Libc;
}

/** Zeroed memory that stays where it is. */
export function fixedMemory(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new ArrayBuffer(length));
}

/** Address of the first byte of `memory`, which must come from `fixedMemory`. */
export function addressOf(memory: Bytes): bigint {
  return koffi.address(memory);
}

/** socket(2). @throws OpError */
export function openSocket(domain: number, type: number, protocol: number): number {
  return check('socket(2)', libc.socket(domain, type | SOCK_CLOEXEC, protocol));
}

/** bind(2). @throws OpError */
export function bindSocket(fd: number, address: Bytes): void {
  check('bind(2)', libc.bind(fd, address, address.length));
}

/** getsockname(2): fills `address`. @throws OpError */
export function readSocketName(fd: number, address: Bytes): void {
  check('getsockname(2)', libc.getsockname(fd, address, Uint32Array.of(address.length)));
}

/** setsockopt(2) with an `int`. @throws OpError */
export function setSocketOption(fd: number, level: number, option: number, value: number): void {
  const bytes = fixedMemory(4);
  new DataView(bytes.buffer).setInt32(0, value, true);
  check('setsockopt(2)', libc.setsockopt(fd, level, option, bytes, bytes.length));
}

/** setsockopt(2) with a structure. @throws OpError */
export function setSocketBytes(fd: number, level: number, option: number, value: Bytes): void {
  check('setsockopt(2)', libc.setsockopt(fd, level, option, value, value.length));
}

/** getsockopt(2) of an `int`. @throws OpError */
export function readSocketOption(fd: number, level: number, option: number): number {
  const bytes = fixedMemory(4);
  check('getsockopt(2)', libc.getsockopt(fd, level, option, bytes, Uint32Array.of(bytes.length)));
  return new DataView(bytes.buffer).getInt32(0, true);
}

/** SO_RCVTIMEO or SO_SNDTIMEO, a `struct timeval`; 0 waits for ever. @throws OpError */
export function setSocketTimeout(fd: number, option: number, milliseconds: number): void {
  const timeval = fixedMemory(16);
  const view = new DataView(timeval.buffer);
  view.setBigInt64(0, BigInt(Math.floor(milliseconds / 1000)), true);
  view.setBigInt64(8, BigInt((milliseconds % 1000) * 1000), true);
  check('setsockopt(2)', libc.setsockopt(fd, SOL_SOCKET, option, timeval, timeval.length));
}

/**
 * Room for `bytes` of received messages; past net.core.rmem_max where we may (CAP_NET_ADMIN). Returns what
 * the kernel granted, in its own reckoning (twice the bytes asked for).
 * @throws OpError
 */
export function setReceiveBuffer(fd: number, bytes: number): number {
  try {
    setSocketOption(fd, SOL_SOCKET, SO_RCVBUFFORCE, bytes);
  } catch (error) {
    if (!(error instanceof OpError) || error.errnoName !== 'EPERM') throw error;
    setSocketOption(fd, SOL_SOCKET, SO_RCVBUF, bytes);
  }
  return readSocketOption(fd, SOL_SOCKET, SO_RCVBUF);
}

/** recv(2): bytes received (with MSG_TRUNC, the true length), or −errno. */
export function receive(fd: number, into: Bytes, flags: number): number {
  const result = libc.recv(fd, into, into.length, flags);
  return result < 0 ? -koffi.errno() : result;
}

/** recvmmsg(2) into the `struct mmsghdr`s of `headers`: messages received, or −errno. */
export function receiveMany(fd: number, headers: Bytes, count: number, flags: number): number {
  const result = libc.recvmmsg(fd, headers, count, flags, null);
  return result < 0 ? -koffi.errno() : result;
}

/** send(2) of the first `length` bytes: bytes sent, or −errno. */
export function send(fd: number, from: Bytes, length: number, flags: number): number {
  const result = libc.send(fd, from, length, flags);
  return result < 0 ? -koffi.errno() : result;
}

/**
 * Makes calls that read from the socket `fd` wait, for `milliseconds` at most: fcntl(2), SO_RCVTIMEO. They
 * end with EAGAIN then. Holds until somebody who has the same socket watches it with `watchReadable`.
 * @throws OpError
 */
export function makeBlocking(fd: number, milliseconds: number): void {
  setSocketTimeout(fd, SO_RCVTIMEO, milliseconds);
  const flags = check('fcntl(2)', libc.fcntl(fd, F_GETFL, 0));
  check('fcntl(2)', libc.fcntl(fd, F_SETFL, flags & ~O_NONBLOCK));
}

/** close(2). A descriptor that is no longer open is a fault of ours. @throws OpError */
export function closeDescriptor(fd: number): void {
  check('close(2)', libc.close(fd));
}

/**
 * setns(2) of the calling thread into the network namespace that `fd` refers to. Sockets opened afterwards
 * belong there; nothing else of the process is affected.
 * @throws OpError
 */
export function enterNetworkNamespace(fd: number): void {
  check('setns(2)', libc.setns(fd, CLONE_NEWNET));
}

/** Index of a network interface in the network namespace of this thread; 0 where there is none of that name. */
export function interfaceIndex(name: string): number {
  return libc.if_nametoindex(name);
}

/** A watched descriptor. */
export interface Watch {
  /** Stops watching. Idempotent; the descriptor stays open. */
  close(): void;
}

/** Poll handles must be reachable from somewhere, or they are collected and the watching stops. */
const watches = new Set<Watch>();

/**
 * Calls `onReadable` from the event loop whenever `fd` has something to read, or an error to report. Makes
 * the descriptor non-blocking. An exception from `onReadable` surfaces as an uncaught one, with its stack.
 */
export function watchReadable(fd: number, onReadable: () => void): Watch {
  const handle = koffi.node.poll(fd, { readable: true }, () => {
    try {
      onReadable();
    } catch (error) {
      setImmediate(() => {
        throw error;
      });
    }
  });
  const watch: Watch = {
    close() {
      if (watches.delete(watch)) handle.close();
    },
  };
  watches.add(watch);
  return watch;
}

function check(call: string, result: number): number {
  if (result < 0) throw new OpError(call, koffi.errno());
  return result;
}
