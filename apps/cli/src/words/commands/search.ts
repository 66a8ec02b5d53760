/** What `warbler search` says in both languages. */
import type { Texts } from "../texts.ts";

export const en = {
  says: 'find messages; words all have to occur, "quoted words" side by side',
  query: "what to find; Chinese needs no spaces",
  in: "only in this room",
  from: "only by this person",
  has: "only with a file, or a link, in it",
  before: "only before this time",
  after: "only after this time",
  limit: "how many hits at most",
  scope: (hits: number, messages: number, rooms: number) =>
    `${hits} found. The server searched ${messages} ${messages === 1 ? "message" : "messages"} in ${rooms} ${rooms === 1 ? "room" : "rooms"}.`,
  deviceScope: (messages: number, rooms: number, since: string) =>
    `This device searched the ${messages} ${messages === 1 ? "message" : "messages"} it holds of ${rooms} end-to-end ${rooms === 1 ? "room" : "rooms"}, since ${since}.`,
  nothingHere: (rooms: number) =>
    `This device holds no readable message of ${rooms} end-to-end ${rooms === 1 ? "room" : "rooms"} yet.`,
  offline: "The server could not be reached: only this device was searched.",
  more: "There are more; narrow the search or raise --limit.",
} as const;

export const zh: Texts<typeof en> = {
  says: "查找消息；各词均须出现，“引号内的词”须相邻",
  query: "要查找的内容；中文无需空格",
  in: "仅在此房间",
  from: "仅此人发送",
  has: "仅包含文件（file）或链接（link）的消息",
  before: "仅此时间之前",
  after: "仅此时间之后",
  limit: "最多多少条结果",
  scope: (hits, messages, rooms) => `找到 ${hits} 条。服务器搜索了 ${rooms} 个房间的 ${messages} 条消息。`,
  deviceScope: (messages, rooms, since) =>
    `本设备搜索了所保存的 ${rooms} 个端到端加密房间的 ${messages} 条消息（自 ${since} 起）。`,
  nothingHere: (rooms) => `本设备尚无 ${rooms} 个端到端加密房间的可读消息。`,
  offline: "无法连接服务器，仅搜索了本设备。",
  more: "还有更多结果；请缩小范围或增大 --limit。",
};
