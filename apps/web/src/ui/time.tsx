/** A moment in the reader's own time zone; in UTC for who hovers. */
import { useLang } from "../words/use-words.ts";
import { dateTime } from "./times.ts";

export function Time({ atMs }: { readonly atMs: number }) {
  const lang = useLang();
  const iso = new Date(atMs).toISOString();
  return (
    <time dateTime={iso} title={`${iso.slice(0, 19).replace("T", " ")} UTC`}>
      {dateTime(atMs, lang)}
    </time>
  );
}
