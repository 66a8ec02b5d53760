/** Edits, reactions and the like that the server did not take are told in words. */
import { engine } from "../platform/engine.ts";
import { toast } from "../state/toasts.ts";
import { langNow } from "../words/use-words.ts";

export function failuresBecomeToasts(): void {
  engine.onEvent((event) => {
    if (event.type === "refused") toast(event.failure[langNow()], "problem");
  });
}
