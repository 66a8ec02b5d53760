import { describe, expect, test } from "vitest";
import { createTickets } from "./tickets.ts";

const newTickets = (limits: { readonly most?: number; readonly mostOfOne?: number } = {}) => {
  const clock = { atMs: 0, nowMs: () => clock.atMs };
  return {
    clock,
    tickets: createTickets<string>({ clock, lastsMs: 100, of: (about) => about.slice(0, 1), ...limits }),
  };
};

describe("a ticket", () => {
  test("is taken once, and not after its time", () => {
    const { clock, tickets } = newTickets();
    const [first, second] = [tickets.issue("a1").ticket, tickets.issue("a2").ticket];
    expect([tickets.take(first), tickets.take(first)]).toEqual(["a1", undefined]);
    clock.atMs = 100;
    expect(tickets.take(second)).toBeUndefined();
  });

  test("that is given back keeps the time it had left", () => {
    const { clock, tickets } = newTickets();
    const { ticket } = tickets.issue("a");
    tickets.take(ticket);
    clock.atMs = 99;
    tickets.giveBack(ticket, "again");
    expect(tickets.take(ticket)).toBe("again");
    tickets.giveBack(ticket, "late");
    clock.atMs = 100;
    expect(tickets.take(ticket)).toBeUndefined();
  });

  test("gives way to newer ones of the same person, and of nobody else as long as there is room", () => {
    const { tickets } = newTickets({ most: 100, mostOfOne: 2 });
    const other = tickets.issue("b").ticket;
    const flood = Array.from({ length: 50 }, (_, at) => tickets.issue(`a${at}`).ticket);
    expect(flood.map((ticket) => tickets.take(ticket)).filter((about) => about !== undefined)).toEqual(["a48", "a49"]);
    expect(tickets.take(other)).toBe("b");
  });

  test("gives way to newer ones where there are too many in all", () => {
    const { tickets } = newTickets({ most: 2 });
    const [first, second] = ["a", "b", "c"].map((about) => tickets.issue(about).ticket);
    expect([tickets.take(first ?? ""), tickets.take(second ?? "")]).toEqual([undefined, "b"]);
  });
});
