/** What the SDK says in Chinese. An entry of its own, because only programs that speak Chinese load it. */
import { DETAILS_ZH, ERRORS_ZH } from "@warbler/protocol";
import type { ClientErrorCode, Language } from "./errors.ts";

const CLIENT_ERRORS_ZH = {
  network: "无法连接服务器，请检查地址和网络。",
  timeout: "服务器未在规定时间内响应。",
  cancelled: "操作已取消。",
  closed: "连接已关闭，请重新连接。",
  "untrusted-server": "服务器的响应不符合协议。请勿信任，并告知管理员。",
  fork: "审计日志与此前所见不一致。请保留本机数据并告知审计员。",
  "unproven-log": "日志的签名或证明未通过验证。",
  "link-invalid": "这不是有效的 Warbler 链接。请复制整行，包括 # 之后的内容。",
  "wrong-fingerprint": "服务器证书与链接中的指纹不符。请通过其他途径索取新链接。",
  ambiguous: "有多个房间使用此名称，请使用房间编号。",
  "wrong-store": "此存储属于其他账户或服务器。",
  "store-damaged": "无法读取本地存储：密钥或数据已损坏。",
  "not-joined-yet": "此设备尚未加入该房间的加密，待其他设备或服务器放行后会自动加入。",
  "group-broken": "正在修复该房间的加密。您写的内容已保存，修复后会发送。",
  "unreachable-end-to-end": "对方还没有可加入端到端加密房间的设备，需先登录一次。",
  "identity-changed": "房间内有成员的身份已变更。在您核对并接受之前，不会发送任何内容。",
  "identity-stale": "服务器已超过一天没有更新设备日志。您写的内容已保存，更新后会发送。",
  "file-damaged": "文件与发送时不一致：分块或校验值错误。",
  "device-key-missing": "此处未保存本设备的密钥，因此无法使用端到端加密。",
  "last-device": "这是列表中唯一的设备，请先批准另一台设备。",
  "identity-missing": "暂无可比对的身份：其中一方尚未使用过端到端加密。",
  "safety-number-wrong": "此代码不属于你们双方。请勿信任此连接，并咨询管理员。",
  "approval-waiting": "新设备尚未显示号码，请保持其打开并重试。",
  "approval-taken": "您的另一台设备正在处理此请求，请在该设备上完成。",
  "approval-number-wrong": "号码不一致，请求已终止。请在新设备上重新开始；若再次不一致，说明有人从中拦截。",
  "device-code-wrong": "这不是已登录您账户的设备的代码。",
  "recovery-code-incomplete": "恢复码不完整：应为八组四个字符，再加一个字符。",
  "recovery-code-mistyped": "恢复码输入有误：末位校验字符不符，请与纸上内容核对。",
  "recovery-code-wrong": "此恢复码从未属于本账户。",
  "recovery-code-replaced": "此恢复码已被更新的恢复码取代，不再有效。",
  "recovery-not-set-up": "此账户尚未设置恢复。",
  "recovery-set-up-already": "恢复已设置。请用现有恢复码更换，或改用新的根密钥。",
  "recovery-elsewhere": "只有创建此账户身份的设备才能设置恢复。若该设备已丢失，请改用新的根密钥。",
  "recovery-damaged": "服务器为此恢复码保存的内容无法打开，或不属于本账户。请告知管理员。",
  "file-too-large": "文件超过 2 GB。",
} as const satisfies Record<ClientErrorCode, string>;

const SENTENCES = { ...ERRORS_ZH, ...CLIENT_ERRORS_ZH };

export const zh: Language = (code) => SENTENCES[code];

/** The Chinese of a detail that people are shown; undefined for one that is for developers. */
export function zhDetail(detail: string): string | undefined {
  for (const [pattern, chinese] of Object.entries(DETAILS_ZH)) {
    const said = pattern.split("{}").map((text) => text.replace(/\W/g, String.raw`\$&`));
    const values = new RegExp(`^${said.join("(.{1,200})")}$`).exec(detail)?.slice(1);
    if (values !== undefined) return chinese.replaceAll("{}", () => values.shift() ?? "");
  }
  return undefined;
}
