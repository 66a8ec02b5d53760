/** Nothing decrypted stays on the page behind a sign-out. */
import { forgetPictures } from "../chat/pictures.ts";
import { engine } from "../platform/engine.ts";
import { dialogStore, panelStore } from "../state/ui-state.ts";

export function forgetAtSignOut(): void {
  engine.onEvent((event) => {
    if (event.type !== "session" || event.session.phase !== "signed-out") return;
    forgetPictures();
    dialogStore.set(undefined);
    panelStore.set(undefined);
  });
}
