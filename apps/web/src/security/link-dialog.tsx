/** Asks before a suspicious link is followed, and says what is suspicious. */
import { type AskedLink, askedLinkStore } from "../chat/safe-link.tsx";
import { currentRoute } from "../platform/location.ts";
import { timelineOf } from "../state/timeline-state.ts";
import { openDialog } from "../state/ui-state.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useWords } from "../words/use-words.ts";
import css from "./link-dialog.module.css";

export function LinkDialog({ asked }: { readonly asked: AskedLink }) {
  const words = useWords();
  const message = messageWith(asked);
  const close = () => askedLinkStore.set(undefined);
  return (
    <Dialog
      title={words.links.title}
      onClose={close}
      foot={
        <>
          <Button kind="primary" onClick={close}>
            {words.links.stay}
          </Button>
          {message !== undefined && (
            <Button
              onClick={() => {
                close();
                openDialog({ kind: "report", message, link: asked.url.href });
              }}
            >
              {words.links.report}
            </Button>
          )}
          <Button
            onClick={() => {
              open(asked.url.href, "_blank", "noopener,noreferrer");
              close();
            }}
          >
            {words.links.follow}
          </Button>
        </>
      }
    >
      <p>{words.links.leadsTo}</p>
      <p className={css.address}>
        {asked.url.protocol}//<b>{asked.url.host}</b>
        {asked.url.pathname}
      </p>
      <ul className={css.dangers}>
        {asked.dangers.map((danger) => (
          <li key={danger}>{words.links.dangers[danger]}</li>
        ))}
      </ul>
    </Dialog>
  );
}

/** The message that the link stands in, if it is one of the open room. */
function messageWith({ seq }: AskedLink) {
  const route = currentRoute();
  if (route.page !== "room") return undefined;
  return timelineOf(route.room)
    .get()
    .messages.find((message) => message.seq === seq);
}
