/** What one can do, what one can be, and why one may or may not, in English and Chinese: said by the server, shown everywhere. */
import type { Action, Duty } from "./actions.ts";
import type { OrgRole, RoomRole } from "./choices.ts";
import type { Why } from "./why.ts";

export interface Said {
  readonly en: string;
  readonly zh: string;
}
const say = (en: string, zh: string): Said => ({ en, zh });

export const ROLE_WORDS: Readonly<Record<OrgRole, Said>> = {
  owner: say("owner", "所有者"),
  administrator: say("administrator", "管理员"),
  "security-officer": say("security officer", "安全员"),
  "compliance-officer": say("compliance officer", "合规官"),
  auditor: say("auditor", "审计员"),
  trainer: say("trainer", "培训员"),
  member: say("member", "成员"),
  guest: say("guest", "访客"),
  bot: say("bot", "机器人"),
  directory: say("directory", "目录服务"),
  placeholder: say("person who has not joined yet", "尚未加入的人员"),
  removed: say("person who has left", "已离开的人员"),
};
const ROOM_ROLE_WORDS: Readonly<Record<RoomRole, Said>> = {
  owner: say("room owner", "房主"),
  moderator: say("moderator", "协管"),
  member: say("room member", "房间成员"),
};
export const DUTY_WORDS: Readonly<Record<Duty, Said>> = {
  system: say("system administration", "系统管理"),
  security: say("security", "安全保密"),
  audit: say("audit", "审计"),
};

/** Each completes "… may" and 可以. */
export const ACTION_WORDS: Readonly<Record<Action, Said>> = {
  "people.list": say("see everybody in the organisation", "查看组织中的所有人员"),
  "people.invite": say("invite people", "邀请人员"),
  "invitations.list": say("see invitations", "查看邀请"),
  "invitations.withdraw": say("withdraw an invitation", "撤回邀请"),
  "invitations.own": say("see and withdraw the invitations one made", "查看和撤回自己发出的邀请"),
  "person.read": say("see a person's name and role", "查看某人的姓名和角色"),
  "person.suspend": say("suspend a person", "停用某人"),
  "person.reinstate": say("lift a person's suspension", "解除某人的停用"),
  "people.review": say(
    "see who has a second factor, and when people were last active",
    "查看人员的第二验证方式和最近活动时间",
  ),
  "person.review": say("see a person's devices and sessions", "查看某人的设备和会话"),
  "person.sign-out": say("end a person's sessions, or take away a device of theirs", "结束某人的会话或停用其设备"),
  "person.remove": say("remove a person who leaves", "移除离职人员"),
  "access.recover": say(
    "make a way back for who lost password or second factor",
    "为丢失密码或第二验证方式的人建立恢复途径",
  ),
  "access.list-recoveries": say("see who is on the way back to an account", "查看正在进行的访问恢复"),
  "access.withdraw": say("withdraw a way back to an account", "撤回访问恢复"),
  "access.answer": say("see, refuse or confirm recoveries of one's own access", "查看、拒绝或确认自己的访问恢复"),
  "role.grant": say("give and take roles", "授予和收回角色"),
  "security.configure": say("change what is asked of passwords and second factors", "更改对密码和第二验证方式的要求"),
  "review.run": say("start and end reviews of who has access", "发起和终止访问权限复核"),
  "review.read": say("see reviews of who has access, and their results", "查看访问权限复核及其结果"),
  "review.decide": say("decide in a review whose access stays", "在复核中决定保留或收回权限"),
  "review.own": say("see which reviews wait for one", "查看待自己处理的复核"),
  "room.review": say("decide in a review who stays in a room", "在复核中决定房间成员的去留"),
  "key.list": say("see what the server keeps secret, and who answers for it", "查看服务器保管的密钥及其责任人"),
  "key.assign": say("say who answers for a secret of the server", "指定服务器密钥的责任人"),
  "sso.try": say("set the secret of a sign-in service, and try it", "设置登录服务的密钥并试用"),
  "sso.configure": say("choose by which services people sign in", "决定人员通过哪些服务登录"),
  "request.make": say("ask for a role, or for an act under dual control", "申请角色，或申请双人控制下的操作"),
  "emergency.begin": say("take a role by oneself in an emergency", "在紧急情况下自行取得角色"),
  "emergency.own": say("see and end emergencies of one's own", "查看并结束自己的紧急访问"),
  "emergency.list": say("see who took a role in an emergency", "查看何人在紧急情况下取得了角色"),
  "emergency.end": say("end somebody's emergency", "结束他人的紧急访问"),
  "emergency.judge": say("see what was done in an emergency, and judge it", "查看紧急访问期间的操作并作出评判"),
  "permission.explain": say("see why a person may do something", "查看某人为何有权执行某操作"),
  "policy.read": say("see roles, profile and policy tests", "查看角色、制度和策略测试"),
  "policy.change": say("change roles, profile and policy tests", "更改角色、制度和策略测试"),
  "approval.give": say("approve what others ask for under dual control", "批准他人在双人控制下提出的操作"),
  "bot.list": say("see bots and their tokens", "查看机器人及其令牌"),
  "bot.manage": say("make and remove bots and give them tokens", "创建和移除机器人并为其签发令牌"),
  "directory.read": say("see what a directory of another system does here", "查看外部目录在此的操作"),
  "directory.configure": say(
    "let a directory of another system in, and say whom it means",
    "接入外部目录并指定其对应人员",
  ),
  "directory.provision": say("add, change and remove people as a directory", "以目录身份添加、更改和移除人员"),
  "token.revoke": say("end a token", "吊销令牌"),
  "account.read": say("see one's own account", "查看自己的账号"),
  "account.change": say("change one's own account", "更改自己的账号"),
  "password.change": say("change one's own password", "修改自己的密码"),
  "factor.list": say("see one's own passkeys and codes", "查看自己的通行密钥和验证码"),
  "factor.change": say("add and remove one's own passkeys and codes", "添加和移除自己的通行密钥和验证码"),
  "proof.give": say("prove anew who one is", "重新验证身份"),
  "session.list": say("see one's own devices and sessions", "查看自己的设备和会话"),
  "session.end": say("end one's own sessions", "结束自己的会话"),
  "chat-rules.read": say("see the rules of conversations", "查看会话规则"),
  "chat-rules.change": say(
    "set how long messages can be taken back, and who sees receipts",
    "设置撤回时限和已读回执规则",
  ),
  "receipts.choose": say("choose whether others see how far one has read", "选择是否让他人看到自己的已读状态"),
  "room.create": say("make rooms", "创建房间"),
  "room.list": say("see one's own rooms", "查看自己的房间"),
  "room.read": say("see a room and its members", "查看房间及其成员"),
  "room.describe": say("change a room's name and topic", "更改房间名称和主题"),
  "room.add-member": say("add people to a room", "向房间添加成员"),
  "room.remove-member": say("remove people from a room", "从房间移除成员"),
  "room.grant-role": say("give roles in a room", "授予房间角色"),
  "room.leave": say("leave a room", "离开房间"),
  "room.succeed": say("continue a room at another protection level", "以其他保护级别延续房间"),
  "message.read": say("read messages in a room", "阅读房间消息"),
  "message.send": say("write messages in a room", "在房间发送消息"),
  "message.recall-any": say("recall other people's messages", "撤回他人的消息"),
  "report.make": say("report messages of a room to security", "向安全人员举报房间消息"),
  "report.list-own": say("see what one reported oneself", "查看自己的举报"),
  "report.handle": say("read and answer reports of messages", "查看并处理举报"),
  "message.pin": say("pin messages", "置顶消息"),
  "message.prove": say("prove messages from the audit log", "用审计日志证明消息"),
  "cursor.move": say("mark messages as read", "标记消息为已读"),
  "urgent.read": say("see to which urgent messages one is called", "查看自己收到的加急提醒"),
  "urgent.call": say("call others to an urgent message", "对消息发出加急提醒"),
  "urgent.see": say("say that one has seen an urgent message", "确认已看到加急消息"),
  "draft.read": say("see what one began to write on another device", "查看自己在其他设备上的草稿"),
  "draft.send": say("hand what one began to write to one's other devices", "把草稿交给自己的其他设备"),
  "mark.list": say("see one's own marks: saved, hidden and unread messages", "查看自己的标记：收藏、隐藏和未读的消息"),
  "mark.set": say("set one's own marks: saved, hidden and unread messages", "设置自己的标记：收藏、隐藏和未读的消息"),
  "presence.tell": say("show that one is typing", "显示正在输入"),
  "attachment.write": say("send files to a room", "向房间发送文件"),
  "attachment.read": say("open files of a room", "打开房间文件"),
  "group.read": say("follow a room's end-to-end keys", "获取房间的端到端密钥状态"),
  "group.commit": say("change a room's end-to-end keys", "更改房间的端到端密钥"),
  "group.leave": say("leave an end-to-end room", "离开端到端加密房间"),
  "group.report": say("compare a room's keys with others", "与他人核对房间密钥"),
  "group.reset": say("reset a room's end-to-end keys", "重置房间的端到端密钥"),
  "identity.read": say("read the log of everybody's devices", "读取所有人的设备日志"),
  "identity.change": say("change one's own signed list of devices", "更改自己签名的设备列表"),
  "device.approve": say("approve one's own devices", "批准自己的设备"),
  "key-package.store": say("publish keys of one's own device", "发布自己设备的密钥"),
  "key-package.claim": say(
    "take a person's keys to add them to an end-to-end room",
    "获取某人的密钥以将其加入端到端加密房间",
  ),
  "keychain.use": say("use one's own keychain", "使用自己的密钥链"),
  "recovery.manage": say("manage one's own recovery", "管理自己的恢复方式"),
  "search.own-rooms": say("search one's own rooms", "搜索自己的房间"),
  "audit.query": say("read the audit log", "查阅审计日志"),
  "audit.own": say("read what the audit log holds about oneself", "查阅审计日志中有关自己的记录"),
  "history.import": say(
    "bring messages of another system into an end-to-end room",
    "将其他系统的消息带入端到端加密房间",
  ),
  "import.run": say("import from another system", "从其他系统导入"),
  "records.erase": say("erase records", "擦除记录"),
  "erasure.follow": say(
    "learn what was erased of a room, and say that their device destroyed it",
    "得知房间中哪些内容已擦除，并确认本设备已销毁",
  ),
  "erasures.list": say("see what is to be erased", "查看待擦除的内容"),
  "erasures.withdraw": say("withdraw an erasure", "撤销擦除"),
};

const joined = (words: readonly Said[], lang: keyof Said): string =>
  words.map((one) => one[lang]).join(lang === "en" ? " or " : "或");

/** The deciding rule in a sentence. `roleName` names a role of the organisation's own. */
export function whyWords(action: Action, why: Why): Said {
  const what = ACTION_WORDS[action];
  switch (why.by) {
    case "self":
      return say(`Yes: everybody may ${what.en}.`, `可以：每个人都可以${what.zh}。`);
    case "organisation-role": {
      const role = ROLE_WORDS[why.role];
      return say(`Yes: as ${role.en} one may ${what.en}.`, `可以：${role.zh}可以${what.zh}。`);
    }
    case "held-role": {
      const role = isBuiltIn(why.role)
        ? ROLE_WORDS[why.role]
        : say(`“${why.name ?? why.role}”`, `“${why.name ?? why.role}”`);
      const until = why.untilMs === undefined ? undefined : minute(why.untilMs);
      if (why.emergency === true)
        return say(
          `Yes: the role ${role.en} was taken in an emergency, counts until ${until}, and lets one ${what.en}.`,
          `可以：在紧急情况下自行取得的角色${role.zh}在 ${until} 前有效，可以${what.zh}。`,
        );
      return say(
        `Yes: the role ${role.en} is held beside the first one${until === undefined ? "" : ` until ${until}`}, and lets one ${what.en}.`,
        `可以：另外持有角色${role.zh}${until === undefined ? "" : `（至 ${until}）`}，该角色可以${what.zh}。`,
      );
    }
    case "room-role": {
      const role = ROOM_ROLE_WORDS[why.role];
      return say(`Yes: as ${role.en} one may ${what.en}.`, `可以：${role.zh}可以${what.zh}。`);
    }
    case "shared-room":
      return say("Yes: the two share a room.", "可以：两人同在一个房间。");
    case "standing":
      return why.suspended
        ? say("No: the account is suspended, so none of its roles counts.", "不可以：账号已停用，其所有角色均不生效。")
        : say("No: this is nobody in the organisation now.", "不可以：此人目前不属于组织。");
    case "not-in-room":
      return say(
        "No: not in the room. No role in the organisation opens a room.",
        "不可以：不在该房间中。任何组织角色都不能打开房间。",
      );
    case "guest":
      return say(
        `No: a guest may not ${what.en}, whatever their role in the room.`,
        `不可以：无论在房间中是何角色，访客都不能${what.zh}。`,
      );
    case "not-named":
      return say(
        "No: the policy names nobody like them for emergencies.",
        "不可以：策略未指定此人可在紧急情况下自行取得角色。",
      );
    case "mixed-duties": {
      const duties = why.duties.map((duty) => DUTY_WORDS[duty]);
      return say(
        `No: with ${duties.map(({ en }) => en).join(" and ")} together none of the three officers' duties counts.`,
        `不可以：同时拥有${duties.map(({ zh }) => zh).join("和")}职责，三员职责均不生效。`,
      );
    }
    case "no-role": {
      if (why.needed.length === 0)
        return say(`No: only the person themselves may ${what.en}.`, `不可以：只有本人可以${what.zh}。`);
      const needed = why.needed.map((role) => ROLE_WORDS[role]);
      const ended = why.endedAtMs === undefined ? undefined : minute(why.endedAtMs);
      return say(
        `No: that takes ${joined(needed, "en")}${ended === undefined ? "" : `; a role that would do ended at ${ended}`}.`,
        `不可以：需要${joined(needed, "zh")}${ended === undefined ? "" : `；曾经可行的角色已于 ${ended} 到期`}。`,
      );
    }
    case "no-room-role": {
      const needed = why.needed.map((role) => ROOM_ROLE_WORDS[role]);
      return say(`No: that takes ${joined(needed, "en")}.`, `不可以：需要${joined(needed, "zh")}。`);
    }
  }
}

const isBuiltIn = (role: string): role is OrgRole => Object.hasOwn(ROLE_WORDS, role);
const minute = (timeMs: number): string => `${new Date(timeMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
