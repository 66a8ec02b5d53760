/** What the web client says of writing in English. */
import { EVERYBODY } from "../everybody.ts";
import { many } from "../phrases.ts";

/** By the numbers of Unicode's groups. */
const EMOJI_GROUPS: Readonly<Record<number, string>> = {
  0: "Faces",
  1: "People",
  3: "Animals and nature",
  4: "Food and drink",
  5: "Travel and places",
  6: "Activities",
  7: "Objects",
  8: "Symbols",
  9: "Flags",
};

export const en = {
  format: {
    title: "Formatting",
    bold: "Bold",
    italic: "Italic",
    strike: "Struck through",
    code: "Code",
    block: "Block of code",
    quote: "Quotation",
    list: "List",
    link: "Link",
  },
  commands: {
    muted: "This room is silent now.",
    says: {
      me: "say what you are doing",
      status: "tell colleagues what you are doing; alone, take it back",
      topic: "change the room's topic",
      add: "add people to the room",
      search: "search in this room",
      date: "jump to a date",
      saved: "what you saved for later",
      mute: "silence the room, for some hours if you name them",
      unmute: "end the silence",
      lock: "lock Warbler in this browser",
      leave: "leave the room",
      shrug: "¯\\_(ツ)_/¯",
      help: "the keyboard",
    },
  },
  composer: {
    label: (room: string) => `Write to ${room}`,
    threadLabel: "Answer in the thread",
    hint: (sendWith: "enter" | "ctrl-enter") =>
      sendWith === "enter" ? "Enter sends · Shift+Enter breaks the line" : "Ctrl+Enter sends",
    left: (count: number) =>
      count < 0
        ? `${many(-count, "character", "characters")} too long`
        : `${many(count, "character", "characters")} left`,
    send: "Send",
    save: "Save the change",
    attach: "Attach files",
    mention: "Mention someone",
    emoji: "Emoji",
    speak: "Record a voice message",
    replyTo: (name: string) => `Reply to ${name}`,
    editing: "Editing",
    suggestions: "Suggestions",
    everybody: EVERYBODY.en,
    everybodyDetail: (count: number) => `all ${count}`,
    askAllTitle: "Notify everyone?",
    askAll: (count: number) => `All ${count} people of this room are told of this message.`,
  },
  emoji: {
    recent: "Used last",
    common: "Common",
    find: "Find an emoji",
    nothing: "No emoji of that name.",
    tone: "Skin tone",
    tones: { 0: "None", 1: "Light", 2: "Medium-light", 3: "Medium", 4: "Medium-dark", 5: "Dark" },
    groups: EMOJI_GROUPS,
  },
  files: {
    open: (name: string) => `Open the picture ${name}`,
    download: (name: string) => `Download ${name}`,
    look: (name: string) => `Look into ${name}`,
    content: (name: string) => `Content of ${name}`,
    onlyBeginning: "This is only the beginning. Save the file to read all of it.",
    lost: "It was not kept when the page closed: choose the file again.",
    noPicture: "cannot be shown",
    some: (count: number) => (count === 0 ? "" : many(count, "file", "files")),
    tooMany: "A message takes up to 20 files.",
    tooLarge: (name: string) => `${name} is larger than 2 GB.`,
    empty: (name: string) => `${name} is empty.`,
    stripped: "place and camera removed",
    unchecked: "sent as it is, place and camera not checked",
    uploading: (name: string) => `Uploading ${name}`,
    downloading: (name: string) => `Downloading ${name}`,
    endDownload: (name: string) => `Stop downloading ${name}`,
    remove: (name: string) => `Remove ${name}`,
    again: (name: string) => `Try again to upload ${name}`,
    blocked: "A file did not get up. Try again or remove it, then send.",
    drop: "Drop to attach",
  },
};
