/** What `warbler bot` says in both languages. */
import type { Texts } from "../texts.ts";

export const en = {
  says: "make, list, hand over and remove bots",
  listSays: "list bots, whose they are, and how many tokens they have",
  createSays: "make a bot; it is in no room until somebody adds it there, and acts by tokens alone",
  handle: "its sign-in name; nobody signs in by it",
  name: "the name people see",
  owner: "who answers for it; you unless told. It stops when they are suspended or leave",
  handOverSays: "give a bot to another person, and let it act again if it was stopped",
  bot: "the bot: handle or id",
  removeSays: "remove a bot for good: its tokens end and it leaves all rooms; what it wrote stays",
  noBot: (text: string) => `There is no bot ${text}.`,
  none: "There is no bot.",
  ownedBy: (handle: string) => `of @${handle}`,
  tokens: (count: number) => `${count} ${count === 1 ? "token" : "tokens"}`,
  stopped: "stopped",
  created: (handle: string) => `Made the bot @${handle}. Give it a token: warbler token create ${handle}`,
  handedOver: (handle: string, owner: string) => `@${handle} is @${owner}'s now.`,
  removed: (handle: string) => `Removed the bot @${handle}.`,
} as const;

export const zh: Texts<typeof en> = {
  says: "创建、列出、移交和移除机器人",
  listSays: "列出机器人、其负责人以及令牌数量",
  createSays: "创建机器人；由他人加入房间后才在房间中，且只能凭令牌操作",
  handle: "登录名；无人能以此登录",
  name: "显示名称",
  owner: "负责人，默认是您本人；负责人被停用或离职时，机器人随之停止",
  handOverSays: "把机器人移交给另一人；若已停止则恢复运行",
  bot: "机器人：登录名或编号",
  removeSays: "永久移除机器人：令牌失效并退出所有房间，其所写内容保留",
  noBot: (text) => `没有机器人 ${text}。`,
  none: "没有机器人。",
  ownedBy: (handle) => `负责人 @${handle}`,
  tokens: (count) => `${count} 个令牌`,
  stopped: "已停止",
  created: (handle) => `已创建机器人 @${handle}。请为其签发令牌：warbler token create ${handle}`,
  handedOver: (handle, owner) => `@${handle} 现由 @${owner} 负责。`,
  removed: (handle) => `已移除机器人 @${handle}。`,
};
