/** One person as an officer sees them; asked for again after each act. */
import type { AccountId, PersonReview } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { api } from "../../platform/api.ts";

export function usePerson(account: AccountId): {
  readonly review: PersonReview | undefined;
  readonly error: unknown;
  readonly load: () => Promise<void>;
} {
  const [review, setReview] = useState<PersonReview>();
  const [error, setError] = useState<unknown>();
  const load = useCallback(async () => {
    try {
      setReview(await api("reviewPerson", undefined, { account }));
      setError(undefined);
    } catch (refused) {
      setError(refused);
    }
  }, [account]);
  useEffect(() => void load(), [load]);
  return { review, error, load };
}
