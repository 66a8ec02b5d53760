/** Sign-in. */
import { useWords } from "../words/use-words.ts";
import { Door } from "./door.tsx";
import { SignInForm } from "./sign-in-form.tsx";

interface SignInPageProps {
  readonly organisation: string | undefined;
  readonly handle: string | undefined;
}

export function SignInPage({ organisation, handle }: SignInPageProps) {
  const words = useWords().account;
  return (
    <Door title={organisation === undefined ? words.signInTitle : words.signInTo(organisation)} says={words.signInSays}>
      <SignInForm handle={handle ?? ""} />
    </Door>
  );
}
