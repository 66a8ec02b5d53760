/**
 * The sections of the console. A section is one folder, `admin/<name>/`, with its components, its style and its own
 * `words/{en,zh}.ts`, and one line here: its name is the one in the address, `needs` are actions of which one has to be allowed
 * for the section to be shown at all. What it offers inside follows from `useMay`, and what it shows from `api`; where one is in it
 * stands in the address, by `usePlace`.
 */
import type { Action } from "@warbler/protocol";
import { DUAL_ACTIONS } from "@warbler/protocol";
import {
  Bot,
  ClipboardCheck,
  Flag,
  FolderSync,
  KeyRound,
  LifeBuoy,
  LogIn,
  MailPlus,
  MessagesSquare,
  Rocket,
  ScrollText,
  Signature,
  Siren,
  UserCog,
  UsersRound,
} from "lucide-react";
import type { ComponentType, ReactNode } from "react";
import type { Me } from "../engine/engine-api.ts";
import { lazy } from "../ui/lazy.ts";
import type { Lang } from "../words/words.ts";

export interface AdminSection {
  readonly name: string;
  readonly title: Readonly<Record<Lang, string>>;
  readonly icon: ReactNode;
  readonly needs: readonly [Action, ...Action[]];
  readonly Section: ComponentType<{ readonly me: Me }>;
}

const People = lazy(async () => ({ default: (await import("./people/people.tsx")).People }));
const Roles = lazy(async () => ({ default: (await import("./roles/roles.tsx")).Roles }));
const Approvals = lazy(async () => ({ default: (await import("./approvals/approvals.tsx")).Approvals }));
const Invitations = lazy(async () => ({ default: (await import("./invitations/invitations.tsx")).Invitations }));
const Access = lazy(async () => ({ default: (await import("./access/access.tsx")).Access }));
const Emergencies = lazy(async () => ({ default: (await import("./emergencies/emergencies.tsx")).Emergencies }));
const ConversationRules = lazy(async () => ({
  default: (await import("./conversations/conversation-rules.tsx")).ConversationRules,
}));
const Reviews = lazy(async () => ({ default: (await import("./reviews/reviews.tsx")).Reviews }));
const Tokens = lazy(async () => ({ default: (await import("./tokens/tokens.tsx")).Tokens }));
const Directory = lazy(async () => ({ default: (await import("./directory/directory.tsx")).Directory }));
const Audit = lazy(async () => ({ default: (await import("./audit/audit.tsx")).Audit }));
const Reports = lazy(async () => ({ default: (await import("./reports/reports.tsx")).Reports }));
const SetUp = lazy(async () => ({ default: (await import("./set-up/set-up.tsx")).SetUp }));
const SignInRules = lazy(async () => ({ default: (await import("./sign-in/sign-in-rules.tsx")).SignInRules }));
const SingleSignOn = lazy(async () => ({ default: (await import("./sso/sso.tsx")).SingleSignOn }));

// biome-ignore format: one section, one line.
export const ADMIN_SECTIONS: readonly AdminSection[] = [
  { name: "people", title: { en: "People", zh: "人员" }, icon: <UsersRound size={18} aria-hidden />, needs: ["people.review"], Section: People },
  { name: "invitations", title: { en: "Invitations", zh: "邀请" }, icon: <MailPlus size={18} aria-hidden />, needs: ["invitations.list", "people.invite"], Section: Invitations },
  { name: "roles", title: { en: "Roles", zh: "角色" }, icon: <UserCog size={18} aria-hidden />, needs: ["policy.read"], Section: Roles },
  { name: "approvals", title: { en: "Approvals", zh: "审批" }, icon: <Signature size={18} aria-hidden />, needs: ["approval.give", ...DUAL_ACTIONS], Section: Approvals },
  { name: "access", title: { en: "Lost access", zh: "访问恢复" }, icon: <LifeBuoy size={18} aria-hidden />, needs: ["access.list-recoveries"], Section: Access },
  { name: "emergencies", title: { en: "Emergencies", zh: "紧急访问" }, icon: <Siren size={18} aria-hidden />, needs: ["emergency.list"], Section: Emergencies },
  { name: "reviews", title: { en: "Access reviews", zh: "权限复核" }, icon: <ClipboardCheck size={18} aria-hidden />, needs: ["review.read"], Section: Reviews },
  { name: "tokens", title: { en: "Bots and tokens", zh: "机器人与令牌" }, icon: <Bot size={18} aria-hidden />, needs: ["bot.list"], Section: Tokens },
  { name: "directory", title: { en: "Directory", zh: "目录同步" }, icon: <FolderSync size={18} aria-hidden />, needs: ["directory.read"], Section: Directory },
  { name: "reports", title: { en: "Reports", zh: "举报" }, icon: <Flag size={18} aria-hidden />, needs: ["report.handle"], Section: Reports },
  { name: "audit", title: { en: "Audit log", zh: "审计日志" }, icon: <ScrollText size={18} aria-hidden />, needs: ["audit.query"], Section: Audit },
  { name: "sign-in", title: { en: "Sign-in rules", zh: "登录要求" }, icon: <KeyRound size={18} aria-hidden />, needs: ["security.configure"], Section: SignInRules },
  { name: "conversations", title: { en: "Conversations", zh: "会话规则" }, icon: <MessagesSquare size={18} aria-hidden />, needs: ["chat-rules.change"], Section: ConversationRules },
  { name: "sso", title: { en: "Single sign-on", zh: "单点登录" }, icon: <LogIn size={18} aria-hidden />, needs: ["sso.configure", "policy.read"], Section: SingleSignOn },
  { name: "set-up", title: { en: "First steps", zh: "初始设置" }, icon: <Rocket size={18} aria-hidden />, needs: ["chat-rules.change"], Section: SetUp },
];

/** Those that may be opened by whoever may do this. */
export const sectionsFor = (may: ReadonlySet<Action>): readonly AdminSection[] =>
  ADMIN_SECTIONS.filter(({ needs }) => needs.some((action) => may.has(action)));
