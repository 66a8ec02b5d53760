import { type AccountId, LIMITS } from "@warbler/protocol";
import type { Feature } from "../../kernel/feature.ts";
import { ok } from "../../kernel/result.ts";
import { route } from "../../kernel/routes/route.ts";
import type { DeviceRules } from "./devices.ts";
import { deviceTables } from "./tables.ts";

export { deviceTables } from "./tables.ts";

const self = (_input: unknown, caller: { readonly account: AccountId }) =>
  ({ kind: "account", account: caller.account }) as const;

export const devicesFeature = (rules: DeviceRules): Feature => ({
  name: "devices",
  tables: deviceTables,
  routes: [
    route("approvals")
      .requires("device.approve", self)
      .handle((grant) => rules.list(grant)),
    route("askApproval")
      .requires("device.approve", self)
      .handle((grant, { body }) => rules.ask(grant, body.payload)),
    route("answerApproval")
      .requires("device.approve", self)
      .handle((grant, { params, body }) => rules.answer(grant, params.approval, body.payload)),
    route("endApproval")
      .requires("device.approve", self)
      .handle((grant, { params }) => rules.end(grant, params.approval)),
    route("transfers")
      .requires("device.approve", self)
      .handle((grant) => rules.transfers(grant)),
    route("putTransfer", { maxBodyBytes: LIMITS.transferChunkBytes })
      .requires("device.approve", self)
      .handle((grant, { params, bytes }) => rules.putChunk(grant, params.device, { chunk: params.chunk, bytes })),
    route("getTransfer")
      .requires("device.approve", self)
      .handle(async (grant, { params }) => {
        const chunk = await rules.chunk(grant, params.device, params.chunk);
        return chunk.ok ? ok({ raw: chunk.value, contentType: "application/octet-stream" }) : chunk;
      }),
    route("endTransfer")
      .requires("device.approve", self)
      .handle((grant, { params }) => rules.endTransfer(grant, params.device)),
  ],
});
