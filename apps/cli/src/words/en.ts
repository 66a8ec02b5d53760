/** What the command says in English; long commands have a file each, both languages side by side. `zh.ts` has the same keys. */
import { EXIT_CODES } from "../exit-codes.ts";
import { en as access } from "./commands/access.ts";
import { en as approvals } from "./commands/approvals.ts";
import { en as audit } from "./commands/audit.ts";
import { en as bot } from "./commands/bot.ts";
import { en as breakGlass } from "./commands/break-glass.ts";
import { en as chatRules } from "./commands/chat-rules.ts";
import { en as custodian } from "./commands/custodian.ts";
import { en as devices } from "./commands/devices.ts";
import { en as directory } from "./commands/directory.ts";
import { en as doctor } from "./commands/doctor.ts";
import { en as erase } from "./commands/erase.ts";
import { en as importing } from "./commands/import.ts";
import { en as invite } from "./commands/invite.ts";
import { en as keys } from "./commands/keys.ts";
import { en as login } from "./commands/login.ts";
import { en as recovery } from "./commands/recovery.ts";
import { en as reports } from "./commands/reports.ts";
import { en as review } from "./commands/review.ts";
import { en as role } from "./commands/role.ts";
import { en as room } from "./commands/room.ts";
import { en as search } from "./commands/search.ts";
import { en as signInRules } from "./commands/sign-in-rules.ts";
import { en as sso } from "./commands/sso.ts";
import { en as status } from "./commands/status.ts";
import { en as tail } from "./commands/tail.ts";
import { en as token } from "./commands/token.ts";
import { en as trust } from "./commands/trust.ts";
import { en as user } from "./commands/user.ts";
import { en as verify } from "./commands/verify.ts";

export const en = {
  description: "Warbler: a messenger in which every security promise can be checked by the people it protects.",
  help: {
    titles: {
      "Usage:": "Usage:",
      "Arguments:": "Arguments:",
      "Options:": "Options:",
      "Commands:": "Commands:",
      "Global Options:": "Global Options:",
    },
    helpOption: "show this help",
    helpCommand: "show the help of a command",
    json: "print one JSON document, or JSON lines for streams",
    lang: "language of what is said (default: from LANG)",
    home: "folder of the profile (default: WARBLER_HOME, else ~/.config/warbler)",
    version: "print the version",
    exitCodes: `Exit codes: ${Object.values(EXIT_CODES)
      .map(({ number }) => number)
      .join(" ")}; docs/cli.md says what each means.`,
  },
  usage: {
    "commander.missingArgument": (what: string) => `Expected <${what}>, got nothing.`,
    "commander.optionMissingArgument": (what: string) => `Expected a value after ${what}, got nothing.`,
    "commander.missingMandatoryOptionValue": (what: string) => `Expected the option ${what}.`,
    "commander.conflictingOption": (what: string) => `${what} cannot be used together with the other option.`,
    "commander.unknownOption": (what: string) => `There is no option ${what}.`,
    "commander.excessArguments": (_what: string) => "Expected fewer arguments. Put a text with spaces in quotes.",
    "commander.unknownCommand": (what: string) => `There is no command ${what}.`,
    "commander.invalidArgument": (what: string) => `${what} has a value that is not allowed.`,
    other: (what: string) => `The command line is not understood: ${what}`,
    help: (command: string) => `\`${command} --help\` shows what it takes.`,
    notOneOf: (what: string, choices: string) => `Expected one of ${choices}, got ${what}.`,
    notNumber: (what: string, least: number, most: number) =>
      `Expected a whole number from ${least} to ${most}, got ${what}.`,
    notTime: (what: string) => `Expected a time such as 2026-03-01 or 2026-03-01T14:05Z, got ${what}.`,
    notDuration: (what: string) => `Expected a length of time such as 30m, 4h or 7d, got ${what}.`,
    notUrl: (what: string) => `Expected a link or an address such as https://chat.example.org:8443, got ${what}.`,
    plainHttp: "Warbler speaks HTTPS only: write https:// instead of http://.",
    badLink: "The link is not complete: copy all of it, the part behind # too.",
    notBothTextAndStdin: "Expected a text, - for standard input, or --file.",
  },
  passwords: {
    tooShort: (minChars: number, chars: number) =>
      `Expected ${minChars} characters or more, got ${chars}. A short sentence is easiest, in any language.`,
    tooLong: "Longer than 1,024 bytes.",
    guessable: "Long enough, but easy to guess. Add a word or two that nobody expects.",
    madeOf: (kinds: string) => `A guesser tries first: ${kinds}.`,
    between: ", ",
    kinds: {
      word: "words and numbers that many use",
      context: "your names and the organisation's",
      pinyin: "pinyin",
      date: "dates",
      phone: "phone numbers",
      "id-number": "identity numbers",
      run: "keys in a row",
      repeat: "the same again",
      free: "other characters",
    },
  },
  roles: {
    owner: "owner",
    administrator: "administrator",
    "security-officer": "security officer",
    "compliance-officer": "compliance officer",
    auditor: "auditor",
    trainer: "trainer",
    member: "member",
    guest: "guest",
    bot: "bot",
    directory: "directory",
    placeholder: "not joined yet",
    removed: "left",
  },
  commands: {
    init: {
      says: "make the data folder of a server and check that a server can run here",
      made: (folder: string) => `Made ${folder}`,
      there: (folder: string) => `${folder} is there already`,
      next: "Next: `warbler serve`. It prints a one-time link for setting up the organisation.",
    },
    serve: {
      says: "run the server in this terminal",
      data: "data folder (default: WARBLER_DATA, else ./data)",
      port: "port (default: WARBLER_PORT, else 8443)",
      host: "address to listen on (default: WARBLER_HOST, else localhost; 0.0.0.0 for all)",
      publicHost: "name that people reach the server by, in links and in the certificate (default: localhost)",
      failed: (code: string) => `The server ended with ${code}; what it said is above.`,
      cannotStart: "The server could not be started.",
    },
    doctor,
    reports,
    chatRules,
    custodian,
    status,
    login,
    logout: {
      says: "end the session and remove it from this profile",
      done: "Signed out.",
      local: "The server could not be told; the session is removed here and ends there by itself.",
    },
    password: {
      says: "change the password; all other sessions end",
      askOld: "Present password: ",
      done: "Password changed. All other sessions are ended.",
      stdin: "read the present and the new password from standard input, one line each",
    },
    whoami: { says: "show who is signed in" },
    devices,
    verify,
    recovery,
    keys,
    invite,
    user,
    bot,
    breakGlass,
    token,
    directory,
    access,
    signInRules,
    sso,
    role,
    review,
    approvals,
    people: {
      says: "list the people of the organisation",
      query: "only those whose name or handle contains this",
      imported: "imported",
      limit: "how many at most",
      all: "imported placeholders too",
    },
    room,
    send: {
      says: "send a message",
      text: "the text (Markdown); - reads it from standard input",
      file: "a file to attach (may be repeated)",
      reply: "id or number of the message this answers",
      thread: "id or number of the first message of the thread",
      sent: (seq: number) => `Sent as #${seq}.`,
      nothing: "There is nothing to send.",
      metadata: (name: string) => `Removed hidden details such as place and camera from ${name}.`,
      unchecked: (name: string) =>
        `${name} goes as it is: it may tell hidden details such as place and camera, which cannot be removed here.`,
      uploading: (name: string) => `Uploading ${name}`,
      goesOn: "What went up is kept: the same command goes on from there.",
    },
    edit: { says: "change the text of your message", done: "Edited.", message: "id or number of the message" },
    recall: { says: "take a message back for everyone", done: "Recalled." },
    erase,
    react: {
      says: "react to a message",
      emoji: "an emoji, such as 👍",
      notEmoji: (text: string) => `Expected one emoji, such as 👍, got ${text}.`,
      remove: "take the reaction back",
      done: "Reacted.",
      undone: "Reaction taken back.",
    },
    save: {
      says: "save a message for later, for yourself alone",
      remove: "take it off the saved ones",
      done: "Saved for later.",
      undone: "Taken off.",
      listSays: "what you saved for later",
      none: "Nothing is saved.",
    },
    tail,
    history: {
      says: "print earlier messages, oldest first; those that this device holds while the server is away",
      limit: "how many messages",
      before: "only messages before this number",
      after: "only messages after this number",
      edits: "also the earlier versions of edited messages",
      keepUnread: "leave the messages unread; else who looks at the room sees that they were read",
    },
    search,
    download: {
      says: "save the files of a message",
      out: "folder or file to write to",
      only: "only the file with this name",
      none: "The message has no files.",
      saved: (file: string, size: string) => `Saved ${file} (${size}).`,
      exists: (file: string) => `${file} is there already.`,
      existsHelp: "Choose another place with --out.",
      goesOn: "What came is kept: the same command goes on from there.",
    },
    import: importing,
    audit,
    trust,
    openapi: { says: "print the HTTP interface as OpenAPI 3.1" },
    completion: { says: "print the completion script of a shell", shell: "bash, zsh or fish" },
  },
  message: {
    imported: "imported",
    broughtInBy: (person: string) => `imported by ${person}`,
    importedBy: (person: string, system: string) => `imported from ${system} by ${person}`,
    earlier: (time: string) => `before ${time}`,
    edited: "edited",
    recalled: "(recalled)",
    erased: "(erased: its key was destroyed)",
    unreadable: "(written by a newer version: update to read it)",
    undecryptable: {
      "before-joining": "(from before this device joined)",
      "needs-recovery": "(its key is in the keychain: run `warbler recovery use` to read it)",
      "key-missing": "(its key has not come yet; it is asked for when another of your devices is online)",
      tampered: "(not what its author sent: it was changed on its way)",
    },
    file: (name: string, size: string) => `[file ${name}, ${size}]`,
    reply: (seq: string) => `↪ ${seq}`,
    thread: (count: number) => `${count} in thread`,
  },
  log: (leaf: number, position: number) => `log position ${leaf}/${position}`,
  sso: {
    open: "Open this address in a browser and sign in there:",
    waits: "Waiting for the browser on this machine to come back. Is it on another one, press Ctrl+C and add --paste.",
    askCode: "Code that the page shows: ",
    page: "<!doctype html><meta charset=utf-8><title>Warbler</title><h1>Warbler</h1><p>Done. You can close this page and go back to the terminal.",
    bothNames: (en: string, zh: string) => (en === zh ? en : `${en} (${zh})`),
    noServices: "The organisation has no sign-in service.",
    whichService: (known: string) => `Expected one of the sign-in services: ${known}.`,
    notThisAnswer: "That is not the answer to this sign-in. Start again.",
  },
  prove: {
    askPassword: "Your password once more: ",
    askCode: "Code of your authenticator app, or a recovery code: ",
    wrong: "That was wrong or already used.",
    enrol: (secret: string) =>
      `Your organisation asks for a second factor. Put this secret into an authenticator app: ${secret}`,
    passkeyOnly: "This account has passkeys only, and a terminal cannot use them.",
    passkeyOnlyHelp: "Add an authenticator app or make recovery codes in the web client's settings, under Signing in.",
  },
  errors: {
    signedOut: "Nobody is signed in with this profile.",
    signedOutHelp: "`warbler login LINK` or `warbler login https://…` signs in.",
    noRoom: (room: string) => `There is no room ${room} that you are in.`,
    noRoomHelp: "`warbler room list` shows your rooms.",
    unnamedRoomHelp:
      "You are in end-to-end rooms whose names this device cannot read: `warbler devices` shows whether it is let in, `warbler devices request` asks for it.",
    noPerson: (person: string) => `There is no person ${person}.`,
    manyPeople: (person: string) => `Several people are called ${person}.`,
    manyRooms: (room: string) => `Several rooms are called ${room}.`,
    ambiguousHelp: "Give the id of the one you mean:",
    onlyHere: "The server cannot be reached: this is what this device holds.",
    noMessage: (message: string) => `There is no message ${message} in this room.`,
    noId: (id: string) => `There is nothing with the id ${id}.`,
    noFile: (file: string) => `${file} cannot be read.`,
    cannotWrite: (file: string) => `${file} cannot be written.`,
    stdinTooLong: (bytes: number) => `Standard input is longer than ${bytes} bytes.`,
    notUtf8: "Standard input is not UTF-8 text.",
    noSecret: "A password is needed, and nobody is here to type it.",
    noSecretHelp: "Give it with --password-stdin or in WARBLER_PASSWORD.",
    noAnswer: "An answer is needed, and nobody is here to type it.",
    noAnswerHelp: "Give it as an option; --help shows which.",
    brokenProfile: (file: string) => `${file} is damaged.`,
    brokenProfileHelp: "Remove it and sign in again.",
    interrupted: "Stopped.",
    notTyped: (typed: string) => `Expected ${typed}; an empty line gives up.`,
    internal: "Something unforeseen went wrong.",
    networkHelp: "Check the address and the network; `warbler doctor` looks closer.",
    forkHelp: "Tell the people who are responsible for security; `warbler audit verify` shows the log as it is now.",
    badAnswer: "The server's answer is not understood.",
    badAnswerHelp: "The versions of `warbler` and of the server may be too far apart.",
  },
} as const;
