/** Reviews that begin again and again. */
import type { SeriesAnswer } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { engine } from "../../platform/engine.ts";
import settings from "../../settings/settings-page.module.css";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { dateOnly } from "../../ui/times.ts";
import { useLang } from "../../words/use-words.ts";
import { useCampaignWords } from "./words/use-campaign-words.ts";

export function SeriesList({ mayEnd }: { readonly mayEnd: boolean }) {
  const words = useCampaignWords();
  const lang = useLang();
  const action = useAction();
  const [series, setSeries] = useState<readonly SeriesAnswer[]>([]);
  const load = useCallback(() => {
    engine.ask("reviewSeries").then(setSeries, () => undefined);
  }, []);
  useEffect(load, [load]);
  const end = (id: SeriesAnswer["id"]) =>
    action.run(async () => {
      await engine.ask("endReviewSeries", id);
      load();
    });
  return (
    <section aria-labelledby="series-title">
      <h2 id="series-title" className={settings.heading}>
        {words.series}
      </h2>
      <div className={settings.card}>
        {series.length === 0 && <p>{words.noSeries}</p>}
        {series.map((one) => (
          <div key={one.id} className={settings.row}>
            <div className={settings.grow}>
              <b>{one.name}</b>
              <small>
                {words.repeats[one.repeat]}
                {one.nextAtMs !== undefined && ` · ${words.next(dateOnly(one.nextAtMs, lang))}`}
              </small>
            </div>
            {mayEnd && (
              <Button small busy={action.isBusy} onClick={() => end(one.id)}>
                {words.end}
              </Button>
            )}
          </div>
        ))}
        <Problem text={action.problem} />
      </div>
    </section>
  );
}
