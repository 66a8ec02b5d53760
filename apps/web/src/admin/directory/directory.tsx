/** Console: the other system that tells who works here: its address and tokens, its people and groups, and how it goes. */
import type { DirectoryAnswer, MadeToken } from "@warbler/protocol";
import { Copy } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { failureText } from "../../chat/failure-text.ts";
import { api } from "../../platform/api.ts";
import { copyText } from "../../platform/clipboard.ts";
import settings from "../../settings/settings-page.module.css";
import { useMay } from "../../state/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/problem.tsx";
import { Time } from "../../ui/time.tsx";
import { useLang, useWords } from "../../words/use-words.ts";
import { TokenList } from "../tokens/token-list.tsx";
import { TokenSecret } from "../tokens/token-secret.tsx";
import css from "./directory.module.css";
import { DirectoryPeople } from "./directory-people.tsx";
import { DirectoryTokenDialog } from "./directory-token-dialog.tsx";
import { Groups } from "./groups.tsx";
import { useDirectoryWords } from "./words/use-directory-words.ts";

export function Directory() {
  const words = useDirectoryWords();
  const lang = useLang();
  const [directory, setDirectory] = useState<DirectoryAnswer>();
  const [error, setError] = useState<unknown>();
  const load = useCallback(async () => setDirectory(await api("directory", undefined)), []);
  useEffect(() => void load().catch(setError), [load]);
  return (
    <>
      <div className={settings.card}>
        <p>{words.says}</p>
        {error !== undefined && <Problem text={failureText(error, lang)} />}
        {directory !== undefined && <Address url={directory.url} />}
      </div>
      {directory !== undefined && (
        <>
          <Tokens directory={directory} onChanged={load} />
          <DirectoryPeople counts={directory.people} />
          <Groups groups={directory.groups} onChanged={load} />
          <Requests requests={directory.requests} />
        </>
      )}
    </>
  );
}

function Address({ url }: { readonly url: string }) {
  const words = useDirectoryWords();
  const { common } = useWords();
  const [isCopied, setCopied] = useState(false);
  return (
    <div className={css.address}>
      <b id="scim-address">{words.address}</b>
      <code aria-labelledby="scim-address">{url}</code>
      <Button small onClick={() => void copyText(url).then(setCopied)}>
        <Copy size={15} aria-hidden /> {isCopied ? common.copied : common.copy}
      </Button>
      <small>{words.addressSays}</small>
    </div>
  );
}

interface TokensProps {
  readonly directory: DirectoryAnswer;
  readonly onChanged: () => Promise<void>;
}

function Tokens({ directory: { tokens }, onChanged }: TokensProps) {
  const words = useDirectoryWords();
  const mayConfigure = useMay("directory.configure");
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<MadeToken>();
  return (
    <section aria-labelledby="directory-tokens">
      <h2 id="directory-tokens" className={settings.heading}>
        {words.tokens}
      </h2>
      <div className={settings.card}>
        {tokens.length === 0 && <p className={settings.says}>{words.noToken}</p>}
        {tokens.length > 0 && <TokenList label={words.tokens} tokens={tokens} onChanged={onChanged} />}
        {mayConfigure && (
          <div className={settings.buttons}>
            <Button onClick={() => setMaking(true)}>{words.newToken}</Button>
          </div>
        )}
      </div>
      {isMaking && (
        <DirectoryTokenDialog
          onClose={() => setMaking(false)}
          onMade={(token) => {
            setMade(token);
            setMaking(false);
            onChanged().catch(reportError);
          }}
        />
      )}
      {made !== undefined && <TokenSecret made={made} onClose={() => setMade(undefined)} />}
    </section>
  );
}

function Requests({ requests }: Pick<DirectoryAnswer, "requests">) {
  const words = useDirectoryWords();
  return (
    <section aria-labelledby="directory-requests">
      <h2 id="directory-requests" className={settings.heading}>
        {words.requests}
      </h2>
      <div className={settings.card}>
        {requests.length === 0 ? (
          <p className={settings.says}>{words.noRequests}</p>
        ) : (
          <table className={css.requests}>
            <thead>
              <tr>
                <th>{words.columns.at}</th>
                <th>{words.columns.what}</th>
                <th>{words.columns.outcome}</th>
              </tr>
            </thead>
            <tbody>
              {requests.map(({ atMs, what, outcome }, at) => (
                <tr key={`${atMs} ${what} ${at}`}>
                  <td>
                    <Time atMs={atMs} />
                  </td>
                  <td>
                    <code>{what}</code>
                  </td>
                  <td>{outcome}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}
