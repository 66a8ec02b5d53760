/** Where things lie in a Slack export: lists at the root, a folder of day files per conversation, uploads from tools that fetch them. */
import type { Archive, ArchiveEntry } from "../archive.ts";

export interface SlackEntries {
  /** Path of the folder that holds `users.json`, with a slash at its end; empty at the archive's top. */
  readonly root: string;
  readonly usersEntry: string | undefined;
  /** Day files by folder name, in the order of their days. */
  readonly dayFilesByFolder: ReadonlyMap<string, readonly ArchiveEntry[]>;
  /** Bytes of uploaded files by Slack's file id. */
  readonly uploadsByFileId: ReadonlyMap<string, ArchiveEntry>;
  /** Neither read nor one of the files Slack is known to add. */
  readonly unused: readonly string[];
}

export const CONVERSATION_LISTS = ["channels.json", "groups.json", "mpims.json", "dms.json"] as const;

const DAY_FILE = /^([^/]+)\/\d{4}-\d{2}-\d{2}\.json$/;
// slackdump and slack-export write uploads either for Mattermost's importer or beside the conversation.
const UPLOAD = /^__uploads\/([A-Z0-9]+)\/[^/]+$/;
const ATTACHMENT = /^[^/]+\/attachments\/([A-Z0-9]+)-[^/]+$/;

export function slackEntries(archive: Archive, root: string): SlackEntries {
  const dayFilesByFolder = new Map<string, ArchiveEntry[]>();
  const uploadsByFileId = new Map<string, ArchiveEntry>();
  const unused: string[] = [];
  let usersEntry: string | undefined;
  for (const entry of archive.entries) {
    const path = entry.name.startsWith(root) ? entry.name.slice(root.length) : undefined;
    const folder = path === undefined ? undefined : DAY_FILE.exec(path)?.[1];
    const fileId = path === undefined ? undefined : (UPLOAD.exec(path) ?? ATTACHMENT.exec(path))?.[1];
    // An organisation's export calls the list of its people org_users.json.
    if (path === "users.json" || (path === "org_users.json" && usersEntry === undefined)) usersEntry = entry.name;
    else if (folder !== undefined) append(dayFilesByFolder, folder, entry);
    else if (fileId !== undefined) uploadsByFileId.set(fileId, entry);
    else if (!CONVERSATION_LISTS.some((list) => list === path)) unused.push(entry.name);
  }
  for (const files of dayFilesByFolder.values()) files.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { root, usersEntry, dayFilesByFolder, uploadsByFileId, unused };
}

function append(map: Map<string, ArchiveEntry[]>, key: string, entry: ArchiveEntry): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [entry]);
  else list.push(entry);
}
