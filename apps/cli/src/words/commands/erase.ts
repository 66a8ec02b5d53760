/** What `warbler erase` says in both languages. */
import type { Texts } from "../texts.ts";

export const en = {
  says: "destroy the keys of messages, for owners; list and withdraw erasures",
  messageSays: "erase one message, at once",
  personSays: "erase all messages of a person so far; it waits a day",
  monthSays: "erase one month of a room; it waits a day",
  roomSays: "erase a whole room; it waits a day",
  listSays: "list erasures with their places in the audit log",
  withdrawSays: "withdraw an erasure that still waits",
  dryRun: "only say what would be destroyed",
  yes: "do not ask for confirmation (for scripts)",
  person: "the person's handle or id",
  month: "the month in UTC, such as 2026-11",
  monthExpected: "Expected a month such as 2026-11.",
  destroys: (records: number, keys: number) =>
    `This destroys ${keys} ${keys === 1 ? "key" : "keys"} of ${records} ${records === 1 ? "record" : "records"} on the server.`,
  dryRunDone: "Nothing was destroyed (--dry-run).",
  forGood:
    "Nobody can bring them back. Members' devices are asked to destroy their copies; what people kept elsewhere is not reached.",
  waits: (hours: number) =>
    `It waits ${hours} hours, in which any owner can withdraw it; then nobody can bring them back. Members' devices are asked to destroy their copies; what people kept elsewhere is not reached.`,
  ask: (typed: string) => `Type ${typed} to go on: `,
  notConfirmed: "Not confirmed: nothing was destroyed.",
  waiting: (id: string, due: string) =>
    `Erasure ${id} waits until ${due}. Withdraw it with: warbler erase withdraw ${id}`,
  approvals: "One owner suffices: approval by several people is not there yet.",
  intent: (leaf: number, position: number) => `intent in the audit log: ${leaf}/${position}`,
  completion: (leaf: number, position: number) => `completion in the audit log: ${leaf}/${position}`,
  withdrawn: (id: string) => `Withdrew erasure ${id}.`,
  head: ["erasure", "what", "state", "when", "devices", "log"],
  showSays: "which devices say that they destroyed their copies, and which have not answered",
  confirmed: (confirmed: number, asked: number) =>
    `${confirmed} of ${asked} ${asked === 1 ? "device" : "devices"} confirmed. It is their word: a changed program could keep a copy.`,
  missing: (name: string, device: string) => `no answer yet: ${name}, device ${device}`,
  missingSignedOut: (name: string, device: string) =>
    `no answer: ${name}, device ${device}, which is signed out and may still hold it`,
  moreMissing: (count: number) => `and ${count} more`,
  notFollowed: "Devices are asked once an erasure is completed, and counted for a month.",
  whats: { message: "message", person: "person", month: "month", room: "room" },
  states: { waiting: "waits", completed: "destroyed", withdrawn: "withdrawn" },
} as const;

export const zh: Texts<typeof en> = {
  says: "销毁消息的密钥（限所有者）；列出和撤销擦除",
  messageSays: "擦除一条消息，立即生效",
  personSays: "擦除某人迄今的全部消息，需等待一天",
  monthSays: "擦除房间的某个月份，需等待一天",
  roomSays: "擦除整个房间，需等待一天",
  listSays: "列出擦除记录及其在审计日志中的位置",
  withdrawSays: "撤销仍在等待的擦除",
  dryRun: "只说明会销毁什么",
  yes: "不要求确认（供脚本使用）",
  person: "该成员的登录名或编号",
  month: "月份（UTC），例如 2026-11",
  monthExpected: "应为 2026-11 这样的月份。",
  destroys: (records, keys) => `这将在服务器上销毁 ${records} 条记录的 ${keys} 个密钥。`,
  dryRunDone: "未销毁任何内容（--dry-run）。",
  forGood: "销毁后任何人都无法恢复。系统会要求成员设备销毁各自的副本；成员另行保存的内容无法触及。",
  waits: (hours) =>
    `将等待 ${hours} 小时，期间任何所有者都可撤销；之后任何人都无法恢复。系统会要求成员设备销毁各自的副本；成员另行保存的内容无法触及。`,
  ask: (typed) => `输入 ${typed} 以继续：`,
  notConfirmed: "未确认，没有销毁任何内容。",
  waiting: (id, due) => `擦除 ${id} 将于 ${due} 执行。撤销命令：warbler erase withdraw ${id}`,
  approvals: "目前一位所有者即可执行，尚不支持多人审批。",
  intent: (leaf, position) => `意图在审计日志中的位置：${leaf}/${position}`,
  completion: (leaf, position) => `完成在审计日志中的位置：${leaf}/${position}`,
  withdrawn: (id) => `已撤销擦除 ${id}。`,
  head: ["擦除", "对象", "状态", "时间", "设备", "日志"],
  showSays: "查看哪些设备已确认销毁副本，哪些尚未答复",
  confirmed: (confirmed, asked) =>
    `${asked} 台设备中有 ${confirmed} 台已确认。这只是设备的答复：被改动的程序仍可能留有副本。`,
  missing: (name, device) => `尚未答复：${name}，设备 ${device}`,
  missingSignedOut: (name, device) => `未答复：${name}，设备 ${device}，该设备已退出登录，可能仍保存着这些内容`,
  moreMissing: (count) => `另有 ${count} 台`,
  notFollowed: "擦除完成后才会要求设备销毁副本，并统计一个月。",
  whats: { message: "消息", person: "人员", month: "月份", room: "房间" },
  states: { waiting: "等待中", completed: "已销毁", withdrawn: "已撤销" },
};
