/** Nothing decrypted stays on the page behind a sign-out, and nothing of one person with another one. */
import { forgetPictures } from "../chat/pictures.ts";
import { forgetUnderWay } from "../chat/send-message.ts";
import { engine } from "../platform/engine.ts";
import { settingsAreOf } from "../platform/settings.ts";
import { sessionStore } from "../state/chat-state.ts";
import { forgetQuestions } from "../state/guests.ts";
import { forgetMembers } from "../state/members.ts";
import { dialogStore, panelStore } from "../state/ui-state.ts";

export function forgetAtSignOut(): void {
  engine.onEvent((event) => {
    if (event.type !== "session" || event.session.phase !== "signed-out") return;
    forgetPictures();
    forgetMembers();
    forgetQuestions();
    forgetUnderWay();
    dialogStore.set(undefined);
    panelStore.set(undefined);
  });
  sessionStore.subscribe(() => {
    const session = sessionStore.get();
    if (session.phase === "signed-in") settingsAreOf(session.me.account);
    // Who is still known here only has to sign in again.
    else if (session.phase === "signed-out" && session.handle === undefined) settingsAreOf("");
  });
}
