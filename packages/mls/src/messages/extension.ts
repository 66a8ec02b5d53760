/** Extensions (RFC 9420 §13, §17.3): kept as bytes, in order; the ones this package acts on have readers here. */
import { decode, type Reader } from "../codec/reader.ts";
import { encode, type Writer } from "../codec/writer.ts";
import { MLS_LIMITS } from "../limits.ts";
import { require } from "../refusal.ts";
import { type Credential, readCredential, writeCredential } from "./credential.ts";

export interface Extension {
  readonly type: number;
  readonly data: Uint8Array;
}

export const EXTENSION_TYPE = {
  applicationId: 1,
  ratchetTree: 2,
  requiredCapabilities: 3,
  externalPub: 4,
  externalSenders: 5,
  /** draft-ietf-mls-extensions: a key package that may be used more than once. */
  lastResort: 0x000a,
} as const;

/** RFC 9420 §7.2: these need not be listed in a member's capabilities. */
export function isDefaultExtension(type: number): boolean {
  return type >= EXTENSION_TYPE.applicationId && type <= EXTENSION_TYPE.externalSenders;
}

export function writeExtensions(writer: Writer, extensions: readonly Extension[]): void {
  writer.list(extensions, (inner, { type, data }) => inner.uint16(type).opaque(data));
}

export function readExtensions(reader: Reader): readonly Extension[] {
  const extensions = reader.list((inner) => ({ type: inner.uint16(), data: inner.opaque() }), MLS_LIMITS.extensions);
  // RFC 9420 §13.4: at most one extension of each type.
  require(new Set(extensions.map(({ type }) => type)).size === extensions.length, "malformed", "extensions once each");
  return extensions;
}

export function findExtension(extensions: readonly Extension[], type: number): Uint8Array | undefined {
  return extensions.find((extension) => extension.type === type)?.data;
}

/** RFC 9420 §11.1: what every member of the group must support. */
export interface RequiredCapabilities {
  readonly extensions: readonly number[];
  readonly proposals: readonly number[];
  readonly credentials: readonly number[];
}

export function requiredCapabilitiesExtension(required: RequiredCapabilities): Extension {
  const data = encode(required, (writer, { extensions, proposals, credentials }) => {
    for (const types of [extensions, proposals, credentials]) writeTypes(writer, types);
  });
  return { type: EXTENSION_TYPE.requiredCapabilities, data };
}

export function requiredCapabilitiesOf(extensions: readonly Extension[]): RequiredCapabilities | undefined {
  const data = findExtension(extensions, EXTENSION_TYPE.requiredCapabilities);
  if (data === undefined) return undefined;
  return decode(data, (reader) => ({
    extensions: readTypes(reader),
    proposals: readTypes(reader),
    credentials: readTypes(reader),
  }));
}

/** RFC 9420 §12.1.8.1: who may propose from outside, such as the server that asks to remove a revoked device. */
export interface ExternalSender {
  readonly signatureKey: Uint8Array;
  readonly credential: Credential;
}

export function externalSendersExtension(senders: readonly ExternalSender[]): Extension {
  const data = encode(senders, (writer) =>
    writer.list(senders, (inner, sender) => writeCredential(inner.opaque(sender.signatureKey), sender.credential)),
  );
  return { type: EXTENSION_TYPE.externalSenders, data };
}

export function externalSendersOf(extensions: readonly Extension[]): readonly ExternalSender[] {
  const data = findExtension(extensions, EXTENSION_TYPE.externalSenders);
  if (data === undefined) return [];
  const readSender = (reader: Reader) => ({
    signatureKey: reader.opaque(MLS_LIMITS.keyBytes),
    credential: readCredential(reader),
  });
  return decode(data, (reader) => reader.list(readSender, MLS_LIMITS.externalSenders));
}

/** RFC 9420 §12.4.3.2: the public half of the group's external key pair. */
export function externalPubExtension(publicKey: Uint8Array): Extension {
  return { type: EXTENSION_TYPE.externalPub, data: encode(publicKey, (writer, key) => writer.opaque(key)) };
}

export function externalPubOf(extensions: readonly Extension[]): Uint8Array | undefined {
  const data = findExtension(extensions, EXTENSION_TYPE.externalPub);
  return data === undefined ? undefined : decode(data, (reader) => reader.opaque(MLS_LIMITS.keyBytes));
}

/** RFC 9420 §5.3.3: application data that a member puts in its leaf. */
export function applicationIdExtension(applicationId: Uint8Array): Extension {
  return { type: EXTENSION_TYPE.applicationId, data: encode(applicationId, (writer, id) => writer.opaque(id)) };
}

export function applicationIdOf(extensions: readonly Extension[]): Uint8Array | undefined {
  const data = findExtension(extensions, EXTENSION_TYPE.applicationId);
  return data === undefined ? undefined : decode(data, (reader) => reader.opaque());
}

export const LAST_RESORT_EXTENSION: Extension = { type: EXTENSION_TYPE.lastResort, data: new Uint8Array(0) };

export function writeTypes(writer: Writer, types: readonly number[]): void {
  writer.list(types, (inner, type) => inner.uint16(type));
}

export function readTypes(reader: Reader): readonly number[] {
  return reader.list((inner) => inner.uint16(), MLS_LIMITS.capabilities);
}
