/** Payloads in JSON: base64, as `layer7 match` takes them, and beside it escaped text. */
import { base64Text, bytesText } from './bytes-text.ts';

export interface PayloadJson {
  readonly base64: string;
  readonly text: string;
}

/** A payload, or null where there is none. */
export function payloadJson(payload: Uint8Array | null): PayloadJson | null {
  return payload === null ? null : { base64: base64Text(payload), text: bytesText(payload) };
}
