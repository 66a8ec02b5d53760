/** What the section on the audit log says in Chinese. */
import type { Texts } from "../../../words/words.ts";
import type { en } from "./en.ts";

export const zh: Texts<typeof en> = {
  says: "日志中记录的操作。查阅及其原因会被记录，被查询的人也会知晓。",
  reason: "为何查阅？原因会被记录。",
  kind: "类别",
  anyKind: "全部类别",
  after: "起始日期",
  before: "截止日期（含当日）",
  read: "查阅最新记录",
  save: "连同证明一起保存",
  saveSays:
    "文件包含每条事实及其证明。持有日志密钥的任何人无需服务器即可校验：warbler audit verify 文件 --key 密钥。文件只能证明其中的内容，不能证明没有遗漏。",
  saved: (facts) => `已保存 ${facts} 条事实。`,
  more: "还有更多：请缩小时间范围，分多个文件保存。",
  facts: "已查阅的事实",
  none: "没有符合条件的记录。",
  server: "服务器",
  erased: "已擦除",
  doneTitle: "已查阅日志",
  done: (facts) => `共 ${facts} 条事实，仅显示这一次，请立即保存。`,
};
