/** A message that only members can read, and that hides its sender: RFC 9420 §6.3. */
import { Reader } from "../codec/reader.ts";
import { Writer } from "../codec/writer.ts";
import {
  type KeyStep,
  nextSendingKey,
  type RatchetKind,
  receivingKey,
  type SecretTree,
  senderDataKey,
} from "../key-schedule/secret-tree.ts";
import { MLS_LIMITS } from "../limits.ts";
import { WIRE_FORMAT } from "../messages/protocol-version.ts";
import type { MlsProvider } from "../provider/provider.ts";
import { present, require } from "../refusal.ts";
import {
  type AuthenticatedContent,
  CONTENT_TYPE,
  type ContentKind,
  contentKind,
  readContentAuth,
  readContentBody,
  writeContentAuth,
  writeContentBody,
} from "./framed-content.ts";

export interface PrivateMessage {
  readonly groupId: Uint8Array;
  readonly epoch: bigint;
  readonly contentKind: ContentKind;
  readonly authenticatedData: Uint8Array;
  readonly encryptedSenderData: Uint8Array;
  readonly ciphertext: Uint8Array;
}

type Header = Pick<PrivateMessage, "groupId" | "epoch" | "contentKind">;

function writeHeader(writer: Writer, { groupId, epoch, contentKind: kind }: Header): Writer {
  return writer.opaque(groupId).uint64(epoch).uint8(CONTENT_TYPE[kind]);
}

export function writePrivateMessage(writer: Writer, message: PrivateMessage): void {
  writeHeader(writer, message).opaque(message.authenticatedData);
  writer.opaque(message.encryptedSenderData).opaque(message.ciphertext);
}

export function readPrivateMessage(reader: Reader): PrivateMessage {
  return {
    groupId: reader.opaque(MLS_LIMITS.groupIdBytes),
    epoch: reader.uint64(),
    contentKind: contentKind(reader.uint8()),
    authenticatedData: reader.opaque(),
    encryptedSenderData: reader.opaque(MLS_LIMITS.keyBytes),
    ciphertext: reader.opaque(),
  };
}

export interface MessageSecrets {
  readonly senderDataSecret: Uint8Array;
  readonly secretTree: SecretTree;
}

const REUSE_GUARD_BYTES = 4;

/** `content` must come from a member and be signed with the wire format of a PrivateMessage. */
export async function protectPrivate(
  provider: MlsProvider,
  { senderDataSecret, secretTree }: MessageSecrets,
  { content, auth }: AuthenticatedContent,
  paddingBytes: number,
): Promise<{ readonly message: PrivateMessage; readonly step: KeyStep }> {
  if (content.sender.kind !== "member") throw new RangeError(`a member's content, got one of ${content.sender.kind}`);
  const { leafIndex } = content.sender;
  const kind = content.body.kind;
  const step = nextSendingKey(provider, secretTree, { leafIndex, kind: ratchetFor(kind) });
  const reuseGuard = provider.randomBytes(REUSE_GUARD_BYTES);
  const header = { groupId: content.groupId, epoch: content.epoch, contentKind: kind };

  const writer = new Writer();
  writeContentBody(writer, content.body);
  writeContentAuth(writer, auth);
  const plaintext = writer.fixed(new Uint8Array(paddingBytes)).finish();
  const ciphertext = await provider.seal(
    {
      key: step.key,
      nonce: guardedNonce(step.nonce, reuseGuard),
      additionalData: contentAad(header, content.authenticatedData),
    },
    plaintext,
  );

  const senderData = new Writer().uint32(leafIndex).uint32(step.generation).fixed(reuseGuard).finish();
  const encryptedSenderData = await provider.seal(
    {
      ...senderDataKey(provider, senderDataSecret, ciphertext),
      additionalData: writeHeader(new Writer(), header).finish(),
    },
    senderData,
  );
  const { authenticatedData } = content;
  return { message: { ...header, authenticatedData, encryptedSenderData, ciphertext }, step };
}

export interface SenderData {
  readonly leafIndex: number;
  readonly generation: number;
  readonly reuseGuard: Uint8Array;
}

/** RFC 9420 §6.3.2. */
export async function openSenderData(
  provider: MlsProvider,
  senderDataSecret: Uint8Array,
  message: PrivateMessage,
): Promise<SenderData> {
  const additionalData = writeHeader(new Writer(), message).finish();
  const keys = senderDataKey(provider, senderDataSecret, message.ciphertext);
  const opened = await provider.open({ ...keys, additionalData }, message.encryptedSenderData);
  const reader = new Reader(present(opened, "invalid", "sender data of this epoch"));
  const senderData = {
    leafIndex: reader.uint32(),
    generation: reader.uint32(),
    reuseGuard: reader.fixed(REUSE_GUARD_BYTES),
  };
  require(reader.isAtEnd, "malformed", "no bytes after the sender data");
  return senderData;
}

/** Opens the content; the signature is still to be checked. The step is to be kept only if that holds too. */
export async function unprotectPrivate(
  provider: MlsProvider,
  secretTree: SecretTree,
  message: PrivateMessage,
  { leafIndex, generation, reuseGuard }: SenderData,
): Promise<{ readonly content: AuthenticatedContent; readonly step: KeyStep }> {
  const kind = message.contentKind;
  const step = receivingKey(provider, secretTree, { leafIndex, kind: ratchetFor(kind), generation });
  const opened = await provider.open(
    {
      key: step.key,
      nonce: guardedNonce(step.nonce, reuseGuard),
      additionalData: contentAad(message, message.authenticatedData),
    },
    message.ciphertext,
  );
  const reader = new Reader(present(opened, "invalid", "a ciphertext of this sender"));
  const body = readContentBody(reader, kind);
  const auth = readContentAuth(reader, kind);
  // RFC 9420 §6.3.1: anything but zeros in the padding makes the message malformed.
  while (!reader.isAtEnd) require(reader.uint8() === 0, "malformed", "padding of zeros");
  const { groupId, epoch, authenticatedData } = message;
  const sender = { kind: "member", leafIndex } as const;
  const content = { groupId, epoch, sender, authenticatedData, body };
  return { content: { wireFormat: WIRE_FORMAT.privateMessage, content, auth }, step };
}

function ratchetFor(kind: ContentKind): RatchetKind {
  return kind === "application" ? "application" : "handshake";
}

// RFC 9420 §6.3.1: a restored backup may send twice with one key; four random bytes keep the nonces apart.
function guardedNonce(nonce: Uint8Array, reuseGuard: Uint8Array): Uint8Array {
  const guarded = new Uint8Array(nonce);
  for (let at = 0; at < REUSE_GUARD_BYTES; at++) guarded[at] = (guarded[at] ?? 0) ^ (reuseGuard[at] ?? 0);
  return guarded;
}

// RFC 9420 §6.3.1 PrivateContentAAD.
function contentAad(header: Header, authenticatedData: Uint8Array): Uint8Array {
  return writeHeader(new Writer(), header).opaque(authenticatedData).finish();
}
