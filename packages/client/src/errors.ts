/** The one error class of the SDK: a closed set of codes, whether trying again can help, and a sentence for people. */
import { ERRORS, type ErrorCode, isErrorCode } from "@warbler/protocol";

/** What can fail on this side of the wire; the server's refusals are `ErrorCode`s of the protocol. */
export const CLIENT_ERRORS = {
  network: {
    retryable: true,
    en: "The server cannot be reached. Check the address and the connection.",
    zh: "无法连接服务器，请检查地址和网络。",
  },
  timeout: { retryable: true, en: "The server did not answer in time.", zh: "服务器未在规定时间内响应。" },
  cancelled: { retryable: false, en: "This was cancelled.", zh: "操作已取消。" },
  closed: { retryable: false, en: "This connection was closed. Connect again.", zh: "连接已关闭，请重新连接。" },
  "untrusted-server": {
    retryable: false,
    en: "The server's answer is not what the protocol allows. Do not trust it and tell your administrator.",
    zh: "服务器的响应不符合协议。请勿信任，并告知管理员。",
  },
  fork: {
    retryable: false,
    en: "The audit log contradicts what was seen before. Keep this client's data and tell your auditor.",
    zh: "审计日志与此前所见不一致。请保留本机数据并告知审计员。",
  },
  "unproven-log": {
    retryable: false,
    en: "The log's signature or proof does not verify.",
    zh: "日志的签名或证明未通过验证。",
  },
  "link-invalid": {
    retryable: false,
    en: "This is not a Warbler link. Copy the whole line, including what follows the # sign.",
    zh: "这不是有效的 Warbler 链接。请复制整行，包括 # 之后的内容。",
  },
  "wrong-fingerprint": {
    retryable: false,
    en: "The server's certificate is not the one the link names. Ask for a new link by another way.",
    zh: "服务器证书与链接中的指纹不符。请通过其他途径索取新链接。",
  },
  ambiguous: {
    retryable: false,
    en: "Several rooms have this name. Use the room's id.",
    zh: "有多个房间使用此名称，请使用房间编号。",
  },
  "wrong-store": {
    retryable: false,
    en: "This store belongs to another account or server.",
    zh: "此存储属于其他账户或服务器。",
  },
  "store-damaged": {
    retryable: false,
    en: "The local store cannot be read: its key or its data is damaged.",
    zh: "无法读取本地存储：密钥或数据已损坏。",
  },
  "not-joined-yet": {
    retryable: true,
    en: "This device has not joined the room's encryption yet. It will as soon as another device or the server lets it in.",
    zh: "此设备尚未加入该房间的加密，待其他设备或服务器放行后会自动加入。",
  },
  "group-broken": {
    retryable: true,
    en: "The room's encryption is being repaired. What you wrote is kept and sent afterwards.",
    zh: "正在修复该房间的加密。您写的内容已保存，修复后会发送。",
  },
  "unreachable-end-to-end": {
    retryable: false,
    en: "This person has no device that can join an end-to-end room yet. They have to sign in once first.",
    zh: "对方还没有可加入端到端加密房间的设备，需先登录一次。",
  },
  "identity-changed": {
    retryable: false,
    en: "The identity of someone in this room has changed. Nothing is sent until you have compared and accepted it.",
    zh: "房间内有成员的身份已变更。在您核对并接受之前，不会发送任何内容。",
  },
  "identity-stale": {
    retryable: true,
    en: "The server has not renewed the log of everybody's devices for more than a day. What you wrote is kept and sent once it has.",
    zh: "服务器已超过一天没有更新设备日志。您写的内容已保存，更新后会发送。",
  },
  "file-damaged": {
    retryable: false,
    en: "The file is not the one that was sent: a part or its checksum is wrong.",
    zh: "文件与发送时不一致：分块或校验值错误。",
  },
  "device-key-missing": {
    retryable: false,
    en: "This device's key is not kept here, so it can take no part in end-to-end encryption.",
    zh: "此处未保存本设备的密钥，因此无法使用端到端加密。",
  },
  "last-device": {
    retryable: false,
    en: "This is the only device on your list. Approve another one first.",
    zh: "这是列表中唯一的设备，请先批准另一台设备。",
  },
  "identity-missing": {
    retryable: false,
    en: "There is no identity to compare yet: one of you has not used end-to-end encryption so far.",
    zh: "暂无可比对的身份：其中一方尚未使用过端到端加密。",
  },
  "safety-number-wrong": {
    retryable: false,
    en: "This code does not belong to the two of you. Do not trust the connection; ask your administrator.",
    zh: "此代码不属于你们双方。请勿信任此连接，并咨询管理员。",
  },
  "approval-waiting": {
    retryable: true,
    en: "The new device has not shown its number yet. Keep it open and try again.",
    zh: "新设备尚未显示号码，请保持其打开并重试。",
  },
  "approval-taken": {
    retryable: false,
    en: "Another of your devices is answering this request. Finish it there.",
    zh: "您的另一台设备正在处理此请求，请在该设备上完成。",
  },
  "approval-number-wrong": {
    retryable: false,
    en: "The numbers differ, so the request was ended. Start again on the new device; if they differ again, someone is in between.",
    zh: "号码不一致，请求已终止。请在新设备上重新开始；若再次不一致，说明有人从中拦截。",
  },
  "device-code-wrong": {
    retryable: false,
    en: "This is not the code of a device that signed in to your account.",
    zh: "这不是已登录您账户的设备的代码。",
  },
  "recovery-code-incomplete": {
    retryable: false,
    en: "This is not a whole recovery code: it has eight groups of four and one more character.",
    zh: "恢复码不完整：应为八组四个字符，再加一个字符。",
  },
  "recovery-code-mistyped": {
    retryable: false,
    en: "The recovery code has a typing error: its last character does not fit. Compare it with the paper.",
    zh: "恢复码输入有误：末位校验字符不符，请与纸上内容核对。",
  },
  "recovery-code-wrong": {
    retryable: false,
    en: "This recovery code was never one of this account.",
    zh: "此恢复码从未属于本账户。",
  },
  "recovery-code-replaced": {
    retryable: false,
    en: "This recovery code was replaced by a newer one and opens nothing any more.",
    zh: "此恢复码已被更新的恢复码取代，不再有效。",
  },
  "recovery-not-set-up": {
    retryable: false,
    en: "Recovery has not been set up for this account.",
    zh: "此账户尚未设置恢复。",
  },
  "recovery-set-up-already": {
    retryable: false,
    en: "Recovery is set up already. Replace its code with the one you have, or start with a new root.",
    zh: "恢复已设置。请用现有恢复码更换，或改用新的根密钥。",
  },
  "recovery-elsewhere": {
    retryable: false,
    en: "Only the device that began this account's identity can set recovery up. If it is gone, start with a new root.",
    zh: "只有创建此账户身份的设备才能设置恢复。若该设备已丢失，请改用新的根密钥。",
  },
  "recovery-damaged": {
    retryable: false,
    en: "What the server keeps for this recovery code does not open, or is not this account's. Tell your administrator.",
    zh: "服务器为此恢复码保存的内容无法打开，或不属于本账户。请告知管理员。",
  },
  "file-too-large": { retryable: false, en: "The file is larger than 2 GB.", zh: "文件超过 2 GB。" },
} as const;

export type WarblerErrorCode = ErrorCode | keyof typeof CLIENT_ERRORS;
export type Lang = "en" | "zh";

export interface WarblerErrorDetail {
  /** What was expected and what came, for developers; never contents. */
  readonly detail?: string;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

export class WarblerError extends Error {
  override readonly name = "WarblerError";
  readonly code: WarblerErrorCode;
  /** Whether the same request may succeed later unchanged. */
  readonly retryable: boolean;
  /** One sentence for people, in the language asked for at `connect`. */
  readonly help: string;
  readonly detail: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: WarblerErrorCode, lang: Lang = "en", extra: WarblerErrorDetail = {}) {
    const words = wordsOf(code);
    super(
      extra.detail === undefined ? words.en : `${words.en} (${extra.detail})`,
      extra.cause === undefined ? undefined : { cause: extra.cause },
    );
    this.code = code;
    this.retryable = words.retryable;
    this.help = words[lang];
    this.detail = extra.detail;
    this.retryAfterMs = extra.retryAfterMs;
  }

  /** The sentence in another language than the session's. */
  helpIn(lang: Lang): string {
    return wordsOf(this.code)[lang];
  }
}

/** Makes errors in one language; handed to every part of the SDK. */
export type Fail = (code: WarblerErrorCode, extra?: WarblerErrorDetail) => WarblerError;

export function failIn(lang: Lang): Fail {
  return (code, extra) => new WarblerError(code, lang, extra);
}

/** The error for a code that came over the wire: one that this version does not know counts as `internal`. */
export function errorCodeOf(code: string): ErrorCode {
  return isErrorCode(code) ? code : "internal";
}

function wordsOf(code: WarblerErrorCode): { readonly retryable: boolean; readonly en: string; readonly zh: string } {
  return isErrorCode(code) ? ERRORS[code] : CLIENT_ERRORS[code];
}
