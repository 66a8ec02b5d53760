/** What `warbler tail` says in both languages. */
import type { Texts } from "../texts.ts";

export const en = {
  says: "print messages as they come, until Ctrl+C",
  last: "print this many earlier messages first",
  alarm: (what: string, where: string) => `ALARM, the server is not honest or not well. ${what} (${where})`,
  states: {
    online: "online",
    connecting: "connecting …",
    retrying: "connection lost, trying again …",
    offline: "offline",
    expired: "the session has ended",
  },
} as const;

export const zh: Texts<typeof en> = {
  says: "实时显示消息，直到按 Ctrl+C",
  last: "先显示此前的若干条消息",
  alarm: (what, where) => `警报，服务器不诚实或不正常。${what}（${where}）`,
  states: {
    online: "已连接",
    connecting: "正在连接…",
    retrying: "连接中断，正在重试…",
    offline: "离线",
    expired: "会话已结束",
  },
};
