/** What stands in an act, field by field and in words, with names as this window knows them. What is signed are the bytes. */
import {
  type ActRequestAnswer,
  type ActValue,
  type AnyId,
  type BotAnswer,
  fieldsOfAct,
  type SsoProvider,
} from "@warbler/protocol";
import { Fragment, useEffect, useState } from "react";
import { api } from "../../platform/api.ts";
import { inSilence } from "../../state/attempt.ts";
import { peopleStore, roomsStore } from "../../state/chat-state.ts";
import { cleanName, roomNameNow } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { useStore } from "../../state/store.ts";
import { Time } from "../../ui/time.tsx";
import { useLang, useWords } from "../../words/use-words.ts";
import { useRoleNames } from "../roles/use-role-names.ts";
import { useApprovalWords } from "./words/use-approval-words.ts";

export function Meant({ act }: { readonly act: ActRequestAnswer }) {
  const words = useApprovalWords();
  const lang = useLang();
  const fields = fieldsOfAct(act);
  const nameOf = useNames();
  if (fields.length === 0) return null;
  return (
    <dl>
      <dt>{words.meant}</dt>
      {fields.map(({ path, said, values }, place) => (
        <dd key={`${place} ${path}`}>
          {words.field(said?.[lang] ?? words.unnamed(path))}
          <b>
            {values.length === 0
              ? words.nothing
              : values.map((value, at) => (
                  <Fragment key={at}>
                    {at > 0 && ", "}
                    <Value value={value} nameOf={nameOf} />
                  </Fragment>
                ))}
          </b>
        </dd>
      ))}
    </dl>
  );
}

interface ValueProps {
  readonly value: ActValue;
  readonly nameOf: (id: AnyId) => string | undefined;
}

function Value({ value, nameOf }: ValueProps) {
  const words = useApprovalWords();
  const lang = useLang();
  switch (value.kind) {
    case "said":
      return value.said[lang];
    case "id":
      return nameOf(value.id) ?? words.notKnown(value.id);
    case "time":
      return <Time atMs={value.atMs} />;
    case "text":
      return cleanName(value.text) || words.nothing;
  }
}

/** People and bots, rooms that one is in, roles, sign-in services and tokens; undefined for anything else. */
function useNames(): (id: AnyId) => string | undefined {
  const words = useWords();
  const people: ReadonlyMap<AnyId, { readonly name: string; readonly handle: string }> = useStore(peopleStore);
  const rooms = useStore(roomsStore);
  const roles = useRoleNames();
  const services = useServices();
  const tokens = useTokens();
  return (id) => {
    const person = people.get(id);
    if (person !== undefined) return `${cleanName(person.name)} (@${person.handle})`;
    const room = [...rooms.values()].find((one) => one.id === id);
    if (room !== undefined) return roomNameNow(room, words);
    const role = roles.all.find((one) => one === id);
    return role === undefined ? (services.get(id) ?? tokens.get(id)) : roles.of(role);
  };
}

function useServices(): ReadonlyMap<AnyId, string> {
  const lang = useLang();
  const mayRead = useMay("sso.configure");
  const [services, setServices] = useState<readonly SsoProvider[]>([]);
  useEffect(() => {
    if (mayRead) inSilence(api("ssoProviders", undefined).then(({ providers }) => setServices(providers)));
  }, [mayRead]);
  return new Map(services.map(({ id, names }) => [id, cleanName(names[lang])]));
}

function useTokens(): ReadonlyMap<AnyId, string> {
  const mayList = useMay("bot.list");
  const [bots, setBots] = useState<readonly BotAnswer[]>([]);
  useEffect(() => {
    if (mayList) inSilence(api("bots", undefined).then((answer) => setBots(answer.bots)));
  }, [mayList]);
  return new Map(
    bots.flatMap(({ name, tokens }) => tokens.map((one) => [one.id, `${cleanName(one.name)} (${cleanName(name)})`])),
  );
}
