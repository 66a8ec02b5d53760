/**
 * What a person signs to let a recovery of their access be used at once: this very recovery, in bytes that both sides make
 * alone. By a device on their signed list, or by the root key that their account recovery code opens.
 */
import { canonicalJson } from "./act-payload.ts";

const utf8 = new TextEncoder();

export interface AccessRecoveryStatement {
  readonly id: string;
  readonly account: string;
  /** The six digits that the page of the link shows. */
  readonly number: string;
}

/** UTF-8 of the canonical JSON of `["warbler access recovery v1", id, account, number]`. */
export function accessRecoveryPayload({ id, account, number }: AccessRecoveryStatement): Uint8Array<ArrayBuffer> {
  return utf8.encode(canonicalJson(["warbler access recovery v1", id, account, number]));
}
