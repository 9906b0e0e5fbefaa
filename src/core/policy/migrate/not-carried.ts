/** How the readers of a script say that a command cannot be carried over; caught for each command. */

export class NotCarried extends Error {}

/** @throws NotCarried always. */
export function refuse(reason: string): never {
  throw new NotCarried(reason);
}

/** A mark, with or without a mask. @throws NotCarried when it is none. */
export function numberOf(text: string): number {
  const found = /^(0x[0-9a-f]{1,8}|\d{1,10})(?:\/(?:0x[0-9a-f]{1,8}|\d{1,10}))?$/i.exec(text);
  return found === null ? refuse(`"${text}" is no mark`) : Number(found[1]);
}
