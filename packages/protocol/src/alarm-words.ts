/** What a client says that found a server to be dishonest, by kind of alarm, in English and Chinese: on the screen and at the command line alike. */
import type { Said } from "./why-words.ts";

export const ALARM_WORDS = {
  "chain-broken": {
    en: "A message does not continue the room's chain: something was changed, left out or put in.",
    zh: "有消息与房间链不相接：内容被修改、遗漏或插入。",
  },
  "record-rewritten": {
    en: "A message that you have seen came back with other content.",
    zh: "您看过的消息以不同的内容再次出现。",
  },
  "records-withheld": {
    en: "The server says that there are messages, and does not deliver them.",
    zh: "服务器声称有消息，却没有交付。",
  },
  "protocol-violation": {
    en: "An answer of the server is not what the protocol allows.",
    zh: "服务器的响应不符合协议。",
  },
  "forbidden-record": {
    en: "Somebody edited, took back or pinned a message without having the right to.",
    zh: "有人在没有权限的情况下编辑、撤回或置顶了消息。",
  },
  "log-fork": {
    en: "The audit log contradicts what it said before.",
    zh: "审计日志与此前的内容相矛盾。",
  },
  "erasure-unproven": {
    en: "The server says that messages were erased, and the audit log does not show it. They are kept on this device.",
    zh: "服务器称有消息已被擦除，但审计日志中没有相应记录。这些消息已在本设备保留。",
  },
  "keychain-broken": {
    en: "Your keychain on the server was cut short, or is another one than before.",
    zh: "您在服务器上的密钥链被截短，或与此前不同。",
  },
  "standing-contradicted": {
    en: "The audit log says that you were suspended or have left, and yet the server lets you in. Members were asked to take you out of a room. Ask an administrator.",
    zh: "审计日志称您已被停用或已离开，服务器却仍允许您登录，并要求成员将您移出房间。请联系管理员核实。",
  },
  "level-changed": {
    en: "The server gave a room another protection level than the one it was made with.",
    zh: "服务器更改了房间创建时的保护级别。",
  },
  "identity-fork": {
    en: "The log of everybody's devices contradicts what it said before, or shows what you did not do.",
    zh: "设备日志与此前的内容相矛盾，或包含并非您所做的操作。",
  },
  "identity-stale": {
    en: "The log of everybody's devices has not been renewed for more than a day.",
    zh: "设备日志已超过一天没有更新。",
  },
  "identity-changed": {
    en: "A person's keys are not the ones you know. Ask them by another way; nothing is sent to them until you accept the new ones.",
    zh: "对方的密钥与您已知的不同。请通过其他途径核实；在您接受新密钥之前，不会向对方发送内容。",
  },
  "device-unlisted": {
    en: "A device that its owner has not listed is in a room, or was to be taken into one.",
    zh: "房间中出现了或试图加入未经所有者登记的设备。",
  },
  "group-forked": {
    en: "The server shows the members of a room different histories.",
    zh: "服务器向房间成员展示了不同的历史。",
  },
  "group-forbidden": {
    en: "Somebody changed a room's members, roles or settings without having the right to.",
    zh: "有人在没有权限的情况下更改了房间的成员、角色或设置。",
  },
  "content-mismatch": {
    en: "A message is not what its author sent: its text, signature or key does not fit.",
    zh: "消息与作者发送的不一致：内容、签名或密钥不符。",
  },
  "key-package-invalid": {
    en: "The server handed out a key that its device did not make, or that is out of date.",
    zh: "服务器分发的密钥并非由对应设备生成，或已过期。",
  },
} as const satisfies Record<string, Said>;
