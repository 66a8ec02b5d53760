/** What the web client says of rooms, people and where to find them in English. */
import { many } from "../phrases.ts";

/** What a search looked through, as the SDK tells it. */
export interface SearchedScope {
  readonly rooms: number;
  readonly messages: number;
  readonly isOffline: boolean;
  readonly device?: { readonly rooms: number; readonly messages: number };
}

export const en = {
  sidebar: {
    label: "Rooms",
    create: "New",
    newRoom: "New room",
    newDirect: "Write to a person",
    invite: "Invite someone",
    find: "Go to…",
    rooms: "Rooms",
    direct: "People",
    empty: "No rooms yet. Make one, or write to a person.",
    draft: "[Draft]",
    unread: (count: number) => `${count} unread`,
    leftUnread: "left unread",
    mentions: (count: number) => many(count, "mention of you", "mentions of you"),
    people: (count: number) => many(count, "person", "people"),
    settings: "Settings",
  },
  room: {
    unnamed: "Encrypted room",
    lost: "This room is not here, or you are not in it.",
    bot: (can: string) => (can === "" ? "Bot without a token" : `Bot: can ${can}`),
    start: (date: string) => `This is the beginning of the room, made on ${date}.`,
    directStart: (name: string) => `This is the beginning of your conversation with ${name}.`,
    people: (count: number) => many(count, "person", "people"),
    more: "More",
    search: "Search",
    pins: "Pinned messages",
    noPins: "Nothing is pinned yet. Pin what the room should find again.",
    addPeople: "Add people",
    addPeopleSays: "They see what is written from now on and what was written before.",
    addPeopleSaysEndToEnd: "They see what is written from now on, and nothing from before.",
    add: (count: number) => (count < 2 ? "Add" : `Add ${count} people`),
    describe: "Name and topic",
    jumpToDate: "Jump to a date",
    day: "Day",
    jump: "Jump",
    continued:
      "This conversation goes on in another room, at another protection level. Here it can be read, and nothing can be sent any more.",
    continues: "This room continues an earlier one, at another protection level.",
    goBack: "Go to the earlier room",
    goThere: "Go there",
    leave: "Leave the room",
    leaveTitle: (name: string) => `Leave ${name}?`,
    leaveSays: "You no longer see what is written there. Someone in the room can add you again.",
    you: (name: string) => `${name} (you)`,
    memberMore: (name: string) => `What you can do with ${name}`,
    writeTo: "Write a message",
    makeRole: (role: string) => `Make ${role}`,
    remove: "Remove from the room",
    typing: (names: readonly string[]) =>
      names.length === 1
        ? `${names[0] ?? ""} is writing…`
        : names.length === 2
          ? `${names[0] ?? ""} and ${names[1] ?? ""} are writing…`
          : `${names.length} people are writing…`,
  },
  newRoom: {
    title: "New room",
    says: "For a team, a project, a question.",
    name: "Name",
    topic: "Topic (optional)",
    make: "Make the room",
  },
  newDirect: { title: "Write to a person", says: "A conversation between the two of you.", open: "Open" },
  people: {
    title: (count: number) => many(count, "person", "people"),
    find: "Find by name",
    list: "People",
    nobody: "Nobody of that name.",
    nobodyElse: "There is nobody else to choose yet.",
    more: (count: number) => `and ${count.toLocaleString("en")} more`,
  },
  invite: {
    title: "Invite someone",
    says: "Each link lets one person join, and works for seven days.",
    note: "For whom (optional)",
    noteHint: "Only those who may invite see this.",
    role: "Role",
    rooms: "Rooms they join at once",
    endToEnd: "To an end-to-end room, add them after they have joined: it needs their device.",
    make: "Make the link",
    madeTitle: "The invitation is ready",
    madeSays: (until: string) => `It lets one person join, until ${until}.`,
    copy: "Copy the link",
    secret: "Hand it on by a way that only this person reads. Whoever opens it first, joins.",
    another: "Another one",
    unnamed: "Invitation",
    until: (date: string) => `Open until ${date}`,
    withdraw: "Withdraw",
  },
  mute: {
    open: "Notifications",
    title: (room: string) => `Notifications of ${room}`,
    asElsewhere: "As in all rooms",
    silence: "Silence, except when somebody mentions you",
    kept: "As it is now",
    for: {
      no: "No silence",
      hour: "For an hour",
      evening: "Until midnight",
      week: "For a week",
      forever: "Until I turn it on again",
    },
  },
  switcher: { title: "Go to", hint: "A room or a person", nothing: "Nothing of that name." },
  thread: {
    title: "Thread",
    list: "Threads",
    nothing: "Nobody answered in a thread lately.",
    unseen: (count: number) => `${count} new`,
    newReplies: (count: number) => many(count, "new reply", "new replies"),
    listWithNew: (count: number) => `Threads: ${many(count, "new reply", "new replies")}`,
  },
  search: {
    title: "Search",
    label: "Words to find",
    hint: "Also from:anna, in:kitchen, has:file, has:link, before:2026-03-01, after:2026-01-01",
    where: "Where",
    thisRoom: "This room",
    allRooms: "All rooms",
    nothing: "Nothing found there.",
    scope: (hits: number, more: boolean, { rooms, messages, device, isOffline }: SearchedScope) => {
      const found = more ? `The first ${hits}` : many(hits, "message", "messages");
      const places = [
        ...(rooms > 0 && !isOffline
          ? [`${many(messages, "message", "messages")} of ${many(rooms, "room", "rooms")} on the server`]
          : []),
        ...(device === undefined
          ? []
          : [
              `${many(device.messages, "message", "messages")} of ${many(device.rooms, "room", "rooms")} on this device`,
            ]),
      ];
      return `${found} found in ${places.join(" and ")}.${isOffline ? " The server could not be asked." : ""}`;
    },
  },
  status: {
    title: "What you are doing",
    says: "Colleagues see it beside your name.",
    label: "Status",
    clear: "Take it back",
    lasts: "For how long",
    for: { "half-hour": "30 minutes", hour: "1 hour", day: "Until tonight", open: "Until I change it" },
    presets: ["🗓️ In a meeting", "🍜 At lunch", "🏠 Working from home", "🤒 Out sick", "🌴 On leave"],
  },
  saved: { title: "Saved for later", nothing: "Nothing is saved. Save a message by its menu, and find it again here." },
};
