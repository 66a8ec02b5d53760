/** The content of a message, its sender and its signature: RFC 9420 §6, §6.1. */
import type { Reader } from "../codec/reader.ts";
import { encode, Writer } from "../codec/writer.ts";
import { MLS_LIMITS } from "../limits.ts";
import { type Commit, readCommit, writeCommit } from "../messages/commit.ts";
import { type Proposal, readProposal, writeProposal } from "../messages/proposal.ts";
import { MLS10 } from "../messages/protocol-version.ts";
import { refHash, signWithLabel, verifyWithLabel } from "../provider/labelled.ts";
import type { MlsProvider, Signer } from "../provider/provider.ts";
import { refuse } from "../refusal.ts";

export type Sender =
  | { readonly kind: "member"; readonly leafIndex: number }
  /** Index into the group's external senders. */
  | { readonly kind: "external"; readonly senderIndex: number }
  | { readonly kind: "new_member_proposal" }
  | { readonly kind: "new_member_commit" };

export type ContentBody =
  | { readonly kind: "application"; readonly data: Uint8Array }
  | { readonly kind: "proposal"; readonly proposal: Proposal }
  | { readonly kind: "commit"; readonly commit: Commit };

export type ContentKind = ContentBody["kind"];

export const CONTENT_TYPE = { application: 1, proposal: 2, commit: 3 } as const;

export interface FramedContent {
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly sender: Sender;
  readonly authenticatedData: Uint8Array;
  readonly body: ContentBody;
}

/** RFC 9420 §6.1 FramedContentAuthData. The confirmation tag is there exactly for commits. */
export interface ContentAuth {
  readonly signature: Uint8Array;
  readonly confirmationTag: Uint8Array | undefined;
}

export interface AuthenticatedContent {
  readonly wireFormat: number;
  readonly content: FramedContent;
  readonly auth: ContentAuth;
}

export function contentKind(type: number): ContentKind {
  if (type === CONTENT_TYPE.application) return "application";
  if (type === CONTENT_TYPE.proposal) return "proposal";
  return type === CONTENT_TYPE.commit ? "commit" : refuse("malformed", "a known content_type");
}

function writeSender(writer: Writer, sender: Sender): void {
  switch (sender.kind) {
    case "member":
      writer.uint8(1).uint32(sender.leafIndex);
      return;
    case "external":
      writer.uint8(2).uint32(sender.senderIndex);
      return;
    case "new_member_proposal":
      writer.uint8(3);
      return;
    case "new_member_commit":
      writer.uint8(4);
  }
}

function readSender(reader: Reader): Sender {
  const type = reader.uint8();
  if (type === 1) return { kind: "member", leafIndex: reader.uint32() };
  if (type === 2) return { kind: "external", senderIndex: reader.uint32() };
  if (type === 3) return { kind: "new_member_proposal" };
  return type === 4 ? { kind: "new_member_commit" } : refuse("malformed", "a known sender_type");
}

export function writeContentBody(writer: Writer, body: ContentBody): void {
  switch (body.kind) {
    case "application":
      writer.opaque(body.data);
      return;
    case "proposal":
      writeProposal(writer, body.proposal);
      return;
    case "commit":
      writeCommit(writer, body.commit);
  }
}

export function readContentBody(reader: Reader, kind: ContentKind): ContentBody {
  switch (kind) {
    case "application":
      return { kind, data: reader.opaque() };
    case "proposal":
      return { kind, proposal: readProposal(reader) };
    case "commit":
      return { kind, commit: readCommit(reader) };
  }
}

export function writeFramedContent(writer: Writer, content: FramedContent): void {
  writer.opaque(content.groupId).uint64(content.epoch);
  writeSender(writer, content.sender);
  writer.opaque(content.authenticatedData).uint8(CONTENT_TYPE[content.body.kind]);
  writeContentBody(writer, content.body);
}

export function readFramedContent(reader: Reader): FramedContent {
  return {
    groupId: reader.opaque(MLS_LIMITS.groupIdBytes),
    epoch: reader.uint64(),
    sender: readSender(reader),
    authenticatedData: reader.opaque(),
    body: readContentBody(reader, contentKind(reader.uint8())),
  };
}

export function writeContentAuth(writer: Writer, { signature, confirmationTag }: ContentAuth): void {
  writer.opaque(signature);
  if (confirmationTag !== undefined) writer.opaque(confirmationTag);
}

export function readContentAuth(reader: Reader, kind: ContentKind): ContentAuth {
  const signature = reader.opaque(MLS_LIMITS.signatureBytes);
  return { signature, confirmationTag: kind === "commit" ? reader.opaque(MLS_LIMITS.keyBytes) : undefined };
}

export function writeAuthenticatedContent(writer: Writer, { wireFormat, content, auth }: AuthenticatedContent): void {
  writeFramedContent(writer.uint16(wireFormat), content);
  writeContentAuth(writer, auth);
}

export function readAuthenticatedContent(reader: Reader): AuthenticatedContent {
  const wireFormat = reader.uint16();
  const content = readFramedContent(reader);
  return { wireFormat, content, auth: readContentAuth(reader, content.body.kind) };
}

export interface ToBeSigned {
  readonly wireFormat: number;
  readonly content: FramedContent;
  /** The encoded GroupContext of the message's epoch. */
  readonly groupContext: Uint8Array;
}

/** RFC 9420 §6.1 FramedContentTBS: members, and those who join by a commit, also sign the group's context. */
export function framedContentTbs({ wireFormat, content, groupContext }: ToBeSigned): Uint8Array {
  const writer = new Writer().uint16(MLS10).uint16(wireFormat);
  writeFramedContent(writer, content);
  const { kind } = content.sender;
  if (kind === "member" || kind === "new_member_commit") writer.fixed(groupContext);
  return writer.finish();
}

const LABEL = "FramedContentTBS";

export function signContent(signer: Signer, toBeSigned: ToBeSigned): Promise<Uint8Array> {
  return signWithLabel(signer, LABEL, framedContentTbs(toBeSigned));
}

/** Refuses as "invalid" a content that `publicKey` did not sign. */
export function verifyContent(
  provider: MlsProvider,
  publicKey: Uint8Array,
  { wireFormat, content, auth }: AuthenticatedContent,
  groupContext: Uint8Array,
): Promise<void> {
  const tbs = framedContentTbs({ wireFormat, content, groupContext });
  return verifyWithLabel(provider, { publicKey, label: LABEL, content: tbs, signature: auth.signature });
}

/** RFC 9420 §5.2 ProposalRef. */
export function proposalRef(provider: MlsProvider, content: AuthenticatedContent): Uint8Array {
  return refHash(provider, "MLS 1.0 Proposal Reference", encode(content, writeAuthenticatedContent));
}
