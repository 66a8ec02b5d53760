/** Sign-in. */
import { useWords } from "../words/use-words.ts";
import { Door } from "./door.tsx";
import { SignInForm } from "./sign-in-form.tsx";

interface SignInPageProps {
  readonly organisation: string | undefined;
  readonly handle: string | undefined;
  readonly isKeyLost: boolean;
}

export function SignInPage({ organisation, handle, isKeyLost }: SignInPageProps) {
  const words = useWords().account;
  return (
    <Door
      title={organisation === undefined ? words.signInTitle : words.signInTo(organisation)}
      says={isKeyLost ? words.keyLost : words.signInSays}
    >
      <SignInForm handle={handle ?? ""} />
    </Door>
  );
}
