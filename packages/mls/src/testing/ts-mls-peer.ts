/** A member that runs ts-mls 1.6.4 (MIT), another implementation of RFC 9420: to compare with, and to talk to. */
import {
  acceptAll,
  type Capabilities,
  type CiphersuiteImpl,
  type ClientState,
  createApplicationMessage,
  createCommit,
  createGroup,
  createGroupInfoWithExternalPubAndRatchetTree,
  decodeMlsMessage,
  emptyPskIndex,
  encodeMlsMessage,
  generateKeyPackage,
  getCiphersuiteFromName,
  getCiphersuiteImpl,
  joinGroup,
  type MLSMessage,
  type Proposal,
  processMessage,
} from "ts-mls";

export function tsMlsSuite(): Promise<CiphersuiteImpl> {
  return getCiphersuiteImpl(getCiphersuiteFromName("MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519"));
}

const capabilities = (): Capabilities => ({
  extensions: [],
  credentials: ["basic"],
  proposals: [],
  versions: ["mls10"],
  ciphersuites: ["MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519"],
});
const ALWAYS = { notBefore: 0n, notAfter: 0xffff_ffff_ffffn };

function decoded<Format extends MLSMessage["wireformat"]>(bytes: Uint8Array, wireformat: Format) {
  const message = decodeMlsMessage(bytes, 0)?.[0];
  if (message?.wireformat !== wireformat) throw new Error(`expected ${wireformat}, got ${message?.wireformat}`);
  return message as Extract<MLSMessage, { wireformat: Format }>;
}

export type TsMlsKeyPackage = Awaited<ReturnType<typeof generateKeyPackage>>;

export async function tsMlsKeyPackage(suite: CiphersuiteImpl, name: string): Promise<TsMlsKeyPackage> {
  const credential = { credentialType: "basic", identity: new TextEncoder().encode(name) } as const;
  return generateKeyPackage(credential, capabilities(), ALWAYS, [], suite);
}

export function tsMlsKeyPackageMessage({ publicPackage }: TsMlsKeyPackage): Uint8Array {
  return encodeMlsMessage({ version: "mls10", wireformat: "mls_key_package", keyPackage: publicPackage });
}

export interface TsMlsCommit {
  readonly commit: Uint8Array;
  readonly welcome: Uint8Array | undefined;
  apply(): void;
}

/** A member's changing state, and what it does with bytes. */
export class TsMlsPeer {
  readonly #suite: CiphersuiteImpl;
  #state: ClientState;

  private constructor(suite: CiphersuiteImpl, state: ClientState) {
    this.#suite = suite;
    this.#state = state;
  }

  static async create(suite: CiphersuiteImpl, own: TsMlsKeyPackage, groupId: Uint8Array): Promise<TsMlsPeer> {
    return new TsMlsPeer(suite, await createGroup(groupId, own.publicPackage, own.privatePackage, [], suite));
  }

  static async join(suite: CiphersuiteImpl, own: TsMlsKeyPackage, welcome: Uint8Array): Promise<TsMlsPeer> {
    const { welcome: message } = decoded(welcome, "mls_welcome");
    return new TsMlsPeer(suite, await joinGroup(message, own.publicPackage, own.privatePackage, emptyPskIndex, suite));
  }

  get state(): ClientState {
    return this.#state;
  }

  get epochAuthenticator(): Uint8Array {
    return this.#state.keySchedule.epochAuthenticator;
  }

  get ownLeaf(): number {
    return this.#state.privatePath.leafIndex;
  }

  addProposal(keyPackageMessage: Uint8Array): Proposal {
    const { keyPackage } = decoded(keyPackageMessage, "mls_key_package");
    return { proposalType: "add", add: { keyPackage } };
  }

  async commit(extraProposals: Proposal[]): Promise<TsMlsCommit> {
    const context = { state: this.#state, cipherSuite: this.#suite };
    const options = { extraProposals, wireAsPublicMessage: true, ratchetTreeExtension: true };
    const { newState, commit, welcome } = await createCommit(context, options);
    return {
      commit: encodeMlsMessage(commit),
      welcome: welcome && encodeMlsMessage({ version: "mls10", wireformat: "mls_welcome", welcome }),
      apply: () => {
        this.#state = newState;
      },
    };
  }

  /** With the tree and an external public key. */
  async groupInfo(): Promise<Uint8Array> {
    const groupInfo = await createGroupInfoWithExternalPubAndRatchetTree(this.#state, [], this.#suite);
    return encodeMlsMessage({ version: "mls10", wireformat: "mls_group_info", groupInfo });
  }

  async encrypt(data: Uint8Array): Promise<Uint8Array> {
    const { newState, privateMessage } = await createApplicationMessage(this.#state, data, this.#suite);
    this.#state = newState;
    return encodeMlsMessage({ version: "mls10", wireformat: "mls_private_message", privateMessage });
  }

  /** The application data, where there is some. */
  async process(bytes: Uint8Array): Promise<Uint8Array | undefined> {
    const message = decodeMlsMessage(bytes, 0)?.[0];
    if (message?.wireformat !== "mls_private_message" && message?.wireformat !== "mls_public_message") {
      throw new Error(`expected a message, got ${message?.wireformat}`);
    }
    const result = await processMessage(message, this.#state, emptyPskIndex, acceptAll, this.#suite);
    this.#state = result.newState;
    return result.kind === "applicationMessage" ? result.message : undefined;
  }
}
