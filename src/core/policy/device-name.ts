/**
 * Names of network devices as a policy may use them: what the kernel takes for a name, without what a tool
 * would read as something else.
 */
import type { Reading } from './units.ts';

/** Bytes of a name in the kernel (IFNAMSIZ, without the last, which is zero). */
const MOST_BYTES = 15;

/** Bytes of a text in UTF-8. */
const bytesOf = (text: string): number =>
  [...text].reduce((sum, one) => {
    const code = one.codePointAt(0)!;
    return sum + (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);
  }, 0);

/** A name that iptables, nft, tc and ip all take for this one device. */
export function readDevice(text: string): Reading<string> {
  if (!/^[^\s\p{Cc}/:"'\\]+$/u.test(text) || text === '.' || text === '..') {
    return { wrong: 'this is no name of a network device', next: '"ip link" lists the devices' };
  }
  if (bytesOf(text) > MOST_BYTES) {
    return {
      wrong: `the name of a device has at most ${MOST_BYTES} bytes, and this has ${bytesOf(text)}`,
      next: '"ip link" lists the devices',
    };
  }
  if (text.endsWith('+') || text.includes('*')) {
    return {
      wrong: 'this is a pattern for many devices, and a link is one',
      next: 'write a link for each device; "ip link" lists them',
    };
  }
  if (/^[-!]/.test(text)) {
    return {
      wrong: `a device whose name begins with "${text[0]}" cannot be written in a rule`,
      next: 'give the device another name with "ip link set", or leave it out',
    };
  }
  return { value: text };
}
