/** The people of a Slack export, and who wrote a message, whether the export lists them or not. */
import { flagField, type JsonObject, objectField, textField } from "../json/fields.ts";
import { type Person, type PersonSourceId, sourceId } from "../records.ts";

export interface SlackRoster {
  readonly byId: ReadonlyMap<string, Person>;
  /** Bots post under their bot id, while the list has them under a user id. */
  readonly personIdByBotId: ReadonlyMap<string, string>;
}

/** Undefined when the record has no id. */
export function personFromSlack(user: JsonObject): Person | undefined {
  const id = textField(user, "id");
  if (id === undefined) return undefined;
  const profile = objectField(user, "profile") ?? {};
  const name = textField(user, "name") ?? id;
  const email = textField(profile, "email");
  return {
    sourceId: sourceId<PersonSourceId>(id),
    name,
    displayName: displayNameOf(profile) ?? textField(user, "real_name") ?? name,
    ...(email === undefined ? {} : { email }),
    isBot: flagField(user, "is_bot"),
    isDeleted: flagField(user, "deleted"),
  };
}

export function botIdOf(user: JsonObject): string | undefined {
  return textField(objectField(user, "profile") ?? {}, "bot_id");
}

function displayNameOf(profile: JsonObject): string | undefined {
  return textField(profile, "display_name") ?? textField(profile, "real_name");
}

export interface Author {
  readonly authorSourceId: PersonSourceId;
  readonly unlistedAuthor?: Person;
}

/** Slack leaves out strangers of shared channels, its own Slackbot, and most bots: those are described from the message. */
export function authorFromSlack(message: JsonObject, roster: SlackRoster): Author {
  const botId = textField(message, "bot_id");
  const userId =
    textField(message, "user") ??
    textField(objectField(message, "comment") ?? {}, "user") ??
    (botId === undefined ? undefined : roster.personIdByBotId.get(botId));
  if (userId !== undefined && roster.byId.has(userId)) return { authorSourceId: sourceId(userId) };
  return unlisted(userId === undefined ? botFrom(message, botId) : strangerFrom(message, userId));
}

function unlisted(person: Person): Author {
  return { authorSourceId: person.sourceId, unlistedAuthor: person };
}

const SLACKBOT_ID = "USLACKBOT";

function strangerFrom(message: JsonObject, userId: string): Person {
  if (userId === SLACKBOT_ID) return person(userId, "slackbot", "Slackbot", true);
  const profile = objectField(message, "user_profile") ?? {};
  const name = textField(profile, "name") ?? userId;
  return person(userId, name, displayNameOf(profile) ?? name, textField(message, "subtype") === "bot_message");
}

function botFrom(message: JsonObject, botId: string | undefined): Person {
  const name = textField(message, "username") ?? textField(objectField(message, "bot_profile") ?? {}, "name");
  if (botId !== undefined) return person(botId, name ?? botId, name ?? botId, true);
  // Old integrations left nothing but the name they posted under.
  if (name !== undefined) return person(`bot:${name}`, name, name, true);
  return person("unknown", "unknown", "Unknown", false);
}

function person(id: string, name: string, displayName: string, isBot: boolean): Person {
  return { sourceId: sourceId<PersonSourceId>(id), name, displayName, isBot, isDeleted: false };
}
