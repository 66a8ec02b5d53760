/** Commits that nobody in the room made: what a server can sign with keys that it, or somebody it works with, has. */
import {
  acceptAnyCredentialAndCommitForTests,
  applyPending,
  basicCredential,
  capabilitiesFor,
  createCommit,
  createGroup,
  createGroupInfo,
  decodeKeyPackage,
  encryptMessage,
  epochAuthenticator,
  externalSendersExtension,
  type GroupState,
  joinExternally,
  type MlsProvider,
  type Result,
  ratchetTreeOf,
  requiredCapabilitiesExtension,
  roster,
  type Signer,
  sameCredential,
} from "@warbler/mls";
import { nodeProvider } from "@warbler/mls/node";
import { signerFromCryptoKey } from "@warbler/mls/web";
import {
  type AccountId,
  credentialIdentity,
  type DeviceId,
  encodeRoomExtension,
  groupIdOf,
  parseCredentialIdentity,
  ROOM_EXTENSION_TYPE,
  type RoomExtension,
  type RoomId,
} from "@warbler/protocol";
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
  const credential = basicCredential(credentialIdentity(account, device));
  const joined = await joinExternally(
    { provider, policy: acceptAnyCredentialAndCommitForTests },
    {
      ...group,
      signer,
      credential,
      // A device that is in already comes in anew.
      replaces: (members) => members.find((member) => sameCredential(member.credential, credential))?.leafIndex,
      capabilities: capabilitiesFor(provider.suite, { extensions: [ROOM_EXTENSION_TYPE] }),
    },
  );
  if (!joined.ok) throw new Error(joined.refusal.detail);
  return joined.value;
}

/** What the intruder would say, and from where it goes on. */
export async function sayAs(
  { signer }: Intruder,
  inside: Intrusion,
  data: Uint8Array,
): Promise<{ readonly mls: Uint8Array; readonly next: Intrusion }> {
  const sent = await encryptMessage({ provider }, inside.state, { signer, data });
  if (!sent.ok) throw new Error(sent.refusal.detail);
  return { mls: sent.value.message, next: { ...inside, state: sent.value.state } };
}

export interface ForeignGroup {
  /** GroupInfo of epoch 0, before the commit. */
  readonly beginning: Uint8Array;
  readonly commit: Uint8Array;
  readonly welcome: Uint8Array;
  readonly groupInfo: Uint8Array;
  readonly ratchetTree: Uint8Array;
  readonly epochHash: Uint8Array;
  readonly roster: readonly { readonly leaf: number; readonly account: AccountId; readonly device: DeviceId }[];
}

/** A group that bears the room's id and that nobody in the room made: its maker is the owner, and the rest are invited. */
export async function foreignGroup(
  { account, device, signer }: Intruder,
  {
    room,
    keyPackages,
    proposalKey,
    level = "e2ee",
    ...extension
  }: Pick<RoomExtension, "generation" | "roles"> & {
    readonly level?: RoomExtension["level"];
    readonly room: RoomId;
    readonly keyPackages: readonly Uint8Array[];
    readonly proposalKey: Uint8Array;
  },
): Promise<ForeignGroup> {
  const deps = { provider, policy: acceptAnyCredentialAndCommitForTests };
  const required = { extensions: [ROOM_EXTENSION_TYPE], proposals: [], credentials: [] };
  const server = { signatureKey: proposalKey, credential: basicCredential(new TextEncoder().encode("server")) };
  const alone = valueOf(
    await createGroup(deps, {
      signer,
      credential: basicCredential(credentialIdentity(account, device)),
      capabilities: capabilitiesFor(provider.suite, { extensions: [ROOM_EXTENSION_TYPE] }),
      groupId: groupIdOf(room, extension.generation),
      contextExtensions: [
        requiredCapabilitiesExtension(required),
        externalSendersExtension([server]),
        { type: ROOM_EXTENSION_TYPE, data: encodeRoomExtension({ level, ...extension }) },
      ],
    }),
  );
  const info = { signer, withTree: false, withExternalPub: true };
  const beginning = valueOf(await createGroupInfo({ provider }, alone, info));
  const made = valueOf(
    await createCommit(deps, alone, {
      signer,
      nowMs: Date.now(),
      welcomeTree: "apart",
      groupInfo: "without-tree",
      proposals: keyPackages.map((bytes) => ({ kind: "add", keyPackage: valueOf(decodeKeyPackage(bytes)) }) as const),
    }),
  );
  const { state } = valueOf(await applyPending(alone, made.pending));
  const { commit, welcome = new Uint8Array(), groupInfo = new Uint8Array() } = made;
  const hash = await crypto.subtle.digest("SHA-256", new Uint8Array(epochAuthenticator(state)));
  const members = roster(state).flatMap(({ leafIndex: leaf, credential }) => {
    const named = credential.kind === "basic" ? parseCredentialIdentity(credential.identity) : undefined;
    return named === undefined ? [] : [{ leaf, ...named }];
  });
  const epochHash = new Uint8Array(hash);
  return { beginning, commit, welcome, groupInfo, ratchetTree: ratchetTreeOf(state), epochHash, roster: members };
}

function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.refusal.reason}: ${result.refusal.detail}`);
}
