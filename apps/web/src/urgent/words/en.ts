/** What urgent calls say in English; `zh.ts` has the same keys. */
export const en = {
  title: "Call people to this message",
  says: "They are told at once on every device, past what they have muted and their quiet hours. It is for what cannot wait, and in the audit log.",
  whom: "Whom?",
  nobody: "There is nobody else in this room.",
  left: (count: number) =>
    count === 1 ? "You can do this once more today." : `You can do this ${count} more times today.`,
  none: "You have done this as often as one may in 24 hours.",
  call: (count: number) => (count === 1 ? "Call 1 person" : `Call ${count} people`),
  sure: "They are disturbed at once: call?",
  called: "They are called. You are told who has seen it.",
  banner: (name: string, room: string) => `${name} calls you to an urgent message in ${room}.`,
  more: (count: number) => (count === 1 ? "One more waits." : `${count} more wait.`),
  go: "Show it",
  notification: "Urgent",
  notified: (name: string) => `${name} calls you to an urgent message.`,
  seen: (name: string) => `${name} has seen your urgent message.`,
};
