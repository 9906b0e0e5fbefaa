/**
 * Which expressions share an automaton. Every group costs one table step per byte, so few groups are fast;
 * but states of a product may multiply, so groups have a budget.
 */
import type { Component, Product } from './product.ts';
import { product } from './product.ts';

/** The products of `components` (in order of precedence), as few as fit `limit` states each. */
export function group(components: readonly Component[], limit: number): Product[] {
  if (components.length === 0) return [];
  const whole = product(components, components.length === 1 ? 0xffff : limit);
  if (whole !== null) return [whole];
  const half = components.length >> 1;
  return [...group(components.slice(0, half), limit), ...group(components.slice(half), limit)];
}
