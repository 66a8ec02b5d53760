/** What is wrong with a service for single sign-on, in English and Chinese: told by the check, shown everywhere. */
import type { SsoProblem } from "./features/sso.ts";
import type { Said } from "./why-words.ts";

export const SSO_PROBLEM_WORDS: Readonly<Record<SsoProblem, Said>> = {
  unreachable: {
    en: "The service cannot be reached: its name is unknown, or nothing answers there.",
    zh: "无法连接该服务：域名无法解析，或没有响应。",
  },
  "private-address": {
    en: "The service is at an address of a private network. Allow that for this service if it is the organisation's own.",
    zh: "该服务位于私有网络地址。若为组织自有服务，请为其开启“允许私有网络”。",
  },
  "not-https": { en: "The service names an address that is not https.", zh: "该服务给出了非 https 地址。" },
  certificate: {
    en: "The service's certificate is not trusted here. Give the certificate authority that signed it.",
    zh: "不信任该服务的证书。请提供签发该证书的证书颁发机构（CA）。",
  },
  "too-slow": { en: "The service did not answer within 10 seconds.", zh: "该服务未在 10 秒内响应。" },
  "too-large": { en: "The service answered with more than 256 KiB.", zh: "该服务的响应超过 256 KiB。" },
  redirect: {
    en: "The service sent the server elsewhere, which it does not follow. Give the address it really has.",
    zh: "该服务要求重定向，服务器不会跟随。请填写其实际地址。",
  },
  "not-found": {
    en: "There is no description at /.well-known/openid-configuration. Is the issuer's address right?",
    zh: "在 /.well-known/openid-configuration 未找到配置文档。颁发者地址是否正确？",
  },
  "not-json": { en: "What the service answered is not JSON.", zh: "该服务的响应不是 JSON。" },
  "other-issuer": {
    en: "The service calls itself by another name than the address given here. Copy its issuer to the letter.",
    zh: "该服务自称的颁发者与此处填写的地址不一致。请逐字复制其 issuer。",
  },
  "no-code-flow": {
    en: "The service does not offer the authorization code flow, which is the only one used here.",
    zh: "该服务不支持授权码流程，而这里仅使用此流程。",
  },
  "no-keys": {
    en: "The service's signing keys cannot be fetched or used.",
    zh: "无法获取或使用该服务的签名密钥。",
  },
  "no-secret": { en: "Give the client secret first.", zh: "请先填写客户端密钥。" },
  refused: {
    en: "The service refused this server: client id, client secret or callback address are not what it knows.",
    zh: "该服务拒绝了本服务器：客户端 ID、客户端密钥或回调地址与其登记的不符。",
  },
  invalid: {
    en: "The service answered what OpenID Connect does not allow.",
    zh: "该服务的响应不符合 OpenID Connect 规范。",
  },
};
