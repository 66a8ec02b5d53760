/** Someone with a signed list of devices in the identity log, who speaks the bare protocol on each of them. */
import {
  type DeviceKey,
  generateDeviceKey,
  type IdentityChange,
  type SeedKey,
  signIdentityVersion,
  signingKeyFromSeed,
  type VerifiedIdentity,
  verifyIdentityVersion,
} from "@warbler/crypto/identity";
import { type AccountId, base64urlFromBytes, type DeviceId, isId } from "@warbler/protocol";
import type { Answer } from "./http.ts";
import type { Raw, RawMember } from "./raw.ts";

export interface RawDevice extends RawMember {
  readonly key: DeviceKey;
}
type ListedDevice = IdentityChange["devices"][number];

/** What is sealed to a device is nothing the server could look into, so its length is enough. */
const noHpke = {
  generateKeyPair: () => Promise.reject(new Error("no keys are made here")),
  publicKeyOf: () => Promise.resolve(undefined),
  seal: (_to: unknown, plaintext: Uint8Array) => Promise.resolve(new Uint8Array(plaintext.length + 48)),
  open: () => Promise.resolve(undefined),
};

const random = () => crypto.getRandomValues(new Uint8Array(32));
async function seedKey(): Promise<SeedKey> {
  const key = await signingKeyFromSeed(random());
  if (key === undefined) throw new Error("expected a key of 32 random bytes");
  return key;
}

/** Joins the organisation; the first version of the list, with the one device, is made but not posted. */
export async function listedPerson(raw: Raw, handle: string) {
  const root = await seedKey();
  let identityKey = await seedKey();
  let newest: VerifiedIdentity | undefined;
  const keyText = (key: DeviceKey) => base64urlFromBytes(key.verifyingKey);
  const listedOf = ({ device, key }: RawDevice): ListedDevice => {
    if (!isId<DeviceId>(device)) throw new Error("expected the id of a device");
    return { device, signatureKey: key.verifyingKey, hpkePublic: random() };
  };
  const firstKey = await generateDeviceKey("storable");
  const first: RawDevice = { ...(await raw.join(handle, "member", keyText(firstKey))), key: firstKey };
  const { account } = first;
  if (!isId<AccountId>(account)) throw new Error("expected the id of an account");
  let devices: readonly ListedDevice[] = [listedOf(first)];

  /** The next version with these devices; one that removes somebody rotates the identity key. */
  const sign = async (change: Partial<IdentityChange> = {}): Promise<Uint8Array> => {
    const previous = newest;
    const listed = change.devices ?? devices;
    const rotates = previous?.devices.some(({ device }) => !listed.some((one) => one.device === device)) ?? false;
    const old = identityKey;
    const next = rotates ? await seedKey() : identityKey;
    identityKey = next;
    return signIdentityVersion(
      {
        account,
        previous,
        root: root.verifyingKey,
        identityKey: next,
        authority: previous === undefined ? { kind: "root", root } : { kind: "predecessor", identityKey: old },
        devices: listed,
        recoveryPublic: undefined,
        segment: undefined,
        nowMs: 1_000,
        ...change,
      },
      noHpke,
    );
  };

  return {
    account,
    first,
    root,
    sign,
    /** Signs and posts the next version, from the first device unless told. */
    async post(change: Partial<IdentityChange> = {}, by: RawMember = first): Promise<Answer> {
      const bytes = await sign(change);
      const answer = await by.call("postIdentity", {}, bytes);
      if (answer.status !== 200) return answer;
      const verified = await verifyIdentityVersion(newest, bytes);
      if (!verified.ok) throw new Error(`expected a version that follows, got ${verified.refusal}`);
      newest = verified.identity;
      devices = verified.identity.devices;
      return answer;
    },
    /** Another device that signs in; listed with `list`. */
    async addDevice({ list = true }: { readonly list?: boolean } = {}): Promise<RawDevice> {
      const key = await generateDeviceKey("storable");
      const { body } = await raw.signIn(handle, undefined, keyText(key));
      const added: RawDevice = { ...raw.personOf(body), key };
      if (list) await this.post({ devices: [...devices, listedOf(added)] });
      return added;
    },
    listedOf,
    /** Posts a version without this device. */
    revoke(one: RawMember, by: RawMember = first): Promise<Answer> {
      return this.post({ devices: devices.filter(({ device }) => device !== one.device) }, by);
    },
  };
}
export type RawPerson = Awaited<ReturnType<typeof listedPerson>>;
