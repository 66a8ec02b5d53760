/** The people and channels of a Mattermost bulk import file. */
import { type JsonObject, numberField, objectsField, textField, textsField } from "../json/fields.ts";
import { type Channel, type ChannelSourceId, type Person, type PersonSourceId, sourceId } from "../records.ts";
import { channelKey, directKey } from "./mattermost-lines.ts";

/** A line of type `user` or `bot`. Undefined when it has no user name. */
export function personFromMattermost(type: "user" | "bot", body: JsonObject): Person | undefined {
  const name = textField(body, "username");
  if (name === undefined) return undefined;
  const fullName = [textField(body, "first_name"), textField(body, "last_name")]
    .filter((part) => part !== undefined)
    .join(" ");
  const email = textField(body, "email");
  return {
    sourceId: sourceId<PersonSourceId>(name),
    name,
    displayName: textField(body, type === "bot" ? "display_name" : "nickname") ?? (fullName || name),
    ...(email === undefined ? {} : { email }),
    isBot: type === "bot",
    isDeleted: isDeleted(body),
  };
}

export function unlistedPerson(username: string): Person {
  return {
    sourceId: sourceId<PersonSourceId>(username),
    name: username,
    displayName: username,
    isBot: false,
    isDeleted: false,
  };
}

/** The keys of the channels a `user` line says the user belongs to. */
export function channelKeysOfUser(body: JsonObject): readonly string[] {
  return objectsField(body, "teams").flatMap((team) => {
    const teamName = textField(team, "name");
    if (teamName === undefined) return [];
    return objectsField(team, "channels")
      .map((channel) => textField(channel, "name"))
      .filter((name) => name !== undefined)
      .map((name) => channelKey(teamName, name));
  });
}

export type ChannelWithoutMembers = Omit<Channel, "memberSourceIds" | "sourceId"> & { readonly key: string };

/** A line of type `channel`. Undefined when it lacks its team or name. */
export function channelFromMattermost(body: JsonObject): ChannelWithoutMembers | undefined {
  const team = textField(body, "team");
  const name = textField(body, "name");
  if (team === undefined || name === undefined) return undefined;
  const topic = textField(body, "header");
  const purpose = textField(body, "purpose");
  return {
    key: channelKey(team, name),
    // Only an open channel is public: an unknown type must not show to everyone what few could read.
    kind: textField(body, "type") === "O" ? "public" : "private",
    name: textField(body, "display_name") ?? name,
    ...(topic === undefined ? {} : { topic }),
    ...(purpose === undefined ? {} : { purpose }),
    isArchived: isDeleted(body),
  };
}

/** Members of a line of type `direct_channel`, in the old list of names and the newer list of participants. */
export function membersOfDirect(body: JsonObject): readonly string[] {
  const participants = objectsField(body, "participants").map((participant) => textField(participant, "username"));
  return [...textsField(body, "members"), ...participants.filter((name) => name !== undefined)];
}

export function directChannel(
  members: readonly string[],
  topic: string | undefined,
): ChannelWithoutMembers | undefined {
  const key = directKey(members);
  if (key === undefined) return undefined;
  const kind = new Set(members).size <= 2 ? "direct" : "group";
  return { key, kind, name: "", ...(topic === undefined ? {} : { topic }), isArchived: false };
}

function isDeleted(body: JsonObject): boolean {
  return (numberField(body, "delete_at") ?? numberField(body, "deleted_at") ?? 0) > 0;
}

/** Longer keys are named by their hash, so that message ids, which begin with it, stay below 200 characters. */
const MAX_KEY_CHARS = 100;

export async function channelSourceId(key: string): Promise<ChannelSourceId> {
  if (key.length <= MAX_KEY_CHARS) return sourceId<ChannelSourceId>(key);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key)));
  const hex = Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return sourceId<ChannelSourceId>(`${key.startsWith("@") ? "@" : ""}~${hex}`);
}
