/** `warbler chat-rules`: how long messages can be taken back, who sees how far others have read, how new rooms are protected, and the watermark. */
import {
  type ChatRules,
  LIMITS,
  NEW_ROOM_LEVELS,
  type NewRoomLevel,
  RECEIPT_RULES,
  type ReceiptRule,
} from "@warbler/protocol";
import type { Command } from "commander";
import type { CliDeps } from "../cli-deps.ts";
import { printDone } from "../output/done.ts";
import { table } from "../output/table.ts";
import { durationMs, oneOf, valueFailure } from "../usage.ts";
import type { Words } from "../words/index.ts";

const SHOWN = ["on", "off"] as const;
type Shown = (typeof SHOWN)[number];

interface SetOptions {
  readonly recall?: number | "any-time";
  readonly receipts?: ReceiptRule;
  readonly newRooms?: NewRoomLevel;
  readonly watermark?: Shown;
}

export function addChatRules(program: Command, deps: Pick<CliDeps, "words" | "output" | "session">): void {
  const { words, output, session } = deps;
  const said = words.commands.chatRules;
  const rules = program.command("chat-rules").description(said.says);
  rules
    .command("show", { isDefault: true })
    .description(said.showSays)
    .action(async () => {
      await using me = await session.open();
      const now = await me.api("chatRules", undefined);
      await output.result(now, shown(now, words));
    });
  rules
    .command("set")
    .description(said.setSays)
    .option("--recall <time>", said.recallOption, recallTime(words))
    .option("--receipts <rule>", said.receiptsOption, oneOf(words, RECEIPT_RULES))
    .option("--new-rooms <level>", said.newRoomsOption, oneOf(words, NEW_ROOM_LEVELS))
    .option("--watermark <choice>", said.watermarkOption, oneOf(words, SHOWN))
    .action(async ({ recall, receipts, newRooms, watermark }: SetOptions) => {
      if ([recall, receipts, newRooms, watermark].every((one) => one === undefined))
        throw valueFailure(said.nothingToSet);
      await using me = await session.open();
      const before = await me.api("chatRules", undefined);
      const withinMs = recall ?? before.recall.at(-1)?.withinMs ?? "any-time";
      const next = {
        receipts: receipts ?? before.receipts,
        ...(withinMs !== "any-time" && { recallWithinMs: withinMs }),
        ...(newRooms !== undefined && { newRooms }),
        ...(watermark !== undefined && { watermark: watermark === "on" }),
      };
      await me.api("configureChat", next);
      const now = await me.api("chatRules", undefined);
      await printDone(now, shown(now, words), deps);
    });
  rules
    .command("receipts")
    .description(said.shareSays)
    .argument("<choice>", said.choice, oneOf(words, ["share", "hide"]))
    .action(async (choice: string) => {
      await using me = await session.open();
      await me.api("shareReceipts", { shared: choice === "share" });
      await printDone({ sharesReceipts: choice === "share" }, [choice === "share" ? said.shared : said.hidden], deps);
    });
}

function shown(now: ChatRules, words: Words): readonly string[] {
  const said = words.commands.chatRules;
  return table([
    [said.recall, recallText(now, words)],
    [said.receipts, said.receiptRules[now.receipts]],
    [said.newRooms, now.newRooms ?? said.noLevel],
    [said.watermark, said.watermarkIs[now.watermark ? "on" : "off"]],
    [said.own, now.sharesReceipts ? said.shared : said.hidden],
  ]);
}

function recallText({ recall }: ChatRules, { commands }: Words): string {
  const withinMs = recall.at(-1)?.withinMs;
  if (withinMs === undefined) return commands.chatRules.anyTime;
  return withinMs === 0 ? commands.chatRules.never : commands.chatRules.within(Math.ceil(withinMs / 60_000));
}

/** `never`, `any-time`, or a length of time within the limit. */
function recallTime(words: Words): (text: string) => number | "any-time" {
  return (text) => {
    if (text === "any-time") return text;
    const withinMs = text === "never" ? 0 : durationMs(words)(text);
    if (withinMs > LIMITS.recallWithinMs) throw valueFailure(words.usage.notDuration(text));
    return withinMs;
  };
}
