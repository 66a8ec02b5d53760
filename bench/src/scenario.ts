// A scenario is one question put to a server. The runner decides when, how often, and beside which other server.
import type { RunningServer } from "./driver.ts";

/** Figures by label; the label names the unit. The same label means the same thing in every scenario. */
export type Figures = Readonly<Record<string, number>>;

export interface Measurement {
  /** One round. Bounded in time and count by the scenario itself, and repeatable. */
  measure(): Promise<Figures>;
}

/** Why a scenario cannot be put to this server or on this machine, in one sentence. */
export interface Skipped {
  readonly skipped: string;
}

export interface Scenario {
  readonly name: string;
  /** Measured rounds per server, after one that is thrown away where `servers` is "shared". */
  readonly rounds: number;
  /**
   * "shared": all servers run at once and take turns round by round, idle while another is measured.
   * "fresh": each round gets a server of its own, alone on the machine.
   */
  readonly servers: "shared" | "fresh";
  prepare(server: RunningServer): Promise<Measurement | Skipped>;
}

/** How long and how large; the smoke test runs the same code with a fraction. */
export interface Scale {
  readonly durationMs: number;
  readonly rounds: number;
}
