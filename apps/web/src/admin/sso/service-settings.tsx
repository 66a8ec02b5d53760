/** The settings of a sign-in service, and its secret anew. */
import { type ApiInput, LIMITS, type SsoProvider } from "@warbler/protocol";
import { useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { toast } from "../../state/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { Choices, TextField } from "../../ui/field.tsx";
import { useWords } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { AuthorityField, ClientIdField, PrivateNetworkSwitch, SecretField } from "./service-fields.tsx";
import { useSsoAdminWords } from "./words/use-sso-admin-words.ts";

interface ServiceSettingsProps {
  readonly service: SsoProvider;
  readonly onChanged: () => Promise<void>;
}

const LISTS = ["domains", "scopes", "requiredAcr", "requiredAmr", "factorAcr", "factorAmr"] as const;
const wordsIn = (text: string): string[] => text.split(/[\s,，]+/).filter(Boolean);

/** As typed: lists are words with spaces between. */
const typedFrom = (service: SsoProvider) => ({
  en: service.names.en,
  zh: service.names.zh,
  clientId: service.clientId,
  joining: service.joining,
  externalIdClaim: service.externalIdClaim,
  privateNetwork: service.privateNetwork,
  authority: service.authority ?? "",
  secret: "",
  lists: Object.fromEntries(LISTS.map((name) => [name, service[name].join(" ")])),
});
type Typed = ReturnType<typeof typedFrom>;

function settingsFrom({ en, zh, clientId, joining, externalIdClaim, privateNetwork, authority, lists }: Typed) {
  const listed = (name: (typeof LISTS)[number]) => wordsIn(lists[name] ?? "");
  const made: ApiInput<"changeSsoProvider"> = {
    names: { en, zh },
    clientId,
    joining,
    externalIdClaim,
    privateNetwork,
    domains: listed("domains"),
    scopes: listed("scopes"),
    requiredAcr: listed("requiredAcr"),
    requiredAmr: listed("requiredAmr"),
    factorAcr: listed("factorAcr"),
    factorAmr: listed("factorAmr"),
    ...(authority.trim() !== "" && { authority }),
  };
  return made;
}

export function ServiceSettings({ service, onChanged }: ServiceSettingsProps) {
  const words = useSsoAdminWords();
  const { common } = useWords();
  const [typed, setTyped] = useState(() => typedFrom(service));
  const action = useAction();
  const provider = service.id;
  const body = settingsFrom(typed);
  const isChanged = JSON.stringify(body) !== JSON.stringify(settingsFrom(typedFrom(service)));
  const edit = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const list = (name: (typeof LISTS)[number]) => ({
    value: typed.lists[name] ?? "",
    spellCheck: false,
    onText: (text: string) => edit({ lists: { ...typed.lists, [name]: text } }),
  });
  const save = () =>
    action.run(async () => {
      // The secret goes its own way: others may have to sign the settings, and nobody the secret.
      if (typed.secret !== "") await api("setSsoSecret", { secret: typed.secret }, { provider });
      edit({ secret: "" });
      if (isChanged) await api("changeSsoProvider", body, { provider });
      toast(words.saved);
      await onChanged();
    });
  const name = { required: true, maxLength: LIMITS.ssoNameChars } as const;
  return (
    <form
      className={settings.card}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <div>
        <h3>{words.settings}</h3>
        <p className={settings.says}>{words.settingsSays}</p>
      </div>
      <TextField {...name} label={words.nameEn} value={typed.en} onText={(en) => edit({ en })} />
      <TextField {...name} label={words.nameZh} value={typed.zh} onText={(zh) => edit({ zh })} />
      <ClientIdField value={typed.clientId} onEdit={(clientId) => edit({ clientId })} />
      <SecretField isThere={service.hasSecret} value={typed.secret} onEdit={(secret) => edit({ secret })} />
      <Choices
        label={words.joining}
        value={typed.joining}
        options={[
          { value: "linked", label: words.joiningLinked },
          { value: "provisioned", label: words.joiningProvisioned },
          { value: "domain", label: words.joiningDomain },
        ]}
        onChoose={(joining) => edit({ joining })}
      />
      {typed.joining === "provisioned" && (
        <TextField
          label={words.externalIdClaim}
          hint={words.externalIdHint}
          required
          spellCheck={false}
          value={typed.externalIdClaim}
          onText={(externalIdClaim) => edit({ externalIdClaim })}
        />
      )}
      {typed.joining === "domain" && (
        <TextField {...list("domains")} label={words.domains} hint={words.domainsHint} required />
      )}
      <TextField {...list("requiredAcr")} label={words.requiredAcr} hint={words.listHint} />
      <TextField {...list("requiredAmr")} label={words.requiredAmr} hint={words.listHint} />
      <TextField {...list("factorAcr")} label={words.factorAcr} hint={words.factorHint} />
      <TextField {...list("factorAmr")} label={words.factorAmr} hint={words.factorHint} />
      <TextField {...list("scopes")} label={words.scopes} />
      <PrivateNetworkSwitch value={typed.privateNetwork} onEdit={(privateNetwork) => edit({ privateNetwork })} />
      <AuthorityField value={typed.authority} onEdit={(authority) => edit({ authority })} />
      <GuardedProblem action={action} />
      <div className={settings.buttons}>
        <Button type="submit" busy={action.isBusy}>
          {common.save}
        </Button>
      </div>
    </form>
  );
}
