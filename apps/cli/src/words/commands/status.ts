/** What `warbler status` says in both languages. */
import type { Texts } from "../texts.ts";

export const en = {
  says: "show the server, the session, the rooms and what waits to be sent",
  server: "server",
  organisation: "organisation",
  person: "signed in as",
  device: "device",
  state: "connection",
  rooms: "rooms",
  roomCount: (rooms: number, unread: number) => `${rooms}, ${unread} unread`,
  waiting: "to be sent",
  waitingCount: (count: number) => (count === 0 ? "nothing" : `${count}, kept on this device until the server has it`),
  log: "log",
  logSize: (size: number) => `${size} leaves, consistent with what this profile saw before`,
} as const;

export const zh: Texts<typeof en> = {
  says: "显示服务器、会话、房间和待发消息",
  server: "服务器",
  organisation: "组织",
  person: "登录身份",
  device: "设备",
  state: "连接",
  rooms: "房间",
  roomCount: (rooms, unread) => `${rooms} 个，${unread} 条未读`,
  waiting: "待发送",
  waitingCount: (count) => (count === 0 ? "无" : `${count} 项，保存在本设备，待服务器收到`),
  log: "日志",
  logSize: (size) => `${size} 个叶子，与此配置此前所见一致`,
};
