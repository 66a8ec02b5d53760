/** From one epoch to the next: the part that the committer, the members and the newcomers share. RFC 9420 §8, §12.4. */
import { equalBytes } from "../bytes.ts";
import type { FramedContent } from "../framing/framed-content.ts";
import {
  deriveEpochSecret,
  deriveEpochSecrets,
  deriveJoinerSecret,
  type EpochSecrets,
} from "../key-schedule/key-schedule.ts";
import { derivePskSecret, type PreSharedKey } from "../key-schedule/psk.ts";
import { createSecretTree, type SecretTree, secretsOfTree } from "../key-schedule/secret-tree.ts";
import { confirmedTranscriptHash, interimTranscriptHash } from "../key-schedule/transcript-hash.ts";
import type { Extension } from "../messages/extension.ts";
import { encodeGroupContext, type GroupContext } from "../messages/group-context.ts";
import type { PreSharedKeyId } from "../messages/psk-id.ts";
import type { MlsProvider } from "../provider/provider.ts";
import { present } from "../refusal.ts";
import { leafCountOf, type RatchetTree } from "../tree/ratchet-tree.ts";
import { treeHash } from "../tree/tree-hash.ts";
import type { GroupSettings, GroupState, PastEpoch, ResumptionPsk } from "./group-state.ts";

/** A pre-shared key that the application or another group brings. */
export type KnownPsk =
  | { readonly kind: "external"; readonly pskId: Uint8Array; readonly secret: Uint8Array }
  | {
      readonly kind: "resumption";
      readonly groupId: Uint8Array;
      readonly epoch: bigint;
      readonly secret: Uint8Array;
    };

/** The PSKs of a group's own epochs, current and past, as known PSKs. */
export function resumptionPsksOf(state: GroupState): readonly KnownPsk[] {
  const { groupId, epoch } = state.context;
  const all = [{ epoch, secret: state.secrets.resumptionPsk }, ...state.resumptionPsks];
  return all.map((psk) => ({ kind: "resumption", groupId, ...psk }));
}

/** RFC 9420 §8.4; refuses as "unknown-psk" where one is missing. */
export function pskSecretOf(
  provider: MlsProvider,
  ids: readonly PreSharedKeyId[],
  known: readonly KnownPsk[],
): Uint8Array {
  const found = ids.map((id): PreSharedKey => {
    const match = known.find((candidate) => isNamed(candidate, id));
    return { id, secret: present(match, "unknown-psk", "a PSK that this member has").secret };
  });
  return derivePskSecret(provider, found);
}

function isNamed(psk: KnownPsk, id: PreSharedKeyId): boolean {
  if (psk.kind === "external") return id.kind === "external" && equalBytes(psk.pskId, id.pskId);
  return id.kind === "resumption" && psk.epoch === id.epoch && equalBytes(psk.groupId, id.groupId);
}

export interface EpochKeys {
  readonly secrets: EpochSecrets;
  readonly secretTree: SecretTree;
}

/** Everything that follows from the joiner secret. */
export function epochKeys(
  provider: MlsProvider,
  input: {
    readonly joinerSecret: Uint8Array;
    readonly pskSecret: Uint8Array;
    readonly encodedContext: Uint8Array;
    readonly leafCount: number;
  },
): EpochKeys {
  const epochSecret = deriveEpochSecret(provider, input, input.encodedContext);
  const { secrets, encryptionSecret } = deriveEpochSecrets(provider, epochSecret);
  return { secrets, secretTree: createSecretTree(input.leafCount, encryptionSecret) };
}

/** What is kept of an epoch that ends, and what is given up of it and of those before. */
export function leaveEpoch(
  state: GroupState,
  settings: GroupSettings,
): {
  readonly past: readonly PastEpoch[];
  readonly resumptionPsks: readonly ResumptionPsk[];
  readonly consumed: readonly Uint8Array[];
} {
  const { context, encodedContext, tree, secrets, secretTree } = state;
  const { senderDataSecret } = secrets;
  const ending = { context, encodedContext, leaves: tree.leaves, senderDataSecret, secretTree };
  const past = [ending, ...state.past];
  const psks = [{ epoch: context.epoch, secret: secrets.resumptionPsk }, ...state.resumptionPsks];
  const given = [secrets.exporterSecret, secrets.externalSecret, secrets.confirmationKey, secrets.membershipKey];
  return {
    past: past.slice(0, settings.pastEpochs),
    resumptionPsks: psks.slice(0, settings.resumptionPsks),
    consumed: [
      ...given,
      secrets.initSecret,
      ...past.slice(settings.pastEpochs).flatMap((each) => [each.senderDataSecret, ...secretsOfTree(each.secretTree)]),
      ...psks.slice(settings.resumptionPsks).map(({ secret }) => secret),
    ],
  };
}

/** A commit as far as the transcript hash covers it: signed, its confirmation tag not yet known. */
export interface SignedCommit {
  readonly wireFormat: number;
  readonly content: FramedContent;
  readonly auth: { readonly signature: Uint8Array };
}

export interface EpochInput {
  /** Of the epoch that ends. */
  readonly context: GroupContext;
  readonly interimTranscriptHash: Uint8Array;
  readonly initSecret: Uint8Array;
  /** With all proposals and the path merged. */
  readonly tree: RatchetTree;
  readonly extensions: readonly Extension[];
  readonly commit: SignedCommit;
  /** Zeros where the commit has no path. */
  readonly commitSecret: Uint8Array;
  readonly pskSecret: Uint8Array;
}

export interface NewEpoch extends EpochKeys {
  readonly context: GroupContext;
  readonly encodedContext: Uint8Array;
  readonly joinerSecret: Uint8Array;
  readonly confirmationTag: Uint8Array;
  readonly interimTranscriptHash: Uint8Array;
}

export function enterEpoch(provider: MlsProvider, input: EpochInput): NewEpoch {
  const confirmed = confirmedTranscriptHash(provider, input.interimTranscriptHash, input.commit);
  const context = nextContext(provider, input, confirmed);
  const encodedContext = encodeGroupContext(context);
  const { initSecret, commitSecret, pskSecret, tree } = input;
  const joinerSecret = deriveJoinerSecret(provider, { initSecret, commitSecret, groupContext: encodedContext });
  const leafCount = leafCountOf(tree);
  const keys = epochKeys(provider, { joinerSecret, pskSecret, encodedContext, leafCount });
  const confirmationTag = provider.mac(keys.secrets.confirmationKey, confirmed);
  return {
    ...keys,
    context,
    encodedContext,
    joinerSecret,
    confirmationTag,
    interimTranscriptHash: interimTranscriptHash(provider, confirmed, confirmationTag),
  };
}

/** The context of the epoch that a commit begins, under a transcript hash: while its path is encrypted, still the old one. */
export function nextContext(
  provider: MlsProvider,
  { context, tree, extensions }: Pick<EpochInput, "context" | "tree" | "extensions">,
  transcriptHash: Uint8Array = context.confirmedTranscriptHash,
): GroupContext {
  return {
    ...context,
    epoch: context.epoch + 1n,
    treeHash: treeHash(provider, tree),
    confirmedTranscriptHash: transcriptHash,
    extensions,
  };
}

/** RFC 9420 §8: the commit secret of a commit without a path. */
export function noCommitSecret({ suite }: MlsProvider): Uint8Array {
  return new Uint8Array(suite.hashBytes);
}
