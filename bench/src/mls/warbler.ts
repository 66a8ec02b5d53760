// Our own core, with the primitives of whatever runs it.
import * as mls from "@warbler/mls";
import type { MlsSubject, OperationName, PreparedGroup } from "./subject.ts";

/** What the helpers below need of the platform. */
interface Platform {
  readonly provider: mls.MlsProvider;
  readonly deps: mls.MlsDeps;
}

function valueOf<Value>(result: mls.Result<Value>): Value {
  if (!result.ok) throw new Error(`expected a value, got ${result.refusal.reason}: ${result.refusal.detail}`);
  return result.value;
}

async function identityOf({ provider }: Platform, name: string) {
  const signer = await provider.signerFromKeyPair(await provider.generateSignatureKeyPair());
  const credential = mls.basicCredential(new TextEncoder().encode(name));
  return { signer, credential, capabilities: mls.capabilitiesFor(provider.suite) };
}

async function newcomer(platform: Platform, name: string) {
  const identity = await identityOf(platform, name);
  return {
    identity,
    own: await mls.createKeyPackage(platform.provider, { ...identity, notBeforeMs: 0, notAfterMs: 1e13 }),
  };
}

type Newcomer = Awaited<ReturnType<typeof newcomer>>;

async function stateAfter({ deps }: Platform, state: mls.GroupState, message: Uint8Array): Promise<mls.GroupState> {
  const processed = valueOf(await mls.processMessage(deps, state, message));
  if (processed.kind === "removed") throw new Error("expected to stay a member");
  return processed.state;
}

/** Someone below each node beside the way to the first leaf renews their keys: after that, the first one's path is warm. */
async function warmUp(platform: Platform, first: mls.GroupState, welcome: Uint8Array, others: readonly Newcomer[]) {
  const { deps } = platform;
  const writers = await Promise.all(
    others
      .map((each, at) => ({ ...each, leaf: at + 1 }))
      .filter(({ leaf }) => (leaf & (leaf - 1)) === 0)
      .map(async ({ identity, own }) => ({
        identity,
        state: valueOf(await mls.joinGroup(deps, { welcome, keyPackages: [own] })).state,
      })),
  );
  let state = first;
  for (const writer of writers.toReversed()) {
    const { commit, pending } = valueOf(await mls.createCommit(deps, writer.state, { signer: writer.identity.signer }));
    state = await stateAfter(platform, state, commit);
    for (const other of writers) if (other !== writer) other.state = await stateAfter(platform, other.state, commit);
    writer.state = valueOf(await mls.applyPending(writer.state, pending)).state;
  }
  const reader = writers[0];
  if (reader === undefined) throw new Error("expected a second member");
  return { state, reader: reader.state };
}

async function prepare(platform: Platform, members: number): Promise<PreparedGroup> {
  const { provider, deps } = platform;
  const alice = await identityOf(platform, "alice");
  const others = await Promise.all(Array.from({ length: members - 1 }, (_, at) => newcomer(platform, `member ${at}`)));
  const created = valueOf(await mls.createGroup(deps, { ...alice, groupId: provider.randomBytes(16) }));
  const { signer } = alice;
  const proposals = others.map(({ own }) => ({ kind: "add", keyPackage: own.keyPackage }) as const);
  const addAll = () => mls.createCommit(deps, created, { signer, proposals });
  const added = valueOf(await addAll());
  const welcome = added.welcome ?? new Uint8Array(0);
  const joined = valueOf(await mls.applyPending(created, added.pending)).state;
  const { state, reader } = await warmUp(platform, joined, welcome, others);

  const update = () => mls.createCommit(deps, state, { signer });
  const updated = valueOf(await update());
  const groupInfo = valueOf(await mls.createGroupInfo(deps, state, { signer, withTree: true, withExternalPub: true }));
  const zoe = await identityOf(platform, "zoe");
  const last = others.at(-1);
  // Both have met in this epoch before: the first message of a sender grows the secret tree, later ones do not.
  const first = valueOf(await mls.encryptMessage(deps, state, { signer, data: provider.randomBytes(1) }));
  const met = await stateAfter(platform, reader, first.message);
  const encrypt = (bytes: number) => {
    const data = provider.randomBytes(bytes);
    return { repeats: 100, run: async () => valueOf(await mls.encryptMessage(deps, first.state, { signer, data })) };
  };
  const decrypt = async (bytes: number) => {
    const { message } = await encrypt(bytes).run();
    return { repeats: 100, run: async () => valueOf(await mls.processMessage(deps, met, message)) };
  };
  const stored = mls.encodeGroup(met);
  const operations: PreparedGroup["operations"] = {
    "encrypt 256 B": encrypt(256),
    "encrypt 1 KiB": encrypt(1024),
    "decrypt 256 B": await decrypt(256),
    "decrypt 1 KiB": await decrypt(1024),
    "add all in one commit": { repeats: 1, run: async () => valueOf(await addAll()) },
    "join by Welcome": {
      repeats: 2,
      run: async () =>
        valueOf(await mls.joinGroup(deps, { welcome, keyPackages: last === undefined ? [] : [last.own] })),
    },
    "self-update, warm": { repeats: 5, run: async () => valueOf(await update()) },
    "process a commit": {
      repeats: 5,
      run: async () => valueOf(await mls.processMessage(deps, reader, updated.commit)),
    },
    "external join": { repeats: 2, run: async () => valueOf(await mls.joinExternally(deps, { ...zoe, groupInfo })) },
    "save after a message": { repeats: 50, run: async () => mls.encodeMessagePart(met) },
    save: { repeats: 5, run: async () => mls.encodeGroup(met) },
    load: { repeats: 5, run: async () => valueOf(mls.decodeGroup(provider, stored)) },
  } satisfies Record<OperationName, unknown>;
  const state0 = stored.epochPart.length + stored.messagePart.length;
  return { operations, sizes: { state: state0, afterMessage: stored.messagePart.length } };
}

export function warblerMls(provider: mls.MlsProvider): MlsSubject {
  const platform = { provider, deps: { provider, policy: mls.acceptAnyCredentialAndCommitForTests } };
  return { prepare: (members) => prepare(platform, members) };
}
