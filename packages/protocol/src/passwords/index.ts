export {
  assessPassword,
  PASSWORD_RULES,
  type PasswordPart,
  type PasswordRules,
  type PasswordVerdict,
} from "./assess.ts";
export type { PartKind } from "./matches.ts";
