/** What the section on approvals says in Chinese. */
import type { Texts } from "../../../words/words.ts";
import type { en } from "./en.ts";

export const zh: Texts<typeof en> = {
  says: "置于双人控制之下的操作，须由他人对此处显示的确切内容签名后才会执行。",
  none: "没有待处理的操作。",
  by: (name, reason) => `${name} 提出：${reason}`,
  signed: (are, needed) => `已有 ${are} 人签名，共需 ${needed} 人`,
  until: (time) => `有效至 ${time}`,
  exactly: "签名的确切内容",
  bytes: "字节",
  approve: "用本设备签名",
  sure: "确认签名：之后即可执行",
  execute: "立即执行",
  withdraw: "撤回",
  mine: "这是您提出的操作。",
  already: "您已签名。",
};
