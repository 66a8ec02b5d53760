/**
 * The lines of a Mattermost bulk import file: what each one is, and the messages a post's line holds.
 *
 * Source: https://docs.mattermost.com/onboard/bulk-loading-data.html, "Data format", version 1.
 */
import type { Archive } from "../archive.ts";
import {
  isJsonObject,
  type JsonObject,
  objectField,
  objectsField,
  textField,
  textsField,
  timeMsField,
} from "../json/fields.ts";
import type { ImportLimits } from "../limits.ts";

export interface MattermostFile {
  readonly archive: Archive;
  readonly entryName: string;
  /** Folder of the file, with a slash at its end; empty at the archive's top. */
  readonly root: string;
  readonly limits: ImportLimits;
}

export interface MattermostLine {
  readonly type: string;
  /** The object under the type's own name, which is where the format puts it. */
  readonly body: JsonObject;
  readonly whole: JsonObject;
}

export function lineFrom(value: unknown): MattermostLine {
  const whole = isJsonObject(value) ? value : {};
  const type = textField(whole, "type") ?? "";
  return { type, body: objectField(whole, type) ?? {}, whole };
}

/** A post or reply that has what no message can do without. */
export interface RawPost {
  readonly post: JsonObject;
  readonly username: string;
  readonly sentAtMs: number;
}

/**
 * The post and its replies in the file's order, and how many of them lack author, time or text. Replies of a post that
 * is itself left out stand on their own.
 */
export function postsOn({ body }: MattermostLine): {
  readonly root: RawPost | undefined;
  readonly replies: readonly RawPost[];
  readonly malformed: number;
} {
  const root = rawPost(body);
  const all = objectsField(body, "replies");
  const replies = all.map(rawPost).filter((reply) => reply !== undefined);
  return { root, replies, malformed: all.length - replies.length + (root === undefined ? 1 : 0) };
}

function rawPost(post: JsonObject): RawPost | undefined {
  const username = textField(post, "user");
  const sentAtMs = timeMsField(post, "create_at");
  if (username === undefined || sentAtMs === undefined || typeof post["message"] !== "string") return undefined;
  return { post, username, sentAtMs };
}

/** Names the channel of a post's line; undefined when the line does not say. */
export function channelKeyOf({ type, body }: MattermostLine): string | undefined {
  if (type === "direct_post") return directKey(textsField(body, "channel_members"));
  const team = textField(body, "team");
  const channel = textField(body, "channel");
  return team === undefined || channel === undefined ? undefined : channelKey(team, channel);
}

export function channelKey(team: string, channel: string): string {
  return `${team}/${channel}`;
}

/** A direct conversation has no name: its members are its identity. */
export function directKey(members: readonly string[]): string | undefined {
  return members.length === 0 ? undefined : `@${[...new Set(members)].sort().join("@")}`;
}
