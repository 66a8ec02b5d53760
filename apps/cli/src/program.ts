/** All commands and what they share: the help, the global options, the order in which they are listed. */
import { Command } from "commander";
import manifest from "../package.json" with { type: "json" };
import type { CliDeps } from "./cli-deps.ts";
import { addAccess } from "./commands/access.ts";
import { addApprovals } from "./commands/approvals.ts";
import { addAudit } from "./commands/audit.ts";
import { addBot } from "./commands/bot.ts";
import { addBreakGlass } from "./commands/break-glass.ts";
import { addChatRules } from "./commands/chat-rules.ts";
import { addCompletion } from "./commands/completion.ts";
import { addCustodian } from "./commands/custodian.ts";
import { addDevices } from "./commands/devices.ts";
import { addDirectory } from "./commands/directory.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addDownload } from "./commands/download.ts";
import { addEdit } from "./commands/edit.ts";
import { addErase } from "./commands/erase.ts";
import { addHistory } from "./commands/history.ts";
import { addImport } from "./commands/import.ts";
import { addInit } from "./commands/init.ts";
import { addInvite } from "./commands/invite.ts";
import { addKeys } from "./commands/keys.ts";
import { addLogin } from "./commands/login.ts";
import { addLogout } from "./commands/logout.ts";
import { addOpenapi } from "./commands/openapi.ts";
import { addPassword } from "./commands/password.ts";
import { addPeople } from "./commands/people.ts";
import { addReact } from "./commands/react.ts";
import { addRecall } from "./commands/recall.ts";
import { addRecovery } from "./commands/recovery.ts";
import { addReports } from "./commands/reports.ts";
import { addReview } from "./commands/review.ts";
import { addRole } from "./commands/role.ts";
import { addRoom } from "./commands/room.ts";
import { addSave } from "./commands/save.ts";
import { addSearch } from "./commands/search.ts";
import { addSend } from "./commands/send.ts";
import { addServe } from "./commands/serve.ts";
import { addSessions } from "./commands/sessions.ts";
import { addSignInRules } from "./commands/sign-in-rules.ts";
import { addSso } from "./commands/sso.ts";
import { addStatus } from "./commands/status.ts";
import { addTail } from "./commands/tail.ts";
import { addToken } from "./commands/token.ts";
import { addTrust } from "./commands/trust.ts";
import { addUser } from "./commands/user.ts";
import { addVerify } from "./commands/verify.ts";
import { addWhoami } from "./commands/whoami.ts";
import { oneOf } from "./usage.ts";
import { LANGUAGES } from "./words/index.ts";

const HELP_COLUMNS = 100;

/** Also what the completion scripts and `docs/cli.md` are made from. */
export function programOf(deps: CliDeps): Command {
  const { words, terminal } = deps;
  const { help } = words;
  // A reader that stops early (`warbler --help | head`) has what it wanted.
  const show = (text: string) => void terminal.writeOut(text).catch(() => undefined);
  const program = new Command("warbler")
    .description(words.description)
    .exitOverride()
    .configureOutput({
      writeOut: show,
      // The help that a command line without a command asks for; complaints are told by `runCli`, in the chosen language.
      writeErr: show,
      outputError: () => undefined,
      getOutHelpWidth: () => HELP_COLUMNS,
    })
    .configureHelp({ styleTitle: (title) => (isHelpTitle(title, help.titles) ? help.titles[title] : title) })
    .version(manifest.version, "-V, --version", help.version)
    .helpOption("-h, --help", help.helpOption)
    .helpCommand("help [command]", help.helpCommand)
    .option("--json", help.json)
    .option("--lang <language>", help.lang, oneOf(words, LANGUAGES))
    .option("--home <folder>", help.home)
    .addHelpText("after", `\n${help.exitCodes}`);
  addInit(program, deps);
  addServe(program, deps);
  addDoctor(program, deps);
  addStatus(program, deps);
  addLogin(program, deps);
  addLogout(program, deps);
  addWhoami(program, deps);
  addPassword(program, deps);
  addDevices(program, deps);
  addSessions(program, deps);
  addRecovery(program, deps);
  addAccess(program, deps);
  addBreakGlass(program, deps);
  addKeys(program, deps);
  addInvite(program, deps);
  addPeople(program, deps);
  addUser(program, deps);
  addRole(program, deps);
  addApprovals(program, deps);
  addChatRules(program, deps);
  addCustodian(program, deps);
  addReview(program, deps);
  addReports(program, deps);
  addBot(program, deps);
  addToken(program, deps);
  addDirectory(program, deps);
  addSignInRules(program, deps);
  addSso(program, deps);
  addVerify(program, deps);
  addRoom(program, deps);
  addSend(program, deps);
  addEdit(program, deps);
  addRecall(program, deps);
  addReact(program, deps);
  addSave(program, deps);
  addTail(program, deps);
  addHistory(program, deps);
  addSearch(program, deps);
  addDownload(program, deps);
  addErase(program, deps);
  addImport(program, deps);
  addAudit(program, deps);
  addTrust(program, deps);
  addOpenapi(program, deps);
  addCompletion(program, deps);
  return program;
}

function isHelpTitle<Titles extends object>(title: string, titles: Titles): title is string & keyof Titles {
  return Object.hasOwn(titles, title);
}
