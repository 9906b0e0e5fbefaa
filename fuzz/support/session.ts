/**
 * A fuzzing session of one target: past findings first, then seeds, then inputs made from them without end.
 */
import { MAX_INPUT, mutate, Random } from './mutate.ts';
import { type FuzzTarget, readCorpus } from './target.ts';

/** An input that showed a fault. */
export class Finding extends Error {
  readonly input: Uint8Array;

  constructor(input: Uint8Array, cause: unknown) {
    super(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
    this.name = 'Finding';
    this.input = input;
  }
}

/**
 * Yields after each input that was tried; ends by throwing a Finding. `before` is told each input in
 * advance.
 */
export function* fuzz(
  name: string,
  target: FuzzTarget,
  seed: number,
  before: (input: Uint8Array) => void = () => undefined,
): Generator<number, never> {
  const known = [...readCorpus(name).values(), ...target.seeds()].map((input) =>
    input.subarray(0, MAX_INPUT),
  );
  const random = new Random(seed);
  for (let tried = 1; ; tried += 1) {
    const input = known[tried - 1] ?? mutate(random, random.pick(known), known);
    before(input);
    try {
      target.check(input);
    } catch (error) {
      throw new Finding(input, error);
    }
    yield tried;
  }
}
