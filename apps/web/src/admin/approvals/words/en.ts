/** What the section on approvals says in English. */
export const en = {
  says: "What is under dual control is done only after others have signed exactly what is shown here.",
  none: "Nothing waits.",
  by: (name: string, reason: string) => `${name} asks: ${reason}`,
  signed: (are: number, needed: number) => `${are} of ${needed} have signed`,
  until: (time: string) => `waits until ${time}`,
  exactly: "What exactly is signed",
  bytes: "The bytes",
  approve: "Sign with this device",
  sure: "Sign it: it may then be done",
  execute: "Do it now",
  withdraw: "Withdraw",
  mine: "You asked for this.",
  already: "You have signed.",
};
