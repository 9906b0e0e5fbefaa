/**
 * How netlink messages travel. A `Transport` sends bytes and receives datagrams; the real one is a netlink
 * socket of this process's network namespace, and a test makes one from a function that plays the kernel.
 */
import {
  AF_NETLINK,
  bindSocket,
  closeDescriptor,
  EAGAIN,
  EINTR,
  fixedMemory,
  MSG_TRUNC,
  openSocket,
  readSocketName,
  receive,
  SO_RCVTIMEO,
  SOCK_RAW,
  send,
  setReceiveBuffer,
  setSocketOption,
  setSocketTimeout,
} from '../ffi/libc.ts';
import { OpError } from '../ffi/op-error.ts';
import { readUint32Little } from './attribute.ts';

/** setsockopt level and options of linux/netlink.h and linux/socket.h. */
const SOL_NETLINK = 270;
const NETLINK_ADD_MEMBERSHIP = 1;
const NETLINK_NO_ENOBUFS = 5;
const NETLINK_EXT_ACK = 11;

/** `struct sockaddr_nl`: u16 family, u16 pad, u32 portid, u32 groups. */
const SOCKADDR_NL_SIZE = 12;

/** Longer than any datagram that the kernel makes for one read. */
const RECEIVE_BYTES = 1 << 17;

const EMSGSIZE = 90;

export interface Transport {
  /** Address of this end, given by the kernel. */
  readonly portid: number;
  /** Sends one datagram. @throws OpError */
  send(bytes: Uint8Array): void;
  /**
   * The next datagram, valid until the next call; undefined when none came in time (or, without a timeout,
   * when none is waiting). @throws OpError
   */
  receive(): Uint8Array | undefined;
  /** Idempotent. */
  close(): void;
}

export interface SocketOptions {
  /** Room for received messages, in bytes; absent: the system's default. */
  readonly receiveBuffer?: number;
  /** How long `receive` waits, in milliseconds; absent: for ever. */
  readonly timeout?: number;
  /** Multicast groups to join. */
  readonly groups?: readonly number[];
  /** True: overflow of the receive buffer is not reported as ENOBUFS. */
  readonly ignoresOverflow?: boolean;
}

/** A netlink socket; `fd` may be watched, shared with a child process, or read with a `ReceiveRing`. */
export class SocketTransport implements Transport {
  readonly fd: number;
  readonly portid: number;
  readonly #received = fixedMemory(RECEIVE_BYTES);
  #isOpen = true;

  /** Opens and binds a socket of `protocol` (NETLINK_*). @throws OpError */
  constructor(protocol: number, options: SocketOptions = {}) {
    this.fd = openSocket(AF_NETLINK, SOCK_RAW, protocol);
    try {
      const address = fixedMemory(SOCKADDR_NL_SIZE);
      address[0] = AF_NETLINK;
      bindSocket(this.fd, address);
      readSocketName(this.fd, address);
      this.portid = readUint32Little(address, 4);
      setSocketOption(this.fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
      if (options.ignoresOverflow === true) setSocketOption(this.fd, SOL_NETLINK, NETLINK_NO_ENOBUFS, 1);
      if (options.receiveBuffer !== undefined) setReceiveBuffer(this.fd, options.receiveBuffer);
      if (options.timeout !== undefined) setSocketTimeout(this.fd, SO_RCVTIMEO, options.timeout);
      for (const group of options.groups ?? []) {
        setSocketOption(this.fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
      }
    } catch (error) {
      closeDescriptor(this.fd);
      throw error;
    }
  }

  send(bytes: Uint8Array): void {
    const result = send(this.fd, bytes, bytes.length, 0);
    if (result < 0) throw new OpError('send(2) on a netlink socket', -result);
  }

  receive(): Uint8Array | undefined {
    let length = receive(this.fd, this.#received, MSG_TRUNC);
    while (length === -EINTR) length = receive(this.fd, this.#received, MSG_TRUNC);
    if (length === -EAGAIN) return undefined;
    if (length < 0) throw new OpError('recv(2) on a netlink socket', -length);
    if (length > RECEIVE_BYTES) throw new OpError('recv(2) on a netlink socket', EMSGSIZE);
    return this.#received.subarray(0, length);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeDescriptor(this.fd);
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
