import { factType } from "../../kernel/plan.ts";

export const custodianNamed = factType<null>("key.custodian-named");
