/** Reviews that begin again and again. */
import type { SeriesAnswer } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { engine } from "../../platform/engine.ts";
import settings from "../../settings/settings-page.module.css";
import { Button } from "../../ui/button.tsx";
import { dateOnly } from "../../ui/times.ts";
import { useLang } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { useCampaignWords } from "./words/use-campaign-words.ts";

export function SeriesList({ mayEnd }: { readonly mayEnd: boolean }) {
  const words = useCampaignWords();
  const [series, setSeries] = useState<readonly SeriesAnswer[]>([]);
  const load = useCallback(() => {
    engine.ask("reviewSeries").then(setSeries, () => undefined);
  }, []);
  useEffect(load, [load]);
  return (
    <section aria-labelledby="series-title">
      <h2 id="series-title" className={settings.heading}>
        {words.series}
      </h2>
      <div className={settings.card}>
        {series.length === 0 && <p>{words.noSeries}</p>}
        {series.map((one) => (
          <Series key={one.id} series={one} mayEnd={mayEnd} onChanged={load} />
        ))}
      </div>
    </section>
  );
}

interface SeriesProps {
  readonly series: SeriesAnswer;
  readonly mayEnd: boolean;
  readonly onChanged: () => void;
}

function Series({ series: { id, name, repeat, nextAtMs }, mayEnd, onChanged }: SeriesProps) {
  const words = useCampaignWords();
  const lang = useLang();
  const action = useAction();
  const end = () =>
    action.run(async () => {
      await api("endReviewSeries", undefined, { series: id });
      onChanged();
    });
  return (
    <>
      <div className={settings.row}>
        <div className={settings.grow}>
          <b>{name}</b>
          <small>
            {words.repeats[repeat]}
            {nextAtMs !== undefined && ` · ${words.next(dateOnly(nextAtMs, lang))}`}
          </small>
        </div>
        {mayEnd && (
          <Button small busy={action.isBusy} onClick={end}>
            {words.end}
          </Button>
        )}
      </div>
      <GuardedProblem action={action} />
    </>
  );
}
