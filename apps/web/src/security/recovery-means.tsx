/** Which codes and passkeys there are and were, with their dates, so that an old paper is known for what it is. */
import type { RecoveryMeansStatus } from "@warbler/sdk";
import { dateTime } from "../ui/times.ts";
import { useLang } from "../words/use-words.ts";
import css from "./recovery.module.css";
import { useSecurityWords } from "./words/use-security-words.ts";

export function RecoveryMeans({ means }: { readonly means: readonly RecoveryMeansStatus[] }) {
  const said = useSecurityWords().recovery;
  const lang = useLang();
  const newestFirst = [...means].sort((a, b) => b.createdAtMs - a.createdAtMs);
  return (
    <ul className={css.means}>
      {newestFirst.map(({ means: one, createdAtMs, replacedAtMs }) => {
        const made = dateTime(createdAtMs, lang);
        return (
          <li key={`${one} ${createdAtMs}`}>
            <b>{said.means[one]}</b>:{" "}
            {replacedAtMs === undefined ? said.made(made) : said.replaced(made, dateTime(replacedAtMs, lang))}
          </li>
        );
      })}
    </ul>
  );
}
