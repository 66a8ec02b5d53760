/** What a token's scopes let it do, in English and Chinese; each completes "It can …". */
import type { TokenScope } from "./scopes.ts";
import type { Said } from "./why-words.ts";

export const SCOPE_WORDS: Readonly<Record<TokenScope, Said>> = {
  "rooms:read": { en: "see its rooms and who is in them", zh: "查看所在房间及成员" },
  "messages:read": { en: "read messages", zh: "阅读消息" },
  "messages:write": { en: "write messages", zh: "发送消息" },
  attachments: { en: "read and send files", zh: "收发文件" },
  "people:read": { en: "see people's names", zh: "查看人员姓名" },
  directory: { en: "provision people by SCIM", zh: "通过 SCIM 管理人员" },
};
