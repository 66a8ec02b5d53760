/** What `warbler trust` says in both languages. */
import type { Texts } from "../texts.ts";

export const en = {
  says: "make this machine and its Chromium trust the server's local certificate authority",
  remove: "take it out again",
  dryRun: "show what would be done",
  ca: "a PEM file (default: what the profile pinned, else ./data/tls/ca.pem of a server here)",
  noCa: (file: string) =>
    `This profile has pinned no local certificate authority, and ${file} holds none: nothing was changed.`,
  noCaHelp: "Run this in the folder of the server, or name its certificate authority with --ca data/tls/ca.pem.",
  meaning: (file: string, fingerprint: string, hex: string) =>
    `Programs on this machine will believe whoever holds the key of the authority in ${file}. Fingerprint: ${fingerprint}, in browsers ${hex}`,
  would: (step: string) => `would: ${step}`,
  did: (step: string) => `done: ${step}`,
  missed: (step: string) => `not done: ${step}`,
  noCertutil: "Chromium's trust store needs the program certutil: install libnss3-tools (Debian) and run this again.",
  partly: "Not everything was done.",
  needsRoot: "This needs more rights: run it with sudo, keeping --home. Chromium's store stays that of who calls sudo.",
  unknownSystem: (file: string) =>
    `Warbler does not know this system's trust store: add ${file} to it by hand as a certificate authority for web sites.`,
} as const;

export const zh: Texts<typeof en> = {
  says: "让本机及其 Chromium 信任服务器的本地证书颁发机构",
  remove: "撤销信任",
  dryRun: "仅显示将要执行的操作",
  ca: "证书颁发机构的 PEM 文件（默认为此配置已固定的，否则为本机服务器的 ./data/tls/ca.pem）",
  noCa: (file) => `此配置没有固定本地证书颁发机构，${file} 中也没有：未作任何更改。`,
  noCaHelp: "请在服务器所在的目录执行，或用 --ca data/tls/ca.pem 指明证书颁发机构。",
  meaning: (file, fingerprint, hex) =>
    `本机的程序将相信持有 ${file} 中机构密钥的任何人。指纹：${fingerprint}，浏览器中显示为 ${hex}`,
  would: (step) => `将执行：${step}`,
  did: (step) => `已完成：${step}`,
  missed: (step) => `未完成：${step}`,
  noCertutil: "Chromium 的信任库需要 certutil：请安装 libnss3-tools（Debian）后重试。",
  partly: "部分操作未完成。",
  needsRoot: "此操作需要更高权限：请用 sudo 执行，并保留 --home。Chromium 的信任库仍属于调用 sudo 的人。",
  unknownSystem: (file) => `Warbler 不了解本系统的信任库：请手动将 ${file} 添加为网站的证书颁发机构。`,
};
