/** What `warbler sign-in-rules` says in both languages. */
import type { Texts } from "../texts.ts";

export const en = {
  says: "what the organisation asks of passwords, second factors and browsers",
  showSays: "show the rules of signing in",
  setSays: "change the rules of signing in; what is not named stays as it is",
  wordsSays: "show the organisation's own words, which count for nothing in a password; with a file, replace them",
  wordsFile: "a file with one word on each line; an empty one leaves none",
  secondFactorOption: "of whom a second factor is asked: `optional` (nobody), `staff` (officers) or `everyone`",
  minCharsOption: "how many characters a password has at least, where it is the only proof",
  minCharsWithOption: "the same, beside a second factor",
  recoveryWaitOption: "how long a recovery of somebody's access waits, so that they can refuse it: `24h`, `3d`",
  appLockOption:
    "after how long without a touch browsers lock, which must have an app lock then: `15m`, `1h`, or `off`",
  nothingToSet:
    "Say what to set: --second-factor, --min-chars, --min-chars-with-factor, --recovery-wait or --app-lock.",
  secondFactor: "second factor asked of",
  whom: { optional: "nobody", staff: "officers", everyone: "everybody" },
  minChars: "characters of a password, at least",
  minCharsWith: "the same beside a second factor",
  recoveryWait: "a recovery of access waits",
  hours: (count: number) => `${count} h`,
  appLock: "browsers lock after",
  minutes: (count: number) => `${count} min`,
  asEachChooses: "as each chooses",
  notRecoveryWait: (text: string, least: number, most: number) =>
    `${text} is not a wait of ${least} to ${most} whole hours, such as 24h or 3d.`,
  notAppLock: (text: string, most: number) => `${text} is longer than ${most} minutes.`,
  noWords: "There are none.",
  wordsSet: (count: number) => `The organisation's own words are now: ${count}.`,
  tooManyWords: (most: number, chars: number) => `Expected at most ${most} words of at most ${chars} characters.`,
} as const;

export const zh: Texts<typeof en> = {
  says: "组织对密码、第二验证方式和浏览器的要求",
  showSays: "显示登录要求",
  setSays: "更改登录要求；未指定的保持不变",
  wordsSays: "显示本组织的词语（密码中不计入强度）；给出文件则整体替换",
  wordsFile: "每行一个词语的文件；空文件表示清空",
  secondFactorOption: "要求谁使用第二验证方式：`optional`（无）、`staff`（管理人员）或 `everyone`（所有人）",
  minCharsOption: "仅用密码登录时，密码最少字符数",
  minCharsWithOption: "配合第二验证方式时最少字符数",
  recoveryWaitOption: "访问恢复的等待时间，供本人拒绝：`24h`、`3d`",
  appLockOption: "浏览器须设应用锁，无操作多久后锁定：`15m`、`1h` 或 `off`",
  nothingToSet:
    "请指定要设置的内容：--second-factor、--min-chars、--min-chars-with-factor、--recovery-wait 或 --app-lock。",
  secondFactor: "要求使用第二验证方式的人",
  whom: { optional: "无", staff: "管理人员", everyone: "所有人" },
  minChars: "密码最少字符数",
  minCharsWith: "配合第二验证方式时最少字符数",
  recoveryWait: "访问恢复的等待时间",
  hours: (count) => `${count} 小时`,
  appLock: "浏览器无操作后锁定",
  minutes: (count) => `${count} 分钟`,
  asEachChooses: "由各人决定",
  notRecoveryWait: (text, least, most) => `${text} 不是 ${least} 至 ${most} 之间的整小时数，例如 24h 或 3d。`,
  notAppLock: (text, most) => `${text} 超过 ${most} 分钟。`,
  noWords: "没有。",
  wordsSet: (count) => `本组织的词语现有 ${count} 个。`,
  tooManyWords: (most, chars) => `最多 ${most} 个词语，每个不超过 ${chars} 个字符。`,
};
