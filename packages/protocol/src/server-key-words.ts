/** What the server keeps secret, in English and Chinese, with what having it would give. */
import type { ServerKeyName } from "./features/server-keys.ts";
import type { Said } from "./why-words.ts";

const say = (en: string, zh: string): Said => ({ en, zh });

export const SERVER_KEY_WORDS: Readonly<Record<ServerKeyName, Said>> = {
  "root-key": say(
    "root key: opens the keyring, and passwords' pepper follows from it",
    "根密钥：可打开密钥环，口令胡椒值由其派生",
  ),
  "root-passphrase": say("passphrase of the root key", "根密钥的口令"),
  keyring: say(
    "keyring: with the root key it opens every record; without it none",
    "密钥环：与根密钥一起可打开全部记录，缺失则全部无法打开",
  ),
  "audit-log-key": say("signing key of the audit log", "审计日志的签名密钥"),
  "identity-log-key": say("signing key of the log of devices", "设备身份日志的签名密钥"),
  "proposal-key": say(
    "key by which the server proposes that revoked devices leave rooms",
    "服务器提议移除已吊销设备所用的密钥",
  ),
  "tls-key": say("TLS key: whoever has it can pose as this server", "TLS 密钥：持有者可冒充本服务器"),
  "local-ca-key": say("key of the local certificate authority", "本地证书颁发机构的密钥"),
  "database-login": say("login to the PostgreSQL database", "PostgreSQL 数据库的登录凭据"),
  "s3-secret": say("secret of the object storage for files", "文件对象存储的密钥"),
};
