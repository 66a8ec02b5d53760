/**
 * What can be seen of a server from outside without trusting it: its certificate's dates, its clock, its health. The
 * certificate is looked at, not believed; nothing is sent but the question.
 */
import { request } from "node:https";
import { TLSSocket } from "node:tls";
import { healthAnswer } from "@warbler/protocol";
import type { Words } from "../words/index.ts";
import type { Finding } from "./findings.ts";

export interface SeenServer {
  readonly state: "ready" | "needs-set-up" | "stopping";
  readonly certificateEndsAtMs: number;
  /** From the `Date` header, to the second. */
  readonly clockMs: number | undefined;
}

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_CHARS = 4_096;
const DAY_MS = 86_400_000;
const SOON_DAYS = 14;
const CLOCK_TOLERANCE_MS = 5_000;

/** Undefined when nothing that answers like Warbler is there. */
export async function lookAtServer(origin: string): Promise<SeenServer | undefined> {
  try {
    return await ask(new URL("/api/health", origin));
  } catch {
    return undefined;
  }
}

export function serverFindings(words: Words, seen: SeenServer | undefined, nowMs: number): readonly Finding[] {
  const said = words.commands.doctor;
  if (seen === undefined) {
    return [
      { check: "certificate", verdict: "warn", says: said.certificateUnseen, help: said.healthNoneHelp },
      { check: "health", verdict: "warn", says: said.healthNone, help: said.healthNoneHelp },
    ];
  }
  return [certificateFinding(words, seen, nowMs), clockFinding(words, seen, nowMs), healthFinding(words, seen)];
}

function certificateFinding(words: Words, { certificateEndsAtMs }: SeenServer, nowMs: number): Finding {
  const said = words.commands.doctor;
  const days = Math.floor((certificateEndsAtMs - nowMs) / DAY_MS);
  if (days >= SOON_DAYS) return { check: "certificate", verdict: "ok", says: said.certificateOk(days) };
  return days < 0
    ? { check: "certificate", verdict: "fail", says: said.certificateEnded, help: said.certificateHelp }
    : { check: "certificate", verdict: "warn", says: said.certificateSoon(days), help: said.certificateHelp };
}

function clockFinding(words: Words, { clockMs = 0 }: SeenServer, nowMs: number): Finding {
  const said = words.commands.doctor;
  const awayMs = Math.abs(nowMs - clockMs);
  if (awayMs <= CLOCK_TOLERANCE_MS) return { check: "clock", verdict: "ok", says: said.clockOk(CLOCK_TOLERANCE_MS) };
  const says = said.clockOff(Math.round(awayMs / 1_000));
  return { check: "clock", verdict: "fail", says, help: said.clockHelp };
}

function healthFinding(words: Words, { state }: SeenServer): Finding {
  const said = words.commands.doctor;
  switch (state) {
    case "ready":
      return { check: "health", verdict: "ok", says: said.healthReady };
    case "needs-set-up":
      return { check: "health", verdict: "warn", says: said.healthNeedsSetUp, help: said.healthNeedsSetUpHelp };
    case "stopping":
      return { check: "health", verdict: "warn", says: said.healthStopping };
  }
}

function ask(url: URL): Promise<SeenServer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { rejectUnauthorized: false, timeout: TIMEOUT_MS, agent: false }, (answer) => {
      const endsAt = answer.socket instanceof TLSSocket ? answer.socket.getPeerCertificate().valid_to : "";
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => {
        text += chunk;
        if (text.length > MAX_ANSWER_CHARS) asked.destroy(new Error("expected a short answer, got a long one"));
      });
      answer.on("error", reject);
      answer.on("end", () => {
        const health = healthAnswer.safeParse(jsonFrom(text));
        if (!health.success) return reject(new Error(`expected a Warbler at ${url.host}, got something else`));
        const date = answer.headers.date === undefined ? Number.NaN : Date.parse(answer.headers.date);
        resolve({
          state: health.data.state,
          certificateEndsAtMs: Date.parse(endsAt),
          clockMs: Number.isNaN(date) ? undefined : date,
        });
      });
    });
    asked.on("timeout", () => asked.destroy(new Error(`expected an answer within ${TIMEOUT_MS} ms, got none`)));
    asked.on("error", reject);
    asked.end();
  });
}

function jsonFrom(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
