/** `ReportsApi` over the HTTP interface; who made what is disclosed is checked here and not on the server. */
import { openReported } from "../reports/open-reported.ts";
import type { Warbler } from "../warbler.ts";
import type { ReportsApi } from "./reports-api.ts";

export const reportsOf = (me: Pick<Warbler, "api" | "identity">): ReportsApi => ({
  list: async (state) => (await me.api("reports", { ...(state !== undefined && { state }) })).reports,
  async read(id) {
    const { report, level, messages } = await me.api("readReport", undefined, { report: id });
    return { report, messages: await Promise.all(messages.map((one) => openReported(one, level, me.identity))) };
  },
  take: (report) => me.api("takeReport", undefined, { report }),
  close: (report, outcome) => me.api("closeReport", outcome, { report }),
});
