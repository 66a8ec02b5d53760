/**
 * The closed set of refusals. HTTP problem details (RFC 9457), socket errors and the CLI's words all come from this
 * table; `status` is the HTTP status, `retryable` says whether the same request may succeed later unchanged.
 */
export const ERRORS = {
  "bad-request": { status: 400, retryable: false, en: "The request is not well formed.", zh: "请求格式不正确。" },
  "body-too-large": {
    status: 413,
    retryable: false,
    en: "The request is larger than allowed.",
    zh: "请求超过允许的大小。",
  },
  "not-found": {
    status: 404,
    retryable: false,
    en: "There is nothing here that you may see.",
    zh: "这里没有您可以查看的内容。",
  },
  "method-not-allowed": {
    status: 405,
    retryable: false,
    en: "This address does not answer that method.",
    zh: "此地址不支持该方法。",
  },
  "signed-out": {
    status: 401,
    retryable: false,
    en: "Sign in first: the session is missing, ended or expired.",
    zh: "请先登录：会话不存在、已结束或已过期。",
  },
  "sign-in-failed": {
    status: 401,
    retryable: false,
    en: "The name or the password is wrong.",
    zh: "用户名或密码不正确。",
  },
  forbidden: {
    status: 403,
    retryable: false,
    en: "You do not have permission to do this.",
    zh: "您没有执行此操作的权限。",
  },
  suspended: {
    status: 403,
    retryable: false,
    en: "This account is suspended.",
    zh: "此账号已停用。",
  },
  "policy-refused": {
    status: 409,
    retryable: false,
    en: "The policy does not allow this change.",
    zh: "策略不允许此更改。",
  },
  "stale-policy": {
    status: 409,
    retryable: false,
    en: "Somebody else changed the policy first.",
    zh: "他人已先更改策略。",
  },
  "approval-needed": {
    status: 409,
    retryable: false,
    en: "Others have to approve this first.",
    zh: "此操作需先经他人批准。",
  },
  "permission-changed": {
    status: 409,
    retryable: true,
    en: "Your permission changed while this was under way. Try again.",
    zh: "操作期间您的权限发生了变化，请重试。",
  },
  "rate-limited": {
    status: 429,
    retryable: true,
    en: "Too many tries. Wait a little and try again.",
    zh: "尝试过于频繁，请稍后再试。",
  },
  "already-set-up": {
    status: 409,
    retryable: false,
    en: "This organisation is already set up.",
    zh: "该组织已完成设置。",
  },
  "set-up-link-invalid": {
    status: 403,
    retryable: false,
    en: "The set-up link is wrong, used or expired. Restart the server to print a new one.",
    zh: "设置链接错误、已使用或已过期。重启服务器可生成新的链接。",
  },
  "invitation-invalid": {
    status: 403,
    retryable: false,
    en: "The invitation is wrong, used or expired. Ask for a new one.",
    zh: "邀请错误、已使用或已过期，请索取新的邀请。",
  },
  "handle-taken": { status: 409, retryable: false, en: "This sign-in name is taken.", zh: "该登录名已被使用。" },
  "password-too-short": {
    status: 422,
    retryable: false,
    en: "Use at least 15 characters; a short sentence is easiest.",
    zh: "请至少使用 15 个字符；一句短语最容易记住。",
  },
  "password-too-long": {
    status: 422,
    retryable: false,
    en: "The password is longer than 1,024 bytes.",
    zh: "密码超过 1,024 字节。",
  },
  "password-too-common": {
    status: 422,
    retryable: false,
    en: "This password is on lists of common or stolen passwords. Choose another.",
    zh: "该密码出现在常见或泄露的密码列表中，请更换。",
  },
  "last-owner": {
    status: 409,
    retryable: false,
    en: "Someone must keep this role. Name another one first.",
    zh: "该角色必须至少保留一人，请先指定另一人。",
  },
  "too-many": { status: 409, retryable: false, en: "The limit of such things is reached.", zh: "已达到数量上限。" },
  "level-not-offered": {
    status: 422,
    retryable: false,
    en: "This server cannot make rooms of that protection level yet.",
    zh: "该服务器暂不支持创建此保护级别的房间。",
  },
  "wrong-level": {
    status: 409,
    retryable: false,
    en: "The room's protection level does not allow this.",
    zh: "房间的保护级别不允许此操作。",
  },
  "id-reused": {
    status: 409,
    retryable: false,
    en: "This id was already used with other content.",
    zh: "该编号已用于其他内容。",
  },
  "stale-epoch": {
    status: 409,
    retryable: false,
    en: "The room's keys have changed. Catch up, then try again.",
    zh: "房间密钥已更新，请先同步再重试。",
  },
  "commit-first": {
    status: 409,
    retryable: true,
    en: "Someone must be removed from the room's keys first.",
    zh: "需要先将某位成员或设备从房间密钥中移除。",
  },
  "commit-invalid": {
    status: 422,
    retryable: false,
    en: "This change of the room's keys is not valid.",
    zh: "此次房间密钥变更无效。",
  },
  "commit-forbidden": {
    status: 403,
    retryable: false,
    en: "Your role in the room does not allow this change.",
    zh: "您在房间中的角色不允许此变更。",
  },
  "group-missing": {
    status: 409,
    retryable: false,
    en: "The room's end-to-end group has not been set up yet.",
    zh: "该房间的端到端加密组尚未建立。",
  },
  "not-in-group": {
    status: 409,
    retryable: false,
    en: "This device is not in the room's end-to-end group.",
    zh: "此设备不在该房间的端到端加密组中。",
  },
  "room-succeeded": {
    status: 409,
    retryable: false,
    en: "The conversation continues in another room.",
    zh: "对话已在另一个房间中继续。",
  },
  "identity-invalid": {
    status: 422,
    retryable: false,
    en: "The list of devices is not signed as it must be.",
    zh: "设备列表的签名不符合要求。",
  },
  "stale-identity": {
    status: 409,
    retryable: false,
    en: "Another of your devices changed the list of devices first. Catch up, then try again.",
    zh: "您的另一台设备已先更新了设备列表，请先同步再重试。",
  },
  "device-unlisted": {
    status: 409,
    retryable: false,
    en: "This device is not on the person's signed list of devices. Approve it first.",
    zh: "此设备不在本人签名的设备列表中，请先批准该设备。",
  },
  "key-package-invalid": {
    status: 422,
    retryable: false,
    en: "A key package is damaged, expired or not this device's.",
    zh: "密钥包已损坏、过期或不属于此设备。",
  },
  "stale-keychain": {
    status: 409,
    retryable: false,
    en: "Another of your devices wrote to the keychain first. Catch up, then try again.",
    zh: "您的另一台设备已先写入密钥链，请先同步再重试。",
  },
  "stale-recovery": {
    status: 409,
    retryable: false,
    en: "Another of your devices changed the recovery secret first. Look at it again.",
    zh: "您的另一台设备已先更改恢复密钥，请重新查看。",
  },
  "approval-over": {
    status: 410,
    retryable: false,
    en: "This device approval has expired or was answered. Start again.",
    zh: "此设备批准请求已过期或已处理，请重新开始。",
  },
  "target-missing": {
    status: 409,
    retryable: false,
    en: "The message this refers to is not there.",
    zh: "所引用的消息不存在。",
  },
  "not-author": { status: 403, retryable: false, en: "Only the author may do this.", zh: "只有作者可以执行此操作。" },
  erased: {
    status: 410,
    retryable: false,
    en: "This was erased: its key no longer exists.",
    zh: "该内容已被删除：其密钥已不存在。",
  },
  "attachment-incomplete": {
    status: 409,
    retryable: true,
    en: "Parts of the file have not arrived yet.",
    zh: "文件的部分内容尚未上传。",
  },
  "chunk-mismatch": {
    status: 422,
    retryable: false,
    en: "The part of the file is not what was announced.",
    zh: "文件分块与声明不一致。",
  },
  "import-mismatch": {
    status: 409,
    retryable: false,
    en: "The batch does not belong to this import.",
    zh: "该批次不属于此导入任务。",
  },
  "protocol-version": {
    status: 400,
    retryable: false,
    en: "This client and this server speak different versions.",
    zh: "客户端与服务器版本不兼容。",
  },
  replayed: {
    status: 409,
    retryable: false,
    en: "The request number was already used on this connection.",
    zh: "该请求编号在此连接中已使用。",
  },
  overloaded: {
    status: 503,
    retryable: true,
    en: "The server is busy. Try again shortly.",
    zh: "服务器繁忙，请稍后重试。",
  },
  "plain-http": {
    status: 426,
    retryable: false,
    en: "This port speaks HTTPS only. Use https://.",
    zh: "此端口仅支持 HTTPS，请使用 https://。",
  },
  stopping: { status: 503, retryable: true, en: "The server is restarting.", zh: "服务器正在重启。" },
  internal: {
    status: 500,
    retryable: true,
    en: "Something went wrong on the server; it was recorded.",
    zh: "服务器发生错误，已记录。",
  },
} as const satisfies Record<string, { status: number; retryable: boolean; en: string; zh: string }>;

export type ErrorCode = keyof typeof ERRORS;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}
