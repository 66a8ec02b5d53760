/** What a protection level means, in words. Each sentence states only what this server enforces for rooms of that level. */
import type { ProtectionLevel } from "@warbler/protocol";

/** Levels this server can make rooms of. */
export const OFFERED_LEVELS: readonly ProtectionLevel[] = ["sealed", "e2ee"];

export function protectionWords(level: ProtectionLevel): { readonly en: string; readonly zh: string } {
  if (level === "sealed")
    return {
      en: "Encrypted in transit and on the server's disk. The server itself can read messages here, to search and moderate.",
      zh: "传输和服务器磁盘上均已加密。服务器本身可以读取此处的消息，用于搜索和管理。",
    };
  if (level === "e2ee")
    return {
      en: "End-to-end encrypted: messages, names and files can be read on the members' devices only. The server sees who is in the room and when someone writes.",
      zh: "端到端加密：消息、名称和文件只能在成员的设备上读取。服务器只能看到房间有哪些成员以及何时有人发言。",
    };
  return { en: "This server does not offer this level.", zh: "该服务器不提供此级别。" };
}
