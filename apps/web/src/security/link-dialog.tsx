/** Asks before a suspicious link is followed, and says what is suspicious. */
import { askedLinkStore } from "../chat/safe-link.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useWords } from "../words/use-words.ts";
import type { CheckedLink } from "./link-dangers.ts";
import css from "./link-dialog.module.css";

export function LinkDialog({ asked }: { readonly asked: CheckedLink }) {
  const words = useWords();
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
