import type { Texts } from "../../../words/words.ts";
import type { en } from "./en.ts";

export const zh: Texts<typeof en> = {
  says: "适用于所有房间。每次更改都会记入审计日志，并立即通知所有客户端。",
  newRooms: "新房间和新会话默认采用",
  newRoomsSays: "新建房间的人仍可另选。已有的房间不变。",
  recall: "作者可以撤回或修改自己的消息",
  recallNone: "随时",
  recallFor: "限时",
  recallOff: "不允许",
  minutes: "发送后多少分钟内",
  minutesHint: (time) => `即 ${time}。房间的管理者可随时撤回消息。`,
  recallSays:
    "超时的撤回由服务器拒绝。在端到端加密的房间中，服务器看不到撤回的是哪条消息，由每位成员的客户端根据两条消息签名中的时间判断。",
  receipts: "他人的已读状态",
  optional: "由个人决定",
  required: "成员始终可见",
  forbidden: "任何人不可见",
  receiptsSays: "隐藏自己已读状态的人，也看不到他人的。由服务器强制执行；未读计数不受影响。",
  watermark: "屏幕水印",
  watermarkSays:
    "网页端会在整个界面上淡淡显示登录者和时间，拍照或截屏即可看出来自谁的屏幕。水印只起威慑作用，并不能阻止泄露：修改过的程序可以去掉它，命令行也不显示。",
  saved: "规则已保存。",
};
