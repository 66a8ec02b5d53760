/** The words of the cards that bots attach to messages, a structure Slack and Mattermost share. */
import { type JsonObject, objectsField, textField } from "./json/fields.ts";

/**
 * The card's text in the markup it was written in; empty for link previews, which quote a page and not a person.
 * `linked` writes a link in that markup.
 */
export function cardText(card: JsonObject, linked: (title: string, url: string) => string): string {
  if (textField(card, "from_url") !== undefined || textField(card, "original_url") !== undefined) return "";
  const title = textField(card, "title");
  const url = textField(card, "title_link");
  const fields = objectsField(card, "fields").map((field) =>
    [textField(field, "title"), textField(field, "value")].filter((part) => part !== undefined).join(": "),
  );
  const parts = [
    textField(card, "pretext"),
    title !== undefined && url !== undefined ? linked(title, url) : title,
    textField(card, "text"),
    ...fields,
  ].filter((part) => part !== undefined && part !== "");
  return parts.length > 0 ? parts.join("\n") : (textField(card, "fallback") ?? "");
}

/** The message's text with the cards' under it. */
export function textWithCards(text: string, cards: readonly string[]): string {
  return [text, ...cards]
    .filter((part, index) => (index === 0 ? part !== "" || cards.length === 0 : part !== ""))
    .join("\n");
}
