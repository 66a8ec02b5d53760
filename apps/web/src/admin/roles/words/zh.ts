/** What the section on roles says in Chinese. */
import type { Texts } from "../../../words/words.ts";
import type { en } from "./en.ts";

export const zh: Texts<typeof en> = {
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
