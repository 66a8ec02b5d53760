/** The main thread's end of the writer: hands plans over in batches and gives the outcomes back in order. */
import { Worker } from "node:worker_threads";
import type { Outcome, WirePlan } from "../plan.ts";
import { packPlans, unpackOutcomes } from "./packed.ts";
import type { Destruction, FromWriter, ToWriter, WriterSettings } from "./protocol.ts";
import type { GroupResult, Started } from "./writer.ts";

export interface WriterThread extends AsyncDisposable {
  /** Roles that were taken over at this start since there was no register of them. */
  readonly adoptedRoles: number;
  /** The log's head as last committed. */
  head(): GroupResult["head"];
  /** Resolves once the plan is durable and in the log, or refused; rejects when the store failed: nothing is known then. */
  apply(plan: WirePlan): Promise<Outcome>;
  /** Resolves once the keys are gone for good. */
  destroy(destruction: Destruction): Promise<void>;
}

export interface WriterEvents {
  /** Policy scopes that changed, told before the outcomes of the group that changed them. */
  readonly versionsRose: (versions: GroupResult["versions"]) => void;
  /** The store failed; the server must stop. */
  readonly broke: (sentence: string) => void;
}

/** So many plans gain nothing by more beside them. */
const FULL_BATCH = 64;

interface Waiting {
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

export async function startWriterThread(settings: WriterSettings, events: WriterEvents): Promise<WriterThread> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: settings, name: "writer" });
  const waiting: Waiting[] = [];
  const destructions = new Map<number, () => void>();
  let unsent: WirePlan[] = [];
  let nextId = 1;
  let broken: Error | undefined;
  const post = (message: ToWriter) => worker.postMessage(message);
  const postUnsent = () => {
    if (unsent.length > 0) post({ do: "apply", packed: packPlans(unsent) });
    unsent = [];
  };
  /**
   * A batch that is not full waits until the answers to the one before have left and the loop has taken in what came meanwhile:
   * that shares its crossing, its fsync, and its way out to whoever gets both.
   */
  const gather = () => {
    if (unsent.length >= FULL_BATCH) postUnsent();
    else setImmediate(() => setImmediate(postUnsent));
  };

  const started = await new Promise<Started>((resolve, reject) => {
    worker.once("error", reject);
    worker.once("message", (message: FromWriter) =>
      message.is === "started" ? resolve(message) : reject(new Error("the writer did not start")),
    );
  });

  let { head } = started;
  const breakAll = (sentence: string) => {
    if (broken !== undefined) return;
    broken = new Error(sentence);
    for (const { reject } of waiting.splice(0)) reject(broken);
    events.broke(sentence);
  };
  worker.on("error", (error) => breakAll(error instanceof Error ? error.message : "the writer failed"));
  let stopped: () => void = () => undefined;
  worker.on("message", (message: FromWriter) => {
    switch (message.is) {
      case "applied": {
        head = message.group.head;
        if (message.group.versions.length > 0) events.versionsRose(message.group.versions);
        const outcomes = unpackOutcomes(message.outcomes);
        for (const [at, { resolve }] of waiting.splice(0, outcomes.length).entries()) {
          const outcome = outcomes[at];
          if (outcome !== undefined) resolve(outcome);
        }
        gather();
        return;
      }
      case "destroyed":
        destructions.get(message.id)?.();
        destructions.delete(message.id);
        return;
      case "stopped":
        return stopped();
      case "broken":
        return breakAll(message.sentence);
      case "started":
        return;
    }
  });

  return {
    adoptedRoles: started.adoptedRoles,
    head: () => head,
    apply: (plan) => {
      if (broken !== undefined) return Promise.reject(broken);
      unsent.push(plan);
      // Every crossing costs: what comes while a batch is being written shares the next one.
      if (waiting.length === 0) gather();
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    destroy: (destruction) => {
      if (broken !== undefined) return Promise.reject(broken);
      const id = nextId++;
      postUnsent();
      return new Promise((resolve) => {
        destructions.set(id, resolve);
        post({ do: "destroy", id, destruction });
      });
    },
    async [Symbol.asyncDispose]() {
      if (broken === undefined) {
        const done = new Promise<void>((resolve) => {
          stopped = resolve;
        });
        postUnsent();
        post({ do: "stop" });
        await done;
      }
      await worker.terminate();
    },
  };
}
