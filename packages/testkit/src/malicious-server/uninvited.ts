/** Commits that nobody in the room made: what a server can sign with keys that it, or somebody it works with, has. */
import {
  acceptAnyCredentialAndCommitForTests,
  basicCredential,
  capabilitiesFor,
  encryptMessage,
  type GroupState,
  joinExternally,
  type MlsProvider,
  type Signer,
} from "@warbler/mls";
import { nodeProvider } from "@warbler/mls/node";
import { signerFromCryptoKey } from "@warbler/mls/web";
import { type AccountId, credentialIdentity, type DeviceId, ROOM_EXTENSION_TYPE } from "@warbler/protocol";
import type { Store } from "@warbler/sdk";
import { loadDeviceKey } from "@warbler/sdk/testing";

const provider: MlsProvider = nodeProvider(1);

export interface Intruder {
  readonly account: AccountId;
  readonly device: DeviceId;
  readonly signer: Signer;
}

/** Somebody with a real device on a real list, who is not in the room. */
export async function intruderWith(account: AccountId, device: DeviceId, store: Store): Promise<Intruder> {
  const key = await loadDeviceKey(store);
  if (key === undefined) throw new Error("expected a device with a key");
  return { account, device, signer: signerFromCryptoKey(key.signingKey, key.verifyingKey) };
}

/** A device that the server made up. */
export async function madeUp(account: AccountId, device: DeviceId): Promise<Intruder> {
  const signer = await provider.signerFromKeyPair(await provider.generateSignatureKeyPair());
  return { account, device, signer };
}

export interface Intrusion {
  readonly commit: Uint8Array;
  readonly state: GroupState;
}

/** A valid external commit that no rule of the room allows. */
export async function intrude(
  { account, device, signer }: Intruder,
  group: { readonly groupInfo: Uint8Array; readonly ratchetTree: Uint8Array },
): Promise<Intrusion> {
  const joined = await joinExternally(
    { provider, policy: acceptAnyCredentialAndCommitForTests },
    {
      ...group,
      signer,
      credential: basicCredential(credentialIdentity(account, device)),
      capabilities: capabilitiesFor(provider.suite, { extensions: [ROOM_EXTENSION_TYPE] }),
    },
  );
  if (!joined.ok) throw new Error(joined.refusal.detail);
  return joined.value;
}

/** What the intruder would say. */
export async function sayAs({ signer }: Intruder, { state }: Intrusion, data: Uint8Array): Promise<Uint8Array> {
  const sent = await encryptMessage({ provider }, state, { signer, data });
  if (!sent.ok) throw new Error(sent.refusal.detail);
  return sent.value.message;
}
