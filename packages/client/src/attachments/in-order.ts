/** Runs work on numbers from `from` to `to - 1`, a few ahead at a time, and hands the results on in order. */
export async function* inOrder<T>(
  { from, to, ahead }: { readonly from: number; readonly to: number; readonly ahead: number },
  work: (number: number) => Promise<T>,
): AsyncGenerator<readonly [number, T], void> {
  const running: Promise<T>[] = [];
  let next = from;
  for (let at = from; at < to; at++) {
    for (; next < to && running.length < ahead; next++) {
      const started = work(next);
      // A failure is met when its turn comes; until then it must not count as unhandled.
      started.catch(() => {});
      running.push(started);
    }
    const first = running.shift();
    if (first !== undefined) yield [at, await first];
  }
}
