/**
 * A policy file as values of YAML or JSON: the right keys with the right kinds of values, the words in them
 * not read yet. Whoever reads the file checks this much (a schema), `interpret.ts` the rest.
 */

export type Words = string | number | readonly (string | number)[];

export interface RawLink {
  readonly wan?: string | undefined;
  readonly lan?: string | undefined;
  readonly up?: string | number | undefined;
  readonly down?: string | number | undefined;
  readonly hosts?: Words | undefined;
}

/** One rate for both ways, or one for each. */
export type RawRates =
  | string
  | number
  | { readonly up?: string | number | undefined; readonly down?: string | number | undefined };

export interface RawClass {
  readonly name: string;
  readonly share?: string | number | undefined;
  readonly min?: RawRates | undefined;
  readonly max?: RawRates | undefined;
  readonly priority?: number | undefined;
  readonly traffic?: 'interactive' | 'normal' | 'bulk' | undefined;
}

export interface RawRule {
  readonly name?: string | undefined;
  readonly protocol?: Words | undefined;
  readonly application?: Words | undefined;
  readonly group?: Words | undefined;
  readonly transport?: 'tcp' | 'udp' | undefined;
  readonly port?: Words | undefined;
  readonly from?: Words | undefined;
  readonly to?: Words | undefined;
  readonly host?: Words | undefined;
  readonly direction?: 'up' | 'down' | undefined;
  readonly time?: Words | undefined;
  readonly after?: string | number | undefined;
  readonly until?: string | number | undefined;
  readonly class?: string | undefined;
  readonly block?: 'drop' | 'reject' | undefined;
  readonly limit?: string | number | undefined;
  readonly dscp?: string | number | undefined;
  readonly mark?: string | number | undefined;
  readonly allow?: boolean | undefined;
}

export interface RawPolicy {
  readonly links?: readonly RawLink[] | undefined;
  readonly hosts?: Readonly<Record<string, Words>> | undefined;
  readonly classes?: readonly RawClass[] | undefined;
  readonly default?: string | undefined;
  readonly rules?: readonly RawRule[] | undefined;
  readonly local?: boolean | undefined;
}

/** Where in the file: keys and positions in lists, from the top. */
export type Path = readonly (string | number)[];

/** Something wrong with a policy. */
export interface PolicyFault {
  readonly code: string;
  readonly path: Path;
  /** The key itself is wrong, not its value. */
  readonly atKey?: boolean;
  readonly message: string;
  readonly given?: string;
  readonly limit?: number;
  readonly next?: string;
}
