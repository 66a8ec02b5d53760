/** What the screens of access recovery say in English. */
export const en = {
  link: {
    missingTitle: "This is no recovery link",
    missing: "Copy the link with everything behind the # sign, or ask for a new one.",
    over: "This link does not work",
    title: (name: string) => `A new password for ${name}`,
    says: (handle: string, organisation: string) => `You sign in as ${handle} at ${organisation}.`,
    openSays:
      "Choose a new password. All sessions end and all second factors are taken away; your devices and keys for end-to-end rooms stay as they are.",
    set: "Set the password and sign in",
    waitsTitle: "It takes a little",
    waits: (when: string) =>
      `So that nobody takes an account over unseen, this link can be used from ${when}. Keep it until then.`,
    sooner: "Sooner, if one of these is at hand:",
    device: "A device where you are signed in",
    deviceSays: "It shows a notice. Choose “That is me” there and type this number:",
    code: "Your account recovery code",
    useCode: "Use the code",
    look: "Look again",
  },
  notice: {
    open: (by: string, when: string) =>
      `${by} started a recovery of your access. From ${when} on, whoever has the link can set a new password.`,
    why: (reason: string) => `Reason given: “${reason}”`,
    used: (by: string, when: string) => `On ${when} a new password was set with a recovery link that ${by} started.`,
    notMe: "It was not me",
    me: "That is me",
    seen: "I know",
    refused: "Refused: the link is worth nothing any more. Tell the people responsible for security.",
    confirmTitle: "Let the link be used at once?",
    confirmSays:
      "Only if you opened the link yourself, on the screen before you. Whoever has it can then set a new password in your name. Your devices and keys stay as they are.",
    number: "Number on the page of the link",
    confirm: "Let it be used",
    confirmed: "The link can be used now.",
  },
  admin: {
    says: "For who lost password or second factor: you make a link and pass it on, and the person does the rest. You cannot steer it: it waits, they are told wherever they are signed in, and can refuse it.",
    start: "Recover somebody's access",
    who: "Whose access?",
    reason: "Why? The person and whoever reads the audit log see it.",
    make: "Make the link",
    madeTitle: (name: string) => `Pass this on to ${name}`,
    madeSays: (opens: string, expires: string) =>
      `By a way that you trust, and to nobody else. It can be used from ${opens} until ${expires}, and is shown this once.`,
    none: "Nobody's access is being recovered.",
    by: (name: string, when: string) => `started by ${name}, ${when}`,
    opens: (when: string) => `usable from ${when}`,
    withdraw: "Withdraw",
    states: { open: "Open", used: "Used", refused: "Refused", withdrawn: "Withdrawn", expired: "Expired" },
  },
};
