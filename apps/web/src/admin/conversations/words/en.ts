/** What the section on conversations says in English; `zh.ts` has the same keys. */
export const en = {
  says: "What people can do in every room. Each change is in the audit log, and everybody's client is told at once.",
  newRooms: "New rooms and conversations begin as",
  newRoomsSays: "Whoever makes a room may still choose the other. Rooms that are there stay as they are.",
  recall: "Who wrote a message may take it back or change it",
  recallNone: "At any time",
  recallFor: "For a time",
  recallOff: "Not at all",
  minutes: "Minutes after it was sent",
  minutesHint: (time: string) => `That is ${time}. Who moderates a room can take messages back at any time.`,
  recallSays:
    "The server refuses what comes later. In end-to-end rooms it cannot see what a recall or an edit is about: there every member's client judges it, by the times that are signed with the two messages.",
  receipts: "How far others have read",
  optional: "Each chooses",
  required: "Members always see it",
  forbidden: "Nobody sees it",
  receiptsSays: "Who hides their own does not see others'. The server enforces this; counts of what is unread go on.",
  watermark: "Watermark on the screen",
  watermarkSays:
    "The web client shows faintly, over everything, who is signed in and the time, so that a photograph or a picture of the screen tells whose it is. It deters, and stops nobody: who changes the program leaves it out, and the command line shows none.",
  saved: "The rules are saved.",
};
