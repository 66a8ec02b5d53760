/** People whom the server finds for a filter, page by page until all are there or there are enough to look at. */
import { type AccountId, type ApiInput, isId, type ReviewedPerson, RISK_SIGNS, type RoleName } from "@warbler/protocol";
import { useCallback, useEffect, useState } from "react";
import { api } from "../../platform/api.ts";

/** More than anybody looks through: a filter finds the others. */
const MOST_HELD = 5_000;

export interface Review {
  readonly people: readonly ReviewedPerson[];
  readonly isDone: boolean;
  /** There are more than are held. */
  readonly isCut: boolean;
  readonly error: unknown;
  readonly load: () => void;
}

const NONE = { people: [], isDone: false, isCut: false, error: undefined } as const;

export function useReview(role: string, only: string): Review {
  const [state, setState] = useState<Omit<Review, "load">>(NONE);
  const [round, setRound] = useState(0);
  const load = useCallback(() => setRound((before) => before + 1), []);
  useEffect(() => setState(NONE), [role, only]);
  // `round` asks the same once more: what is shown stays until the first page is there.
  useEffect(() => {
    let isOver = false;
    const pages = async () => {
      const people: ReviewedPerson[] = [];
      for (let after: AccountId | undefined; ; ) {
        const page = await api("reviewPeople", { ...filterOf(role, only), ...(after !== undefined && { after }) });
        if (isOver) return;
        people.push(...page.people);
        after = page.next;
        const isDone = after === undefined || people.length >= MOST_HELD;
        setState({ people: [...people], isDone, isCut: isDone && after !== undefined, error: undefined });
        if (isDone) return;
      }
    };
    pages().catch((error: unknown) => {
      if (!isOver) setState((held) => ({ ...held, isDone: true, error }));
    });
    return () => {
      isOver = true;
    };
  }, [role, only, round]);
  return { ...state, load };
}

export const ONLY = ["suspended", ...RISK_SIGNS] as const;

function filterOf(role: string, only: string): Pick<ApiInput<"reviewPeople">, "role" | "only"> {
  const wanted = ONLY.find((one) => one === only);
  return { ...(isRoleName(role) && { role }), ...(wanted !== undefined && { only: wanted }) };
}

/** The server says what is none. */
const isRoleName = (text: string): text is RoleName => text !== "" && (isId(text) || /^[a-z-]+$/.test(text));
