/** Who wrote a message: somebody here, or somebody elsewhere, in the word of the member who brought it in. */
import type { TimelineMessage } from "@warbler/sdk";
import { cleanName, nameOf, useName } from "./people.ts";

type Written = Pick<TimelineMessage, "author" | "importedAs">;

export function useWriterName(message: Written | undefined): string {
  const here = useName(message?.author.id);
  return message?.importedAs === undefined ? here : cleanName(message.importedAs.author);
}

/** Undefined for somebody who is not known here. */
export function writerNameOf({ author, importedAs }: Written): string | undefined {
  return importedAs === undefined ? nameOf(author.id) : cleanName(importedAs.author);
}

/** Equal for messages of one writer; the tile's colour follows from it. */
export function writerOf({ author, importedAs }: Written): string {
  return importedAs === undefined ? author.id : `${author.id} ${importedAs.author}`;
}

export function isWrittenBy(account: string | undefined, { author, importedAs }: Written): boolean {
  return author.id === account && importedAs === undefined;
}
