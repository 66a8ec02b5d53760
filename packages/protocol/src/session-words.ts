/** What speaks against a session, and what it takes to use it, in English and Chinese: said in the settings, the console and the command line alike. */
import type { SessionSign } from "./choices.ts";
import type { Said } from "./why-words.ts";

export const SESSION_SIGN_WORDS: Readonly<Record<SessionSign, Said>> = {
  "new-place": {
    en: "started from a network that had never been used for this account before",
    zh: "登录时所在的网络此前从未用于此账号",
  },
  "new-device": { en: "on a device that was added within the last day", zh: "所在设备添加不到一天" },
  unproven: {
    en: "began by a sign-in service, and nobody has proved since who it is",
    zh: "经登录服务进入，此后未再验证身份",
  },
};
/** Where nothing does. */
export const NO_SESSION_SIGNS: Said = { en: "nothing that stands out", zh: "未见异常" };

/** All that speaks against it in a sentence's part. */
export const sessionRisk = (signs: readonly SessionSign[], lang: keyof Said): string =>
  signs.length === 0
    ? NO_SESSION_SIGNS[lang]
    : signs.map((sign) => SESSION_SIGN_WORDS[sign][lang]).join(lang === "en" ? "; " : "；");

const BOUND: Said = { en: "bound to a key of the device", zh: "已绑定设备密钥" };
const UNBOUND: Said = { en: "not bound: its token alone is enough", zh: "未绑定：仅凭令牌即可使用" };
/** Whether it takes the key of its device. */
export const sessionBinding = (bound: boolean, lang: keyof Said): string => (bound ? BOUND : UNBOUND)[lang];
