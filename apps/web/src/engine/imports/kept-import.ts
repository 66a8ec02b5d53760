/** The import that is under way on this device, in the sealed store, so that it goes on after a reload. */
import { type MessageSourceId, SKIP_REASONS, sourceId } from "@warbler/imports";
import type { ImportCursor } from "@warbler/imports/bring-in";
import type { Store } from "@warbler/sdk";
import * as z from "zod/mini";

const KEY = "import-under-way";
const SECRET = "import-secret";
const SECRET_BYTES = 32;

const kept = z.object({
  fileName: z.string(),
  sizeBytes: z.int(),
  format: z.enum(["slack", "mattermost"]),
  level: z.enum(["sealed", "e2ee"]),
  counts: z.object({
    people: z.int(),
    rooms: z.int(),
    messages: z.int(),
    replies: z.int(),
    reactions: z.int(),
    edited: z.int(),
    files: z.int(),
    firstAtMs: z.optional(z.number()),
    lastAtMs: z.optional(z.number()),
    skipped: z.array(z.object({ reason: z.enum(SKIP_REASONS), count: z.int() })),
  }),
  cursor: z.optional(z.object({ after: z.string(), messages: z.int() })),
});
export type KeptImport = z.infer<typeof kept>;

export async function readKeptImport(store: Store): Promise<KeptImport | undefined> {
  const bytes = await store.read(KEY);
  if (bytes === undefined) return undefined;
  const parsed = z.safeParse(kept, JSON.parse(new TextDecoder().decode(bytes)));
  return parsed.success ? parsed.data : undefined;
}

export async function keepImport(store: Store, value: KeptImport | undefined): Promise<void> {
  const bytes = value === undefined ? undefined : new TextEncoder().encode(JSON.stringify(value));
  await store.write([{ key: KEY, value: bytes }]);
}

export function cursorOf(cursor: KeptImport["cursor"]): ImportCursor | undefined {
  return cursor && { after: sourceId<MessageSourceId>(cursor.after), messages: cursor.messages };
}

/** From which keys of imported files follow: the same file is found stored by a second run. */
export async function importSecret(store: Store, randomBytes: (count: number) => Uint8Array): Promise<Uint8Array> {
  const held = await store.read(SECRET);
  if (held?.length === SECRET_BYTES) return held;
  const made = randomBytes(SECRET_BYTES);
  await store.write([{ key: SECRET, value: made }]);
  return made;
}
