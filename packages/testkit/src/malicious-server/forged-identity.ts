/** What somebody who has the identity log's key can put into it in a person's name: a first version by a root of their own making. */
import { generateDeviceKey, signIdentityVersion, signingKeyFromSeed } from "@warbler/crypto/identity";
import type { AccountId, DeviceId } from "@warbler/protocol";

const random = () => crypto.getRandomValues(new Uint8Array(32));

export async function forgedIdentity(account: AccountId, device: DeviceId): Promise<Uint8Array<ArrayBuffer>> {
  const [root, identityKey] = [await signingKeyFromSeed(random()), await signingKeyFromSeed(random())];
  if (root === undefined || identityKey === undefined) throw new Error("expected keys of 32 random bytes");
  const { verifyingKey: signatureKey } = await generateDeviceKey("storable");
  return signIdentityVersion(
    {
      account,
      previous: undefined,
      root: root.verifyingKey,
      identityKey,
      authority: { kind: "root", root },
      devices: [{ device, signatureKey, hpkePublic: random() }],
      recoveryPublic: undefined,
      segment: undefined,
      nowMs: 1_000,
    },
    sealsNothing,
  );
}

/** What is sealed to a device that nobody has is for nobody to open. */
const sealsNothing = {
  generateKeyPair: () => Promise.reject(new Error("no keys are made here")),
  publicKeyOf: () => Promise.resolve(undefined),
  seal: (_to: unknown, plaintext: Uint8Array) => Promise.resolve(new Uint8Array(plaintext.length + 48)),
  open: () => Promise.resolve(undefined),
};
