/** `EmergenciesApi` over the HTTP interface: the server decides all of it. */
import type { Warbler } from "../warbler.ts";
import type { EmergenciesApi } from "./emergencies-api.ts";

export const emergenciesOf = (me: Pick<Warbler, "api">): EmergenciesApi => ({
  own: () => me.api("ownEmergencies", undefined),
  now: () => me.api("emergenciesNow", undefined),
  begin: (asked) => me.api("beginEmergency", asked),
  endOwn: (emergency) => me.api("endOwnEmergency", undefined, { emergency }),
  list: async () => (await me.api("emergencies", undefined)).emergencies,
  end: (emergency) => me.api("endEmergency", undefined, { emergency }),
  acts: (emergency) => me.api("emergencyActs", undefined, { emergency }),
  judge: (emergency, judgement, note) => me.api("judgeEmergency", { judgement, note }, { emergency }),
});
