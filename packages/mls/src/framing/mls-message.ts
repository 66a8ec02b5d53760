/** The envelope of everything that travels: RFC 9420 §6 MLSMessage. */
import type { Reader } from "../codec/reader.ts";
import { encode, type Writer } from "../codec/writer.ts";
import { type GroupInfo, readGroupInfo, writeGroupInfo } from "../messages/group-info.ts";
import { type KeyPackage, readKeyPackage, writeKeyPackage } from "../messages/key-package.ts";
import { MLS10, WIRE_FORMAT } from "../messages/protocol-version.ts";
import { readWelcome, type Welcome, writeWelcome } from "../messages/welcome.ts";
import { refuse, require } from "../refusal.ts";
import { type PrivateMessage, readPrivateMessage, writePrivateMessage } from "./private-message.ts";
import { type PublicMessage, readPublicMessage, writePublicMessage } from "./public-message.ts";

export type MlsMessage =
  | { readonly kind: "publicMessage"; readonly message: PublicMessage }
  | { readonly kind: "privateMessage"; readonly message: PrivateMessage }
  | { readonly kind: "welcome"; readonly message: Welcome }
  | { readonly kind: "groupInfo"; readonly message: GroupInfo }
  | { readonly kind: "keyPackage"; readonly message: KeyPackage };

export function writeMlsMessage(writer: Writer, { kind, message }: MlsMessage): void {
  writer.uint16(MLS10).uint16(WIRE_FORMAT[kind]);
  switch (kind) {
    case "publicMessage":
      writePublicMessage(writer, message);
      return;
    case "privateMessage":
      writePrivateMessage(writer, message);
      return;
    case "welcome":
      writeWelcome(writer, message);
      return;
    case "groupInfo":
      writeGroupInfo(writer, message);
      return;
    case "keyPackage":
      writeKeyPackage(writer, message);
  }
}

export function encodeMlsMessage(message: MlsMessage): Uint8Array {
  return encode(message, writeMlsMessage);
}

export function readMlsMessage(reader: Reader): MlsMessage {
  require(reader.uint16() === MLS10, "unsupported", "protocol version mls10");
  switch (reader.uint16()) {
    case WIRE_FORMAT.publicMessage:
      return { kind: "publicMessage", message: readPublicMessage(reader) };
    case WIRE_FORMAT.privateMessage:
      return { kind: "privateMessage", message: readPrivateMessage(reader) };
    case WIRE_FORMAT.welcome:
      return { kind: "welcome", message: readWelcome(reader) };
    case WIRE_FORMAT.groupInfo:
      return { kind: "groupInfo", message: readGroupInfo(reader) };
    case WIRE_FORMAT.keyPackage:
      return { kind: "keyPackage", message: readKeyPackage(reader) };
    default:
      return refuse("unsupported", "a known wire format");
  }
}
