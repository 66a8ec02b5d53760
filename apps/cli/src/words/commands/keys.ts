/** What `warbler keys` says in both languages. */
import type { Texts } from "../texts.ts";

export const en = {
  says: "look at what the identity log says of you",
  monitorSays: "check your own account in the identity log, and that the log only grew",
  log: "identity log",
  size: (size: number, root: string) => `${size} entries, all verified here; root ${root}`,
  signed: "signed",
  root: "your root",
  version: (version: number, time: string) => `version ${version}, ${time}`,
  added: (devices: string) => `let in ${devices}`,
  removed: (devices: string) => `took off ${devices}`,
  recovery: "set recovery up",
  keychain: "began the keychain anew",
  byRoot: "by recovery or the first device",
  rootChanged: "ANOTHER ROOT",
  unknown: (devices: string) =>
    `These devices are let in, and the server does not show them among yours: ${devices}. Revoke those that are not yours.`,
} as const;

export const zh: Texts<typeof en> = {
  says: "查看身份日志中关于您的记录",
  monitorSays: "在身份日志中核查您的账户，并确认日志只增不改",
  log: "身份日志",
  size: (size, root) => `${size} 条，均已在本机验证；根哈希 ${root}`,
  signed: "签署时间",
  root: "您的根密钥",
  version: (version, time) => `第 ${version} 版，${time}`,
  added: (devices) => `批准 ${devices}`,
  removed: (devices) => `吊销 ${devices}`,
  recovery: "设置恢复",
  keychain: "另起密钥链",
  byRoot: "由恢复或首台设备授权",
  rootChanged: "根密钥已变更",
  unknown: (devices) => `以下设备已获批准，但服务器未将其列为您的设备：${devices}。请吊销不属于您的设备。`,
};
