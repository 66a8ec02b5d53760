import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { takenInTime } from "./slow-readers.ts";

test("an answer that is begun just before the server looks has its whole time to be taken, and no more than twice that", () => {
  const looks: (() => void)[] = [];
  const clock = {
    after: (_ms: number, look: () => void) => {
      looks.push(look);
      return () => undefined;
    },
  };
  let ended = false;
  const request = { socket: { destroy: () => (ended = true) } };
  const response = Object.assign(new EventEmitter(), { headersSent: false });
  takenInTime(() => undefined, clock, 100)(request as never, response as never);
  response.headersSent = true;
  looks.shift()?.();
  expect(ended).toBe(false);
  looks.shift()?.();
  expect(ended).toBe(true);
});
