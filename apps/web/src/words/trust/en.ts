/** What the web client says of protection, and what tells whether it holds in English. */
import { many } from "../phrases.ts";

export const en = {
  protection: {
    more: "What does this mean?",
    guests: (count: number) => `with ${many(count, "guest", "guests")}`,
    title: "How this room is protected",
    levels: {
      sealed: "Sealed by the server",
      e2ee: "End-to-end encrypted",
      "e2ee-archived": "End-to-end, archived",
      "e2ee-vanishing": "End-to-end, vanishing",
    },
    inShort: {
      sealed: "Encrypted on the way and when stored. Whoever runs the server can read it.",
      e2ee: "Only the members' devices can read it.",
      "e2ee-archived": "Only the members can read it, and named custodians together.",
      "e2ee-vanishing": "Only the members can read it, until it vanishes.",
    },
    change: "Change the protection",
    changeSays:
      "The conversation goes on in a new room with the same people, and everybody is told. What was written so far stays where it is.",
    changeNow: "Continue there",
    whoCanRead: "Who can read what is written here",
    members: "The people in this room",
    operator: "Whoever runs the server",
    network: "Someone who listens on the network",
    disk: "Someone who steals the disk or its backup, without the root key",
    can: "can",
    cannot: "cannot",
    webNote:
      "This page came from the server, so you trust the server for what the page does. The command line checks the same promises without it.",
  },
  links: {
    title: "Look twice at this link",
    leadsTo: "It leads to:",
    stay: "Stay here",
    report: "Report to security",
    follow: "Follow it",
    dangers: {
      mismatch: "The text shows another address than the one it leads to.",
      lookalike: "Its name is written in letters of another script, which may only look like the ones you know.",
      userinfo: "A name stands before the real address, which may be meant to deceive.",
      address: "It is a bare number instead of a name.",
      unencrypted: "The connection would not be encrypted.",
    },
  },
  alarms: {
    title: "The server did something that an honest server does not do",
    whatToDo: "Nothing of it was taken over. Tell your auditor or administrator, by another way than this.",
    others: (count: number) => `There are ${count} more alarms.`,
    read: "I have read this",
  },
  proof: {
    title: "Prove this message",
    says: "From its bytes to the log's signature, checked here in your browser.",
    checking: "Checking…",
    holds: "The proof holds. This message is in the log, exactly as you see it.",
    fails: "The proof does not hold.",
    save: "Save the proof",
    loggedAt: (time: string) => `The log took it in at ${time}.`,
    steps: {
      record: { title: "The message", says: "Its bytes and its place in the room give this commitment." },
      batch: { title: "The batch", says: "The commitment is a member of this leaf." },
      log: { title: "The log", says: "The leaf is in the tree of the audit log." },
      signature: { title: "The signature", says: "The tree is signed with the log's key." },
      pinned: { title: "Your memory", says: "The tree continues the one that this device saw before." },
    },
  },
  safety: { title: "Safety number" },
  identity: {
    states: {
      "needs-approval": "This device cannot read end-to-end rooms yet: another of your devices has to let it in.",
      "needs-recovery":
        "This device cannot read end-to-end rooms yet, and no other device of yours is left: use your recovery code.",
    },
    withoutRecovery: {
      "needs-approval":
        "This device cannot read end-to-end rooms yet: another of your devices has to let it in. No recovery is set up.",
      "needs-recovery":
        "This device cannot read end-to-end rooms, no other device of yours is left, and no recovery was set up: what was said before cannot be brought back.",
    },
    ask: "Ask another device",
    useCode: "Use the recovery code",
    asks: (name: string) => `A new device asks to read your end-to-end rooms: ${name}`,
    look: "Look",
    letInTitle: "Let this device in",
    letInSays: "Open Warbler on another of your devices. It shows that a new one asks.",
    waits: "Waiting for the other device…",
    typeIt: "Type this number there:",
    isIn: "This device is let in.",
    ended: "The request has ended without letting this device in.",
    askAgain: "Ask again",
  },
};
