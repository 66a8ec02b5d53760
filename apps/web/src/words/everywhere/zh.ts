/** 网页客户端的中文：各处通用。 */
import { count } from "../phrases.ts";
import type { Texts } from "../words.ts";
import type { en } from "./en.ts";

export const zh: Texts<typeof en> = {
  common: {
    ok: "好",
    done: "完成",
    save: "保存",
    cancel: "取消",
    close: "关闭",
    back: "返回",
    copy: "复制",
    copied: "已复制",
    tryAgain: "重试",
    someone: "某人",
    unexpected: "此窗口出现错误。请刷新页面，已发送的内容不会丢失。",
  },
  times: { today: "今天", yesterday: "昨天" },
  roles: {
    org: {
      owner: "所有者",
      administrator: "管理员",
      "security-officer": "安全员",
      "compliance-officer": "合规官",
      auditor: "审计员",
      trainer: "培训员",
      member: "成员",
      guest: "访客",
      removed: "已离开",
      bot: "机器人",
      directory: "目录服务",
      placeholder: "尚未加入",
    },
    room: { owner: "房主", moderator: "协管", member: "成员" },
  },
  presence: { online: "在线", away: "离开", offline: "离线" },
  connection: {
    offline: "无法连接服务器",
    unreachable: "请检查网络。如果其他人也无法连接，请告知服务器管理人员。",
    queued: (waiting) => `${count(waiting)} 条消息等待发送`,
    nothingLost: "您可以继续阅读和编写，稍后会自动发送。",
    retryIn: (seconds) => `${seconds} 秒后重试`,
    retryNow: "立即重试",
  },
  storage: { memory: "此浏览器仅在标签页打开期间保存消息，之后会重新获取。" },
  table: {
    all: "全选",
    more: (left) => `显示更多（还有 ${count(left)} 项）`,
  },
  shortcuts: {
    title: "键盘快捷键",
    switcher: "跳转到房间或成员",
    search: "在本房间搜索",
    nextUnread: "跳转到未读房间",
    previous: "上一条消息（选中消息后也可按 ↑）",
    next: "下一条消息（选中消息后也可按 ↓）",
    reply: "回复该消息",
    edit: "编辑该消息（仅限自己的消息）",
    thread: "打开话题",
    allRead: "全部标为已读",
    lock: "锁定 Warbler",
    editLast: "输入框为空时：编辑上一条消息",
    newLine: "换行",
    close: "关闭",
    help: "显示此帮助",
  },
};
