/** Arrays that are kept by slot. */

type Column =
  | Uint8Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>;

/** A larger array of the same kind, with what is in `old` at its beginning and 0 behind. */
export function grown<T extends Column>(old: T, entries: number): T {
  const larger = new (old.constructor as new (entries: number) => T)(entries);
  larger.set(old);
  return larger;
}
