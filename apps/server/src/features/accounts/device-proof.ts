/**
 * Whether somebody signs in on the device that they say: the ids of devices stand in the identity log for everybody to read, so
 * that a password and an id alone would get the session of a device that its person's list trusts.
 */
import { isSignedByDevice, verifyingKeyFromBytes } from "@warbler/crypto/identity";
import { type AccountId, type ApiParsed, LIMITS, signInPayload } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import { ERASED } from "../../kernel/keys/vault.ts";
import { createTickets } from "../factors/index.ts";
import { accountStore } from "./store.ts";
import { devices } from "./tables.ts";

/** A whole office may be behind one address. */
const OF_ONE_NETWORK = 1_000;

export function deviceProofs({
  reader,
  vault,
  retired,
  clock,
}: Pick<Kernel, "reader" | "vault" | "retired" | "clock">) {
  const store = accountStore(reader);
  const asked = createTickets<{ readonly from: string }>({
    clock,
    lastsMs: LIMITS.proofAskMs,
    of: ({ from }) => from,
    mostOfOne: OF_ONE_NETWORK,
  });
  return {
    ask: (from: string) => asked.issue({ from }),

    /** True for a device that is new; of a known one, only with its signature over a question that waits. */
    async mayBeOn(account: AccountId, device: ApiParsed<"signIn">["device"]): Promise<boolean> {
      if (!("id" in device)) return true;
      const { id, ticket, signature } = device;
      if (asked.take(ticket) === undefined) return false;
      const row = await store.device(id);
      if (row === undefined || row.account !== account || row.removed_ms !== null) return false;
      if (await retired.row(devices, row)) return false;
      const text = vault.open(devices, "verifying_key", row);
      const key = text === ERASED ? undefined : verifyingKeyFromBytes(Buffer.from(text, "base64url"));
      const message = signInPayload({ ticket, device: id });
      const signed = { kind: "signIn", message, signature: Buffer.from(signature, "base64url") } as const;
      return key !== undefined && (await isSignedByDevice(key, signed));
    },
  };
}
export type DeviceProofs = ReturnType<typeof deviceProofs>;
