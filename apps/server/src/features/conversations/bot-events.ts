/** Members of a room are told, in its record, when a bot among them gets a token: what the bot can do is their business. */
import type { AccountId, RoomId, TokenScope } from "@warbler/protocol";
import type { Kernel } from "../../kernel/kernel.ts";
import type { Step } from "../../kernel/plan.ts";
import type { Left } from "./leaving.ts";
import { eventStep } from "./room-steps.ts";
import { conversationStore } from "./store.ts";

export interface NewBotToken {
  readonly bot: AccountId;
  readonly by: AccountId;
  readonly scopes: readonly TokenScope[];
  /** The rooms that the token is limited to, if it is. */
  readonly rooms: readonly RoomId[] | undefined;
}

export const botEvents =
  ({ policy, reader, clock }: Pick<Kernel, "policy" | "reader" | "clock">) =>
  async ({
    bot,
    by,
    scopes,
    rooms: only,
  }: NewBotToken): Promise<{ rooms: readonly Left[]; steps: readonly Step[] }> => {
    const reached = (await conversationStore(reader).roomsOf(bot)).filter((room) => only?.includes(room) ?? true);
    const rooms = await Promise.all(
      reached.map(async (room) => ({ room, accounts: [...(await policy.rosterOf(room)).keys()] })),
    );
    const event = { what: "bot-token", account: bot, name: scopes.join(" ") };
    return { rooms, steps: reached.map((room) => eventStep(room, { account: by }, event, clock.nowMs())) };
  };
