/** Does one thing after another, in the order asked. */
export class Lane {
  #last: Promise<unknown> = Promise.resolve();

  /** A failure is the asker's alone: what was asked after it still runs. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work, work);
    this.#last = result.catch(() => {});
    return result;
  }

  /** Resolves when everything asked so far is done. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
