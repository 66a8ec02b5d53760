/** What `warbler custodian` says in both languages. */
import type { Texts } from "../texts.ts";

export const en = {
  says: "what the server keeps secret, and who answers for it",
  listSays: "list the server's secrets: who answers for each, where it lies, who may read the file, and how old it is",
  nameSays: "say who answers for a secret of the server; without a person, nobody does",
  key: "which secret, as `list` names it",
  person: "who answers for it",
  reason: "why; it stands in the audit log",
  nobody: "NOBODY",
  since: (when: string) => `since ${when}`,
  variable: "environment",
  missing: "no file",
  exposed: "READABLE BY OTHERS",
  forms: { clear: "in clear", wrapped: "wrapped" },
  changed: (when: string) => `written ${when}`,
  named: (key: string, handle: string) => `@${handle} answers for ${key}.`,
  takenOff: (key: string) => `Nobody answers for ${key} any more.`,
} as const;

export const zh: Texts<typeof en> = {
  says: "服务器保管的密钥及其责任人",
  listSays: "列出服务器的密钥：责任人、存放位置、文件权限和时间",
  nameSays: "指定服务器密钥的责任人；不写人员则取消",
  key: "哪个密钥，名称见 `list`",
  person: "责任人",
  reason: "原因，写入审计日志",
  nobody: "无人负责",
  since: (when) => `自 ${when}`,
  variable: "环境变量",
  missing: "无文件",
  exposed: "他人可读",
  forms: { clear: "明文", wrapped: "已加密" },
  changed: (when) => `写入于 ${when}`,
  named: (key, handle) => `@${handle} 现为 ${key} 的责任人。`,
  takenOff: (key) => `${key} 已无责任人。`,
};
