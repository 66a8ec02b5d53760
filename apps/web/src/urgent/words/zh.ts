import type { Texts } from "../../words/words.ts";
import type { en } from "./en.ts";

export const zh: Texts<typeof en> = {
  title: "对此消息加急",
  says: "对方的所有设备会立即收到提醒，不受其静音和免打扰时段限制。仅用于不能等待的事项，并记入审计日志。",
  whom: "提醒谁？",
  nobody: "房间里没有其他人。",
  left: (count) => `今天还可以加急 ${count} 次。`,
  none: "24 小时内的加急次数已用完。",
  call: (count) => `提醒 ${count} 人`,
  sure: "对方会立即被打扰，确认加急？",
  called: "已发出加急提醒。对方看到后会通知您。",
  banner: (name, room) => `${name} 在“${room}”中对一条消息加急，请查看。`,
  more: (count) => `另有 ${count} 条待查看。`,
  go: "查看",
  notification: "加急",
  notified: (name) => `${name} 请您查看一条加急消息。`,
  seen: (name) => `${name} 已看到您的加急消息。`,
};
