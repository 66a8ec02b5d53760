/** What the section on approvals says in Chinese. */
import type { Texts } from "../../../words/words.ts";
import type { en } from "./en.ts";

export const zh: Texts<typeof en> = {
  says: "置于双人控制之下的操作，须由他人对此处显示的确切内容签名后才会执行。",
  none: "没有待处理的操作。",
  by: (name, reason) => `${name} 提出：${reason}`,
  signed: (are, needed) => `已有 ${are} 人签名，共需 ${needed} 人`,
  until: "有效至",
  meant: "逐项说明（名称以本机显示为准）",
  field: (name) => `${name}：`,
  notKnown: (id) => `${id}（无法识别）`,
  unnamed: (name) => `“${name}”（此处没有说明）`,
  nothing: "无",
  exactly: "签名的确切内容",
  bytes: "字节",
  approve: "用本设备签名",
  withPasskey: "用通行密钥签名",
  passkeyEnded: "未使用通行密钥，没有签名。",
  passkeyFirst: "签名须使用早于该请求添加的通行密钥。请在“设置 → 登录”中添加，然后请对方重新提出。",
  noPasskeysHere: "此浏览器无法使用通行密钥。",
  keyRules: {
    any: "可用设备密钥或通行密钥签名。",
    "passkey-where-held": "持有通行密钥者须用它签名，其他人用设备密钥。",
    passkey: "只能用通行密钥签名。",
  },
  sure: "确认签名：之后即可执行",
  execute: "立即执行",
  withdraw: "撤回",
  mine: "这是您提出的操作。",
  already: "您已签名。",
  old: "已结束",
  states: { open: "待批准", executed: "已执行", withdrawn: "已撤回", expired: "未在期限内获批" },
  dual: {
    title: "双人控制的范围",
    says: "执行之前须有相应人数的他人签名。更改策略和授予角色所需人数不得少于其他操作：能单独做到这两项的人，也就能做到其余一切。停用账号等止损操作不会随之一并设置，须逐项指定：如果要等他人批准，就来不及止损。",
    needs: (action) => `“${action}”需要多少人签名`,
    count: (count) => (count === 0 ? "无需他人" : `${count} 人`),
    keys: "用什么签名？",
    keyChoices: {
      any: "设备密钥或通行密钥",
      "passkey-where-held": "批准者持有通行密钥时须用它",
      passkey: "只能用通行密钥",
    },
    all: "除止损操作外均需 1 人",
  },
};
