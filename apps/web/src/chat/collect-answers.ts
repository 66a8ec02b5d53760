/** Goes through what lies between the first message of a thread and what the room shows, page by page, until the two meet. */

export interface CollectAnswersDeps<Message extends { readonly seq: number }> {
  readonly rootSeq: number;
  /** The oldest message that the room shows now; it may come nearer meanwhile. */
  readonly firstShown: () => number;
  /** Messages with `after < seq < before`, the oldest first; none ends it. */
  readonly page: (after: number, before: number) => Promise<readonly Message[]>;
  readonly take: (messages: readonly Message[]) => void;
}

export async function collectAnswers<Message extends { readonly seq: number }>({
  rootSeq,
  firstShown,
  page,
  take,
}: CollectAnswersDeps<Message>): Promise<void> {
  for (let after = rootSeq; after + 1 < firstShown(); ) {
    const messages = await page(after, firstShown());
    const last = messages.at(-1);
    if (last === undefined) return;
    take(messages);
    after = last.seq;
  }
}
