/** What `warbler verify` says in both languages. */
import type { Texts } from "../texts.ts";

export const en = {
  says: "compare the safety number with a person, and mark them as verified",
  person: "handle, name or id of the person",
  mark: "mark the person as verified: you compared the number with them",
  code: "a safety number code that was scanned from their screen; verifies them only if it fits",
  accept: "go on sending to the person although their identity changed",
  how: "Compare this with them by another way than this server, for example face to face:",
  trust: {
    unverified: "not verified",
    verified: "verified",
    changed: "CHANGED: their identity is another one than before; nothing is sent to rooms with them",
  },
  changedHelp: (handle: string) =>
    `Ask them whether they set up anew. If so: \`warbler verify ${handle} --accept\`, and compare the number again.`,
  marked: (name: string) => `${name} is marked as verified.`,
  accepted: (name: string) => `Accepted the changed identity of ${name}, unverified.`,
} as const;

export const zh: Texts<typeof en> = {
  says: "与某人核对安全号码，并标记为已验证",
  person: "此人的登录名、姓名或编号",
  mark: "标记为已验证：您已与此人核对过号码",
  code: "从对方屏幕扫描的安全号码代码；仅在相符时标记为已验证",
  accept: "对方身份已变更，仍继续向其发送",
  how: "请通过此服务器以外的途径与对方核对，例如当面：",
  trust: {
    unverified: "未验证",
    verified: "已验证",
    changed: "已变更：对方身份与此前不同，不再向有此人的房间发送",
  },
  changedHelp: (handle) =>
    `请询问对方是否重新设置过。若是：执行 \`warbler verify ${handle} --accept\`，并重新核对号码。`,
  marked: (name) => `已将 ${name} 标记为已验证。`,
  accepted: (name) => `已接受 ${name} 变更后的身份，尚未验证。`,
};
