/**
 * Numbers of classes. The class of a packet is one number for both of its ways: the same minor number stands
 * at the WAN device for what goes up and at the LAN devices for what comes down.
 *
 *     1717:WCC    W: WAN link, from 1    CC: 00 the link itself, 01 and up the classes, ff all classes as one
 */
import type { Plan } from './plan.ts';
import { ROOT_HANDLE } from './rendering.ts';

/** Minor number of a WAN link's own class, the parent of its classes. */
export const linkMinor = (wan: number): number => (wan + 1) << 8;
export const classMinor = (wan: number, index: number): number => linkMinor(wan) + 1 + index;
/** Where classes cannot be told apart. */
export const wholeMinor = (wan: number): number => linkMinor(wan) + 0xff;

/** `1717:101` */
export const classId = (minor: number): string => `${ROOT_HANDLE.toString(16)}:${minor.toString(16)}`;

/** The number that a mark carries for a class of a link, from 1. */
export const classOrdinal = (plan: Plan, wan: number, index: number): number =>
  1 + wan * plan.classes.length + index;

/** The mark of a class: its number in the bits of `mask`. */
export function classMark(plan: Plan, wan: number, index: number, mask: number): number {
  const shift = 31 - Math.clz32(mask & -mask);
  return (classOrdinal(plan, wan, index) * 2 ** shift) >>> 0;
}

/** Whether the bits of `mask` can carry all classes of all links. */
export function fitsMask(plan: Plan, mask: number): boolean {
  const shift = 31 - Math.clz32(mask & -mask);
  return plan.wans.length * plan.classes.length <= (mask >>> 0) / 2 ** shift;
}
