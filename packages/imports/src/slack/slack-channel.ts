/** A conversation of a Slack export, from whichever of its four lists. */
import { flagField, type JsonObject, numberField, objectField, textField, textsField } from "../json/fields.ts";
import { type Channel, type ChannelSourceId, sourceId } from "../records.ts";
import type { CONVERSATION_LISTS } from "./slack-entries.ts";

export type ConversationList = (typeof CONVERSATION_LISTS)[number];

const KINDS: { readonly [list in ConversationList]: Channel["kind"] } = {
  "channels.json": "public",
  "groups.json": "private",
  "mpims.json": "group",
  "dms.json": "direct",
};

/** Undefined when the record has no id. `markdown` turns topic and purpose from Slack's markup. */
export function channelFromSlack(
  conversation: JsonObject,
  list: ConversationList,
  markdown: (text: string) => string,
): Channel | undefined {
  const id = textField(conversation, "id");
  if (id === undefined) return undefined;
  const topic = textField(objectField(conversation, "topic") ?? {}, "value");
  const purpose = textField(objectField(conversation, "purpose") ?? {}, "value");
  const createdSeconds = numberField(conversation, "created");
  return {
    sourceId: sourceId<ChannelSourceId>(id),
    kind: KINDS[list],
    name: textField(conversation, "name") ?? "",
    ...(topic === undefined ? {} : { topic: markdown(topic) }),
    ...(purpose === undefined ? {} : { purpose: markdown(purpose) }),
    memberSourceIds: textsField(conversation, "members").map((member) => sourceId(member)),
    ...(createdSeconds === undefined || createdSeconds <= 0 ? {} : { createdAtMs: Math.floor(createdSeconds * 1000) }),
    isArchived: flagField(conversation, "is_archived"),
  };
}
