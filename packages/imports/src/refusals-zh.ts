/** Why an export is refused, in Chinese, by code: what the command line and the web client say. */
import type { ImportRefusalCode } from "./refusal.ts";

export const refusalsZh: Readonly<Record<ImportRefusalCode, string>> = {
  "not-a-zip": "这不是 zip 文件。",
  "truncated-zip": "文件不完整，可能下载中断。",
  "damaged-zip": "文件已损坏。",
  "encrypted-zip": "文件设有密码，请先解除。",
  "unsupported-compression": "不支持该文件的压缩方式。",
  "hostile-path": "文件中含有指向外部的路径，或同名条目重复出现。",
  "zip-bomb": "文件声称的大小远超实际，疑似用于耗尽内存的压缩包。",
  "too-many-entries": "文件中的条目过多。",
  "entry-too-large": "其中一个条目过大。",
  "record-too-large": "其中一条记录过大。",
  "too-many-records": "成员、频道或消息的数量过多。",
  "bad-json": "其中一个文件不是有效的 JSON。",
  "wrong-encoding": "其中一个文件不是 UTF-8 编码。",
  "half-export": "缺少成员列表、频道列表或消息。",
  "unknown-format": "这不是 Slack 或 Mattermost 的导出文件。",
  "unsupported-version": "不支持该导出文件的版本。",
  "ambiguous-format": "文件中含有多份导出，请逐份导入。",
  "cursor-not-found": "这与先前开始导入的不是同一份导出。",
};
