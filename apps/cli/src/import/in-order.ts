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
  /** Resolves when all are answered. */
  settle(): Promise<void>;
}

/** `confirmed` hears of batches in the order they were added, each when it and all before it are answered. */
export function sendInOrder<Item>(options: {
  readonly send: (batch: Batch<Item>) => Promise<void>;
  readonly confirmed: (batch: Batch<Item>) => Promise<void>;
  readonly maxUnderWay: number;
}): InOrder<Item> {
  const lastOfRoom = new Map<string, Promise<void>>();
  let confirmation = Promise.resolve();
  const underWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;

  async function throwFailure(): Promise<void> {
    if (failure !== undefined) throw failure.error;
  }
  return {
    async add(batch) {
      while (underWay.size >= options.maxUnderWay) await Promise.race(underWay);
      await throwFailure();
      const before = lastOfRoom.get(batch.room) ?? Promise.resolve();
      const sent = before.then(() => (failure === undefined ? options.send(batch) : undefined));
      const settled = sent.then(
        () => undefined,
        (error: unknown) => {
          failure ??= { error };
        },
      );
      lastOfRoom.set(batch.room, settled);
      underWay.add(settled);
      const order = confirmation;
      confirmation = settled.then(async () => {
        underWay.delete(settled);
        await order;
        if (failure === undefined) await options.confirmed(batch);
      });
    },
    async settle() {
      await confirmation;
      await throwFailure();
    },
  };
}
