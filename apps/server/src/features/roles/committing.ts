import type { Kernel } from "../../kernel/kernel.ts";
import type { Plan } from "../../kernel/plan.ts";
import type { AnyGrant, OpenGrant } from "../../kernel/policy/policy.ts";
import { ok, type Result } from "../../kernel/result.ts";

/** Commits what was planned; its receipt is nobody's to read here. */
export const committing =
  ({ ledger }: Pick<Kernel, "ledger">) =>
  async (grant: AnyGrant | OpenGrant, made: Plan): Promise<Result<undefined>> => {
    const done = await ledger.commit(grant, () => made);
    return done.ok ? ok(undefined) : done;
  };
