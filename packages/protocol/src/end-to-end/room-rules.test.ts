import { describe, expect, test } from "vitest";
import { type AccountId, type DeviceId, newId } from "../ids.ts";
import type { ListedRole, RoomExtension } from "./room-extension.ts";
import { type CommitToJudge, commitFault, type GroupDevice } from "./room-rules.ts";

const person = (): GroupDevice => ({ account: newId<AccountId>(), device: newId<DeviceId>() });
const [olga, mona, mike, maya, stranger] = [person(), person(), person(), person(), person()];
const roles = (...listed: [GroupDevice, ListedRole][]): RoomExtension => ({
  level: "e2ee",
  generation: 0,
  roles: new Map(listed.map(([{ account }, role]) => [account, role])),
});
const before = roles([olga, "owner"], [mona, "moderator"]);
const members = new Set([olga, mona, mike, maya].map(({ account }) => account));
const judge = (change: Partial<CommitToJudge>) =>
  commitFault({
    committer: olga,
    isExternal: false,
    members,
    membersAfter: members,
    adds: [],
    removes: [],
    otherProposals: 0,
    before,
    after: before,
    hasOtherContextChange: false,
    ...change,
  });
const without = (...gone: GroupDevice[]) =>
  new Set([...members].filter((one) => !gone.some(({ account }) => account === one)));
const removal = (by: GroupDevice | "server", who: GroupDevice, isOut = false) => ({ who, by, isOut });

describe("adding", () => {
  test("is for owners and moderators; anyone adds their own devices", () => {
    for (const committer of [olga, mona])
      expect(judge({ committer, adds: [{ who: stranger, by: committer }] })).toBeUndefined();
    const own = { account: mike.account, device: newId<DeviceId>() };
    expect(judge({ committer: mike, adds: [{ who: own, by: mike }] })).toBeUndefined();
    expect(judge({ committer: mike, adds: [{ who: stranger, by: mike }] })).toMatch(/^an add/);
  });
  test("after a reset brings back whoever was in the room, by anyone, and nobody else", () => {
    const formerMembers = new Set([stranger.account]);
    expect(judge({ committer: mike, formerMembers, adds: [{ who: stranger, by: mike }] })).toBeUndefined();
    const adds = [{ who: person(), by: mike }];
    expect(judge({ committer: mike, formerMembers, adds })).toMatch(/^an add/);
  });
  test("is the committer's own proposal, never the server's or another member's", () => {
    for (const by of ["server", mike] as const) expect(judge({ adds: [{ who: stranger, by }] })).toMatch(/^an add/);
  });
  test("never goes together with removing", () => {
    const mixed = { adds: [{ who: stranger, by: olga }], removes: [removal(olga, mike)] };
    expect(judge(mixed)).toBe("adds and removes in one commit");
  });
});

describe("removing", () => {
  test("is for owners; a moderator removes members only", () => {
    expect(judge({ removes: [removal(olga, mona)] })).toBeUndefined();
    expect(judge({ committer: mona, removes: [removal(mona, mike)] })).toBeUndefined();
    for (const who of [olga, { ...mona, account: olga.account }])
      expect(judge({ committer: mona, removes: [removal(mona, who)] })).toMatch(/^a removal/);
    expect(judge({ committer: mike, removes: [removal(mike, maya)] })).toMatch(/^a removal/);
  });
  test("revoked devices go by anyone's hand, whoever proposed it; others never by the server's word", () => {
    expect(
      judge({ committer: mike, removes: [removal("server", maya, true), removal(mike, mona, true)] }),
    ).toBeUndefined();
    expect(judge({ removes: [removal("server", maya)] })).toMatch(/^a removal/);
  });
  test("people leave by their own proposal; nobody takes up another member's word about a third", () => {
    expect(judge({ committer: mike, removes: [removal(maya, maya)] })).toBeUndefined();
    expect(judge({ committer: mike, removes: [removal(mona, maya)] })).toMatch(/^a removal/);
  });
});

describe("from outside", () => {
  test("a member's device comes in, and may replace itself alone", () => {
    const device = { account: mike.account, device: newId<DeviceId>() };
    expect(judge({ committer: device, isExternal: true })).toBeUndefined();
    expect(judge({ committer: mike, isExternal: true, removes: [removal(mike, mike)] })).toBeUndefined();
    expect(judge({ committer: device, isExternal: true, removes: [removal(device, mike)] })).toMatch(/more than/);
    expect(judge({ committer: olga, isExternal: true, removes: [removal(olga, mike)] })).toMatch(/more than/);
    expect(judge({ committer: stranger, isExternal: true })).toMatch(/outsider/);
  });
});

describe("roles and the room", () => {
  test("are changed by owners, and an owner who is a member stays", () => {
    const after = roles([olga, "owner"], [mike, "moderator"]);
    expect(judge({ after })).toBeUndefined();
    expect(judge({ committer: mona, after })).toMatch(/no owner$/);
    expect(judge({ after: roles([mona, "moderator"]) })).toBe("no owner left");
    expect(judge({ after: roles([stranger, "owner"]) })).toBe("no owner left");
  });
  test("of a room whose owner is gone go to the first moderator, or else the first member, by anyone's commit", () => {
    const left = { members: without(olga), membersAfter: without(olga) };
    const heirs = roles([mona, "owner"]);
    for (const committer of [mike, maya, mona]) {
      expect(judge({ ...left, committer, after: heirs })).toBeUndefined();
      expect(judge({ ...left, committer, after: roles([mike, "owner"], [mona, "moderator"]) })).toMatch(/no owner$/);
      expect(judge({ ...left, committer, after: roles([mona, "owner"], [mike, "moderator"]) })).toMatch(/no owner$/);
    }
  });
  test("of a room whose owner is gone go by the members' ids, wherever their leaves are", () => {
    const [first, second, third] = [person(), person(), person()].sort((a, b) => (a.account < b.account ? -1 : 1));
    if (first === undefined || second === undefined || third === undefined) throw new Error("expected three people");
    for (const leaves of [
      [first, second, third],
      [third, second, first],
      [second, third, first],
    ]) {
      const all = new Set(leaves.map(({ account }) => account));
      const left = { committer: third, members: all, membersAfter: all, before: roles([olga, "owner"]) };
      expect(judge({ ...left, after: roles([first, "owner"]) })).toBeUndefined();
      for (const other of [second, third])
        expect(judge({ ...left, after: roles([other, "owner"]) })).toMatch(/no owner$/);
      const moderated = { ...left, before: roles([second, "moderator"], [third, "moderator"]) };
      expect(judge({ ...moderated, after: roles([second, "owner"], [third, "moderator"]) })).toBeUndefined();
      expect(judge({ ...moderated, after: roles([second, "moderator"], [third, "owner"]) })).toMatch(/no owner$/);
    }
  });
  test("of a room stay while an owner is in it, for an heir who goes, from outside, and after a reset", () => {
    const owned = roles([mona, "owner"]);
    expect(judge({ committer: mona, after: owned })).toMatch(/no owner$/);
    const left = { members: without(olga) };
    const going = { ...left, membersAfter: without(olga, mona), removes: [removal("server", mona, true)] };
    expect(judge({ ...going, committer: mike, after: roles([mike, "owner"]) })).toMatch(/no owner$/);
    const outside = { ...left, membersAfter: without(olga), isExternal: true };
    expect(judge({ ...outside, committer: mike, after: owned })).toMatch(/more than its own device$/);
    const anew = { ...left, membersAfter: without(olga), before: { ...before, generation: 1 } };
    expect(judge({ ...anew, committer: mona, after: { ...owned, generation: 1 } })).toMatch(/no owner$/);
  });
  test("of somebody who left are gone: who lets them in again gives none back, unless an owner does", () => {
    const left = roles([olga, "owner"], [mona, "moderator"], [stranger, "owner"]);
    const membersAfter = new Set([...members, stranger.account]);
    const back = { before: left, membersAfter, adds: [{ who: stranger, by: mona }], committer: mona };
    expect(judge({ ...back, after: left })).toMatch(/^a change of roles/);
    expect(judge({ ...back, after: before })).toBeUndefined();
    expect(judge({ ...back, after: roles([mona, "moderator"]) })).toMatch(/^a change of roles/);
    expect(judge({ ...back, after: left, committer: olga, adds: [{ who: stranger, by: olga }] })).toBeUndefined();
  });
  test("of somebody who is not there are dropped by anyone, and given by nobody else", () => {
    const left = roles([olga, "owner"], [mona, "moderator"], [stranger, "moderator"]);
    expect(judge({ committer: mike, before: left, after: before })).toBeUndefined();
    expect(judge({ committer: mike, before: left, after: left })).toBeUndefined();
    expect(judge({ committer: mike, after: left })).toMatch(/^a change of roles/);
    const more = roles([olga, "owner"], [mona, "moderator"], [stranger, "owner"]);
    expect(judge({ committer: mike, before: left, after: more })).toMatch(/^a change of roles/);
  });
  test("come back with their people after a reset, and not with those who left since", () => {
    const reset = { ...roles([stranger, "owner"]), generation: 1 };
    const back = {
      committer: mike,
      adds: [{ who: stranger, by: mike }],
      membersAfter: new Set([...members, stranger.account]),
      before: reset,
      after: reset,
    };
    expect(judge({ ...back, formerMembers: new Set([stranger.account]) })).toBeUndefined();
    const since = { committer: mona, adds: [{ who: stranger, by: mona }], formerMembers: new Set<AccountId>() };
    const withMona = { ...roles([mona, "moderator"], [stranger, "owner"]), generation: 1 };
    expect(judge({ ...back, ...since, before: withMona, after: withMona })).toMatch(/^a change of roles/);
  });
  test("level, generation, predecessor and everything else in the context never change", () => {
    expect(judge({ after: { ...before, level: "sealed" } })).toMatch(/never changes/);
    expect(judge({ after: { ...before, generation: 1 } })).toMatch(/never changes/);
    expect(judge({ after: undefined })).toMatch(/never changes/);
    expect(judge({ hasOtherContextChange: true })).toMatch(/never changes/);
    expect(judge({ otherProposals: 1 })).toMatch(/not used/);
  });
});
