/** What `warbler user` says in both languages. */
import type { Texts } from "../texts.ts";

export const en = {
  says: "see what protects people's accounts; suspend people, lift it, sign them out, let them back in, remove who leaves",
  listSays: "list people with roles, second factors, devices and when they were last active; the reading is recorded",
  ofRole: "only who has this role",
  only: "only people who are suspended, or for whom this counts: no-second-factor, dormant (90 days), new-device (a day)",
  head: ["handle", "name", "roles", "", "second factors", "devices", "last active", "signs"],
  factors: { passkey: "passkey", totp: "authenticator app", "recovery-codes": "recovery codes" },
  signs: {
    "no-second-factor": "no second factor",
    dormant: "not active for 90 days",
    "new-device": "a new device since yesterday",
  },
  sessionsSays:
    "list a person's sessions: where they were started from, last use, end, what speaks against each; the person finds this recorded",
  sessionHead: ["device, session", "name", "address", "started", "last used", "ends", "risk", "key"],
  isTaken: "taken away; on the person's signed list until they take it off",
  takeSays: "take away one device of a person: its sessions end, and nobody signs in on it again",
  device: "the device's id, as `warbler user sessions` lists it",
  taken: (handle: string) => `Took the device of @${handle} away. Its sessions have ended, and nobody signs in on it.`,
  takenListed:
    "It stays among the keys of end-to-end rooms until the person takes it off their signed list. If the password may be known as well, suspend the person.",
  signOutSays: "end all sessions of a person, or one of them",
  oneSession: "end only this session",
  signedOut: (handle: string, count: number) =>
    `${count === 1 ? "One session" : `${count} sessions`} of @${handle} ended.`,
  suspendSays:
    "end every session of a person, who may do nothing until it is lifted; members' clients take them out of end-to-end group rooms",
  reinstateSays:
    "lift a suspension: the person keeps role and rooms, and signs in again; end-to-end group rooms let them in anew",
  removeSays: "remove a person who leaves, for good: sessions, devices, password and rooms",
  person: "the person: handle or id",
  reason: "why; the person and whoever reads the audit log see it",
  suspended: (handle: string) => `Suspended @${handle}. Every session of theirs has ended.`,
  reinstated: (handle: string) => `@${handle} may sign in again.`,
  forGood: (handle: string) =>
    `@${handle} loses sessions, devices, password and rooms, for good. What they wrote stays. From end-to-end rooms their devices go as soon as one member's client is there; the server gives them nothing any more.`,
  notConfirmed: "The handle was not typed; nobody was removed.",
  removed: (handle: string) => `Removed @${handle}.`,
} as const;

export const zh: Texts<typeof en> = {
  says: "查看账号的保护情况；停用、恢复人员，结束其会话，帮助丢失密码者重新登录，移除离职人员",
  listSays: "列出人员及其角色、第二验证方式、设备和最近活动时间；此次查看会被记录",
  ofRole: "只列出拥有此角色的人员",
  only: "只列出已停用的人员（suspended），或存在以下情况的人员：no-second-factor、dormant（90 天）、new-device（一天内）",
  head: ["登录名", "姓名", "角色", "", "第二验证方式", "设备", "最近活动", "提示"],
  factors: { passkey: "通行密钥", totp: "身份验证器应用", "recovery-codes": "恢复码" },
  signs: {
    "no-second-factor": "无第二验证方式",
    dormant: "90 天未活动",
    "new-device": "一天内新增设备",
  },
  sessionsSays: "列出某人的会话：来源地址、最近使用和结束时间、风险；本人可查到此次查看",
  sessionHead: ["设备，会话", "名称", "地址", "开始", "最近使用", "结束", "风险", "密钥"],
  isTaken: "已停用；在本人移除之前仍在其签名的设备列表中",
  takeSays: "停用某人的一台设备：其会话结束，无法再用它登录",
  device: "设备编号，见 `warbler user sessions`",
  taken: (handle) => `已停用 @${handle} 的设备，其会话已结束，无法再用它登录。`,
  takenListed: "在本人将其移出签名的设备列表之前，它仍在端到端加密房间的密钥之列。如密码也可能泄露，请停用该人员。",
  signOutSays: "结束某人的全部会话或其中一个",
  oneSession: "只结束此会话",
  signedOut: (handle, ended) => `已结束 @${handle} 的 ${ended} 个会话。`,
  suspendSays: "结束某人的所有会话；恢复之前，此人无法执行任何操作，并由成员的客户端移出端到端加密群组房间",
  reinstateSays: "解除停用：此人保留角色和房间，重新登录即可；端到端加密群组房间需重新邀请",
  removeSays: "永久移除离职人员：会话、设备、密码和房间",
  person: "人员：登录名或编号",
  reason: "原因；本人和查阅审计日志者可见",
  suspended: (handle) => `已停用 @${handle}，其所有会话均已结束。`,
  reinstated: (handle) => `@${handle} 可以重新登录了。`,
  forGood: (handle) =>
    `@${handle} 将永久失去会话、设备、密码和房间；其所写内容保留。服务器不再向其设备提供任何内容；只要端到端加密房间中有一名成员的客户端在线，其设备就会被移出密钥组。`,
  notConfirmed: "未输入登录名，没有移除任何人。",
  removed: (handle) => `已移除 @${handle}。`,
};
