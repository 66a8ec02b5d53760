/** What `warbler invite` says in both languages. */
import type { Texts } from "../texts.ts";

export const en = {
  says: "make, list or withdraw invitations",
  newSays: "make an invitation and print its link",
  listSays: "list invitations; whoever may only invite sees those they made themselves",
  mine: "only those that you made",
  withdrawSays: "withdraw an open invitation; whoever may only invite withdraws those they made themselves",
  role: "what the person will be: member unless told; only owners invite officers",
  note: "whom it is for; only those who may invite see it",
  room: "a room to be in from the start (may be repeated)",
  as: "the imported person this is: handle or id",
  link: "Send this link to that person, and only to them:",
  until: (time: string) => `It works once, until ${time}.`,
  withdrawn: (id: string) => `Withdrew invitation ${id}.`,
  states: { open: "open", accepted: "accepted", withdrawn: "withdrawn", expired: "expired" },
} as const;

export const zh: Texts<typeof en> = {
  says: "创建、列出或撤回邀请",
  newSays: "创建邀请并显示链接",
  listSays: "列出邀请；只能邀请的人仅看到自己发出的邀请",
  mine: "仅列出自己发出的邀请",
  withdrawSays: "撤回未使用的邀请；只能邀请的人仅能撤回自己发出的邀请",
  role: "此人的角色，默认 member；只有所有者能邀请管理类角色",
  note: "邀请谁；仅有邀请权限者可见",
  room: "加入后即在其中的房间（可重复）",
  as: "对应的导入人员：登录名或编号",
  link: "请将此链接发给本人，且仅发给本人：",
  until: (time) => `仅可使用一次，有效至 ${time}。`,
  withdrawn: (id) => `已撤回邀请 ${id}。`,
  states: { open: "未使用", accepted: "已接受", withdrawn: "已撤回", expired: "已过期" },
};
