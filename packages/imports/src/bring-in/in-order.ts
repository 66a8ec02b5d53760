/**
 * Sends batches with a few on their way, in order within each room: a reply must not overtake the message it answers.
 * While one batch is on its way the next ones are read and encoded.
 */

export interface Batch<Item> {
  readonly room: string;
  readonly items: readonly Item[];
}

export interface InOrder<Item> {
  /** Waits while too many batches are under way. Throws what an earlier batch failed with. */
  add(batch: Batch<Item>): Promise<void>;
  /** Resolves when all are confirmed; throws what one of them failed with. */
  settle(): Promise<void>;
  /** Resolves when nothing is under way any more, whether it failed or not. */
  idle(): Promise<void>;
}

/** `confirmed` hears of batches in the order they were added, each when it and all before it are answered. */
export function sendInOrder<Item>(options: {
  readonly send: (batch: Batch<Item>) => Promise<void>;
  readonly confirmed: (batch: Batch<Item>) => Promise<void>;
  readonly maxUnderWay: number;
}): InOrder<Item> {
  const lastOfRoom = new Map<string, Promise<void>>();
  const underWay = new Set<Promise<void>>();
  /** Whether everything added so far is confirmed; resolves when that is known. */
  let allConfirmed = Promise.resolve(true);
  let failure: { readonly error: unknown } | undefined;

  const untilFailure = (work: () => Promise<void>): Promise<boolean> =>
    work().then(
      () => true,
      (error: unknown) => {
        failure ??= { error };
        return false;
      },
    );
  async function settle(): Promise<void> {
    await allConfirmed;
    if (failure !== undefined) throw failure.error;
  }
  return {
    async add(batch) {
      while (underWay.size >= options.maxUnderWay) await Promise.race(underWay);
      if (failure !== undefined) return settle();
      const before = lastOfRoom.get(batch.room) ?? Promise.resolve();
      const sent = before.then(async () => failure === undefined && untilFailure(() => options.send(batch)));
      const settled = sent.then(() => {
        underWay.delete(settled);
      });
      underWay.add(settled);
      lastOfRoom.set(batch.room, settled);
      const earlier = allConfirmed;
      allConfirmed = sent.then(
        async (isSent) => (await earlier) && isSent && untilFailure(() => options.confirmed(batch)),
      );
    },
    settle,
    async idle() {
      await allConfirmed;
    },
  };
}
