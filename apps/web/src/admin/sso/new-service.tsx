/** Adds a sign-in service; the steps that follow are on its own page. */
import { LIMITS } from "@warbler/protocol";
import { useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import { go } from "../../platform/location.ts";
import settings from "../../settings/settings-page.module.css";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { GuardedProblem } from "../guarded-problem.tsx";
import { placeIn } from "../place.ts";
import { AuthorityField, ClientIdField, PrivateNetworkSwitch, SecretField } from "./service-fields.tsx";
import { useSsoAdminWords } from "./words/use-sso-admin-words.ts";

const NEW = { issuer: "", clientId: "", secret: "", en: "", zh: "", authority: "", privateNetwork: false };

export function NewService({ onAdded }: { readonly onAdded: () => Promise<void> }) {
  const words = useSsoAdminWords();
  const [typed, setTyped] = useState(NEW);
  const action = useAction();
  const edit = (part: Partial<typeof NEW>) => setTyped({ ...typed, ...part });
  const { issuer, clientId, en, zh, authority, privateNetwork } = typed;
  const body = {
    issuer,
    clientId,
    names: { en, zh: zh === "" ? en : zh },
    privateNetwork,
    ...(authority.trim() !== "" && { authority }),
  };
  const add = () =>
    action.run(async () => {
      const { id } = await api("addSsoProvider", body);
      await api("setSsoSecret", { secret: typed.secret }, { provider: id });
      await onAdded();
      go(placeIn("sso", [id]), { replace: true });
    });
  const name = { required: true, maxLength: LIMITS.ssoNameChars } as const;
  return (
    <section>
      <h2 className={settings.heading}>{words.newTitle}</h2>
      <p className={settings.intro}>{words.newSays}</p>
      <form
        className={settings.card}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextField
          label={words.issuer}
          hint={words.issuerHint}
          type="url"
          placeholder="https://login.example.com"
          required
          value={typed.issuer}
          onText={(issuer) => edit({ issuer })}
        />
        <ClientIdField value={typed.clientId} onEdit={(clientId) => edit({ clientId })} />
        <SecretField isThere={false} value={typed.secret} onEdit={(secret) => edit({ secret })} />
        <TextField
          {...name}
          label={words.nameEn}
          hint={words.nameHint}
          value={typed.en}
          onText={(en) => edit({ en })}
        />
        <TextField
          maxLength={LIMITS.ssoNameChars}
          label={words.nameZh}
          placeholder={typed.en}
          value={typed.zh}
          onText={(zh) => edit({ zh })}
        />
        <PrivateNetworkSwitch value={typed.privateNetwork} onEdit={(privateNetwork) => edit({ privateNetwork })} />
        {typed.privateNetwork && <AuthorityField value={typed.authority} onEdit={(authority) => edit({ authority })} />}
        <GuardedProblem action={action} />
        {action.code === "approval-needed" && <p className={settings.says}>{words.secretLater}</p>}
        <Button type="submit" kind="primary" busy={action.isBusy}>
          {words.add}
        </Button>
      </form>
    </section>
  );
}
