/** What `warbler access` says in both languages. */
import { ELSEWHERE } from "../as-typed.ts";
import type { Texts } from "../texts.ts";

export const en = {
  says: "see whether somebody recovers your access, refuse it, or let it be used at once",
  showSays: "show recoveries of your access that are open, or were used lately",
  refuseSays: "refuse the recovery that is open: its link is worth nothing any more",
  allowSays: "let the recovery link be used at once; only if you opened it yourself",
  number: "the six digits that the page of the link shows",
  numberExpected: "Expected the six digits that the page of the link shows.",
  none: "Nobody recovers your access.",
  openNotice: (by: string, reason: string, opens: string) =>
    `Attention: @${by} started a recovery of your access (“${reason}”). From ${opens} on whoever has the link can set a new password. If that is not you: \`warbler access refuse\`.`,
  usedNotice: (by: string, at: string) =>
    `Attention: on ${at} a new password was set with a recovery link that @${by} started. If that was not you, tell the people responsible for security.`,
  refused: "Refused: the link is worth nothing any more. Tell the people responsible for security.",
  allowed: "The link can be used now. Your devices and keys stay as they are.",
  recoverSays:
    "make a one-time link for who lost password or second factor; it waits, so that the person can refuse it",
  passOn: (handle: string) => `Give this link to @${handle}, and to nobody else, by a way that you trust.`,
  opens: (opens: string, expires: string) => `It can be used from ${opens} until ${expires}.`,
  steered:
    "The person is told wherever they are signed in, can refuse it there, or open it at once there or with their recovery code.",
  listSays: "list recoveries of people's access, those that are open first",
  withdrawSays: "withdraw the recovery of a person's access",
  withdrawn: (handle: string) => `Withdrew the recovery of @${handle}'s access.`,
  states: { open: "open", used: "used", refused: "refused", withdrawn: "withdrawn", expired: "expired" },
  startedBy: (by: string, at: string) => `started by ${by}, ${at}`,
  opensAt: (at: string) => `usable from ${at}`,
  linkOf: (name: string, handle: string, organisation: string) =>
    `This link gives ${name} (@${handle}) a new password at ${organisation}.`,
  waits: (opens: string) => `So that nobody takes an account over unseen, it can be used from ${opens} on.`,
  sooner: (number: string) =>
    `At once on a device that is signed in: \`${ELSEWHERE} access allow ${number}\`, or “That is me” and the number ${number} in the web client.`,
  askCode: "Recovery code, to use it at once (an empty line waits): ",
} as const;

export const zh: Texts<typeof en> = {
  says: "查看是否有人在恢复您的访问权限，拒绝它，或允许立即使用",
  showSays: "显示正在进行或最近使用过的访问恢复",
  refuseSays: "拒绝正在进行的访问恢复，其链接随即失效",
  allowSays: "允许立即使用恢复链接；仅当链接由您本人打开时",
  number: "链接页面显示的六位数字",
  numberExpected: "应为链接页面显示的六位数字。",
  none: "没有人在恢复您的访问权限。",
  openNotice: (by, reason, opens) =>
    `注意：@${by} 已发起对您账号的访问恢复（“${reason}”）。自 ${opens} 起，持有链接的人可以设置新密码。如非您本人，请执行 \`warbler access refuse\`。`,
  usedNotice: (by, at) => `注意：${at} 有人用 @${by} 发起的恢复链接设置了新密码。如非您本人，请告知安全负责人。`,
  refused: "已拒绝：该链接已失效。请告知安全负责人。",
  allowed: "现在可以使用该链接。您的设备和密钥保持不变。",
  recoverSays: "为丢失密码或第二验证方式的人生成一次性链接；链接须等待，以便本人拒绝",
  passOn: (handle) => `请通过可信的途径将此链接只交给 @${handle}。`,
  opens: (opens, expires) => `可使用时间：${opens} 至 ${expires}。`,
  steered: "本人会在所有已登录之处收到通知，可在那里拒绝，或在那里、或凭恢复码立即启用。",
  listSays: "列出访问恢复，正在进行的在前",
  withdrawSays: "撤回对某人的访问恢复",
  withdrawn: (handle) => `已撤回对 @${handle} 的访问恢复。`,
  states: { open: "进行中", used: "已使用", refused: "已被拒绝", withdrawn: "已撤回", expired: "已过期" },
  startedBy: (by, at) => `由 ${by} 于 ${at} 发起`,
  opensAt: (at) => `自 ${at} 起可用`,
  linkOf: (name, handle, organisation) => `此链接可为 ${organisation} 的 ${name}（@${handle}）设置新密码。`,
  waits: (opens) => `为防止账号被人暗中接管，该链接自 ${opens} 起可用。`,
  sooner: (number) =>
    `如需立即使用，请在已登录的设备上执行 \`${ELSEWHERE} access allow ${number}\`，或在网页端选择“是我本人”并输入号码 ${number}。`,
  askCode: "恢复码，用于立即启用（空行表示等待）：",
};
