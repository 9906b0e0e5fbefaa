/**
 * What the kernel refused, with everything it said: the failing call, errno as number and name, and, for
 * netlink, the kernel's extended acknowledgement (a sentence, and where in our message the fault lies).
 * A caller that expects one particular refusal compares `errnoName`; everything else is in the diagnostic.
 */
import { getSystemErrorMap } from 'node:util';
import { type ErrorKind, Layer7Error } from '../../core/errors.ts';

/** What the kernel says beyond errno (NETLINK_EXT_ACK). */
export interface ExtendedAcknowledgement {
  /** NLMSGERR_ATTR_MSG. */
  readonly message?: string;
  /** NLMSGERR_ATTR_OFFS: byte of our message that was refused, counted from its header. */
  readonly offset?: number;
}

const KINDS: Readonly<Record<string, ErrorKind>> = {
  EPERM: 'permission',
  EACCES: 'permission',
  EBUSY: 'conflict',
  EEXIST: 'conflict',
};

const NEXT_STEPS: Readonly<Record<string, string>> = {
  EPERM: 'run it as root (CAP_NET_ADMIN) in the network namespace concerned',
  EACCES: 'run it as root (CAP_NET_ADMIN) in the network namespace concerned',
  EPROTONOSUPPORT: 'use a kernel with CONFIG_NETFILTER_NETLINK',
  EAFNOSUPPORT: 'use a kernel with CONFIG_NETFILTER_NETLINK',
  EMFILE: 'raise the limit of open files (ulimit -n)',
  ENOBUFS: 'raise the socket buffer, or free memory',
};

export class OpError extends Layer7Error {
  /** The call or netlink operation that failed: `socket(2)`, `bind queue 0`. */
  readonly operation: string;
  /** errno as a positive number. */
  readonly errno: number;
  /** `EPERM`. */
  readonly errnoName: string;
  readonly extended: ExtendedAcknowledgement;

  constructor(operation: string, errno: number, extended: ExtendedAcknowledgement = {}) {
    const [name, text] = describe(errno);
    const next = NEXT_STEPS[name];
    const kernel = extended.message ?? text;
    const place = extended.offset === undefined ? '' : ` (at byte ${extended.offset} of the message)`;
    super({
      code: `KERNEL_${name}`,
      kind: KINDS[name] ?? 'environment',
      message: `the kernel refused ${operation} with ${name}`,
      cause: `${kernel}${place}`,
      ...(next === undefined ? {} : { next }),
    });
    this.name = 'OpError';
    this.operation = operation;
    this.errno = errno;
    this.errnoName = name;
    this.extended = extended;
  }
}

/** Name and text of an errno. */
function describe(errno: number): readonly [string, string] {
  return getSystemErrorMap().get(-errno) ?? [`ERRNO_${errno}`, 'an error without a name'];
}
