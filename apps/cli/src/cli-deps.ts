/** The things commands are made with; each takes the few it names. */
import type { Output } from "./output/output.ts";
import type { Profile } from "./profile/profile.ts";
import type { Gateway } from "./session/gateway.ts";
import type { Session } from "./session/session.ts";
import type { Terminal } from "./terminal.ts";
import type { Language, Words } from "./words/index.ts";

export interface CliDeps {
  readonly terminal: Terminal;
  readonly words: Words;
  readonly language: Language;
  readonly output: Output;
  readonly profile: Profile;
  readonly session: Session;
  readonly gateway: Gateway;
}
