/** Fields that a new sign-in service and the settings of one share. */
import { LIMITS } from "@warbler/protocol";
import { PasswordField, Switch, TextField } from "../../ui/field.tsx";
import { useSsoAdminWords } from "./words/use-sso-admin-words.ts";

interface Field<Value> {
  readonly value: Value;
  readonly onEdit: (value: Value) => void;
}

export function ClientIdField({ value, onEdit }: Field<string>) {
  const words = useSsoAdminWords();
  return (
    <TextField
      label={words.clientId}
      required
      maxLength={LIMITS.ssoClientIdChars}
      autoComplete="off"
      spellCheck={false}
      value={value}
      onText={onEdit}
    />
  );
}

/** `isThere`: one is set, and stays while nothing is typed. */
export function SecretField({ value, isThere, onEdit }: Field<string> & { readonly isThere: boolean }) {
  const words = useSsoAdminWords();
  return (
    <PasswordField
      label={words.secret}
      hint={isThere ? words.secretThere : words.secretHint}
      showLabel={words.show}
      hideLabel={words.hide}
      required={!isThere}
      maxLength={LIMITS.ssoSecretChars}
      autoComplete="off"
      value={value}
      onText={onEdit}
    />
  );
}

export function PrivateNetworkSwitch({ value, onEdit }: Field<boolean>) {
  const words = useSsoAdminWords();
  return <Switch label={words.privateNetwork} hint={words.privateHint} on={value} onSwitch={onEdit} />;
}

export function AuthorityField({ value, onEdit }: Field<string>) {
  const words = useSsoAdminWords();
  return (
    <TextField label={words.authority} hint={words.authorityHint} spellCheck={false} value={value} onText={onEdit} />
  );
}
