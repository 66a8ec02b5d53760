/** What the screens of access recovery say in Chinese. */
import type { Texts } from "../../words/words.ts";
import type { en } from "./en.ts";

export const zh: Texts<typeof en> = {
  link: {
    missingTitle: "这不是恢复链接",
    missing: "请完整复制链接（包括 # 之后的内容），或索取新的链接。",
    over: "此链接无法使用",
    title: (name) => `为 ${name} 设置新密码`,
    says: (handle, organisation) => `您将以 ${handle} 的身份登录 ${organisation}。`,
    openSays: "请设置新密码。所有会话都会结束，第二验证方式会被清除；用于端到端加密房间的设备和密钥保持不变。",
    set: "设置密码并登录",
    waitsTitle: "还需要等待",
    waits: (when) => `为防止账号被人暗中接管，此链接自 ${when} 起可用。请保存好链接。`,
    sooner: "如果手边有以下任意一项，可以立即使用：",
    device: "一台已登录的设备",
    deviceSays: "该设备会显示通知。请在通知中选择“是我本人”，并输入此号码：",
    code: "您的账号恢复码",
    useCode: "使用恢复码",
    look: "重新查看",
  },
  notice: {
    open: (by, when) => `${by} 已发起对您账号的访问恢复。自 ${when} 起，持有链接的人可以设置新密码。`,
    why: (reason) => `所述原因：“${reason}”`,
    used: (by, when) => `${when}，有人用 ${by} 发起的恢复链接设置了新密码。`,
    notMe: "不是我",
    me: "是我本人",
    seen: "知道了",
    refused: "已拒绝：该链接已失效。请告知安全负责人。",
    confirmTitle: "允许立即使用该链接？",
    confirmSays:
      "仅当链接是您本人在眼前的屏幕上打开的。此后持有链接的人可以用您的名义设置新密码。您的设备和密钥保持不变。",
    number: "链接页面上的号码",
    confirm: "允许使用",
    confirmed: "现在可以使用该链接。",
  },
  admin: {
    says: "用于丢失密码或第二验证方式的人：您生成链接并转交，其余由本人完成。您无法左右结果：链接须等待，本人会在所有已登录之处收到通知，并可拒绝。",
    start: "恢复某人的访问",
    who: "恢复谁的访问？",
    reason: "原因？本人和查阅审计日志者可见。",
    make: "生成链接",
    madeTitle: (name) => `请转交给 ${name}`,
    madeSays: (opens, expires) =>
      `请通过可信的途径，且只交给本人。可使用时间：${opens} 至 ${expires}。链接仅显示这一次。`,
    none: "目前没有访问恢复。",
    by: (name, when) => `由 ${name} 于 ${when} 发起`,
    opens: (when) => `自 ${when} 起可用`,
    withdraw: "撤回",
    states: { open: "进行中", used: "已使用", refused: "已被拒绝", withdrawn: "已撤回", expired: "已过期" },
  },
};
