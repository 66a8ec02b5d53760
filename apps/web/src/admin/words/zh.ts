/** What the screens on roles and approvals say in Chinese. */
import type { AdminWords } from "./words.ts";

export const zh: AdminWords = {
  why: {
    title: "某人为何可以执行某操作？",
    says: "服务器用其实际判定所依据的规则来回答。",
    person: "人员",
    me: "我自己",
    action: "要执行的操作",
    ask: "查询",
  },
  approvals: {
    title: "审批",
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
  },
  people: {
    title: "角色持有者",
    says: "其他人均为普通成员。",
    suspended: "已停用",
    role: (name) => `${name} 的角色`,
    suspend: "停用",
    reinstate: "解除停用",
    reason: "原因？本人和查阅审计日志者可见。",
    suspendTitle: (name) => `停用 ${name}？`,
    suspendSays: "其所有会话立即结束，在您解除之前无法执行任何操作。角色和房间会保留。",
  },
  roles: {
    title: "角色可以做什么",
    says: "任何组织角色都不能打开房间：只有房间成员才能阅读。",
    role: "角色",
    may: "可以",
    nothing: "除管理自己的账号外，没有其他权限。",
    dual: (count) => `需 ${count} 位他人签名`,
    officers: "三员分立：系统、安全、审计职责互不兼任。",
  },
};
