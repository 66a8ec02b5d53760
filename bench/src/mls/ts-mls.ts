// ts-mls 1.6.4 with the primitives it comes with (WebCrypto): the reference that our core is held against.
import * as mls from "ts-mls";
import type { MlsSubject, PreparedGroup } from "./subject.ts";

const SUITE = "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519";
const ALWAYS = { notBefore: 0n, notAfter: 0xffff_ffff_ffffn };

async function newcomer(suite: mls.CiphersuiteImpl, name: string) {
  const credential = { credentialType: "basic", identity: new TextEncoder().encode(name) } as const;
  const capabilities: mls.Capabilities = {
    extensions: [],
    credentials: ["basic"],
    proposals: [],
    versions: ["mls10"],
    ciphersuites: [SUITE],
  };
  return mls.generateKeyPackage(credential, capabilities, ALWAYS, [], suite);
}

type Newcomer = Awaited<ReturnType<typeof newcomer>>;

async function prepare(members: number): Promise<PreparedGroup> {
  const suite = await mls.getCiphersuiteImpl(mls.getCiphersuiteFromName(SUITE));
  const alice = await newcomer(suite, "alice");
  const others: Newcomer[] = [];
  for (let at = 1; at < members; at++) others.push(await newcomer(suite, `member ${at}`));
  const groupId = crypto.getRandomValues(new Uint8Array(16));
  const created = await mls.createGroup(groupId, alice.publicPackage, alice.privatePackage, [], suite);

  const commit = (state: mls.ClientState, extraProposals: mls.Proposal[] = []) => {
    const options = { wireAsPublicMessage: true, ratchetTreeExtension: true, extraProposals };
    return mls.createCommit({ state, cipherSuite: suite }, options);
  };
  const adds = others.map(
    ({ publicPackage }) => ({ proposalType: "add", add: { keyPackage: publicPackage } }) as const,
  );
  const addAll = () => commit(created, adds);
  const added = await addAll();
  const welcome = added.welcome as mls.Welcome;
  const join = ({ publicPackage, privatePackage }: Newcomer) =>
    mls.joinGroup(welcome, publicPackage, privatePackage, mls.emptyPskIndex, suite);
  const process = async (state: mls.ClientState, message: mls.MLSMessage) =>
    (
      await mls.processMessage(
        message as mls.MLSMessage & mls.MlsPublicMessage,
        state,
        mls.emptyPskIndex,
        mls.acceptAll,
        suite,
      )
    ).newState;

  // As in warbler.ts: the path of the first leaf is warm when someone beside each of its nodes has renewed their keys.
  const writers: { state: mls.ClientState }[] = [];
  for (const [at, each] of others.entries()) if (((at + 1) & at) === 0) writers.push({ state: await join(each) });
  let state = added.newState;
  for (const writer of writers.toReversed()) {
    const { commit: message, newState } = await commit(writer.state);
    state = await process(state, message);
    for (const other of writers) if (other !== writer) other.state = await process(other.state, message);
    writer.state = newState;
  }
  const reader = (writers[0] as { state: mls.ClientState }).state;

  const updated = await commit(state);
  const groupInfo = await mls.createGroupInfoWithExternalPubAndRatchetTree(state, [], suite);
  const zoe = await newcomer(suite, "zoe");
  const last = others.at(-1) as Newcomer;
  // As in warbler.ts: both have met in this epoch before.
  const first = await mls.createApplicationMessage(state, new Uint8Array(1), suite);
  const open = (by: mls.ClientState, message: mls.PrivateMessage) =>
    mls.processPrivateMessage(by, message, mls.emptyPskIndex, suite);
  const { newState: met } = await open(reader, first.privateMessage);
  const encrypt = (bytes: number) => {
    const data = crypto.getRandomValues(new Uint8Array(bytes));
    return { repeats: 20, run: () => mls.createApplicationMessage(first.newState, data, suite) };
  };
  const decrypt = async (bytes: number) => {
    const { privateMessage } = await encrypt(bytes).run();
    return { repeats: 20, run: () => open(met, privateMessage) };
  };
  const stored = mls.encodeGroupState(met);
  const save = { repeats: 1, run: async () => mls.encodeGroupState(met) };
  const operations: PreparedGroup["operations"] = {
    "encrypt 256 B": encrypt(256),
    "encrypt 1 KiB": encrypt(1024),
    "decrypt 256 B": await decrypt(256),
    "decrypt 1 KiB": await decrypt(1024),
    "add all in one commit": { repeats: 1, run: addAll },
    "join by Welcome": { repeats: 1, run: () => join(last) },
    "self-update, warm": { repeats: 1, run: () => commit(state) },
    "process a commit": { repeats: 1, run: () => process(reader, updated.commit) },
    "external join": {
      repeats: 1,
      run: () => mls.joinGroupExternal(groupInfo, zoe.publicPackage, zoe.privatePackage, false, suite),
    },
    // It knows one encoding of the whole.
    "save after a message": save,
    save,
    load: { repeats: 1, run: async () => mls.decodeGroupState(stored, 0) },
  };
  return { operations, sizes: { state: stored.length, afterMessage: stored.length } };
}

export const tsMls: MlsSubject = { prepare };
