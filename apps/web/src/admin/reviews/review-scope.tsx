/** Whose access a new review is about, and the fields that say so. */
import {
  type AccountId,
  GRANTED_ROLES,
  OFFICER_ROLES,
  type ReviewScope,
  type RoleName,
  type RoomId,
} from "@warbler/protocol";
import { roomsStore } from "../../state/chat-state.ts";
import { roomNameNow } from "../../state/people.ts";
import { useStore } from "../../state/store.ts";
import { PeoplePicker } from "../../ui/people-picker.tsx";
import { Select } from "../../ui/select.tsx";
import { useWords } from "../../words/use-words.ts";
import { useRoleNames } from "../roles/use-role-names.ts";
import css from "./campaigns.module.css";
import { useCampaignWords } from "./words/use-campaign-words.ts";

const SCOPES = [
  "officers",
  "guests",
  "members",
  "role",
  "rooms",
  "room",
  "dormant",
  "tokens",
  "keys",
  "people",
] as const;

export interface ScopeForm {
  readonly scope: (typeof SCOPES)[number];
  readonly people: readonly AccountId[];
  readonly role: RoleName;
  /** One of those that one is in oneself. */
  readonly room: RoomId | undefined;
}
export const OFFICERS_SCOPE: ScopeForm = { scope: "officers", people: [], role: "auditor", room: undefined };

/** Undefined while something is left to choose. */
export function scopeOf({ scope, people, role, room }: ScopeForm): ReviewScope | undefined {
  switch (scope) {
    case "officers":
      return { kind: "roles", roles: [...OFFICER_ROLES] };
    case "guests":
      return { kind: "roles", roles: ["guest"] };
    case "members":
      return { kind: "roles", roles: [...GRANTED_ROLES] };
    case "role":
      return { kind: "roles", roles: [role] };
    case "room":
      return room === undefined ? undefined : { kind: "rooms", rooms: [room] };
    case "rooms":
    case "dormant":
    case "tokens":
    case "keys":
      return { kind: scope };
    case "people":
      return people.length === 0 ? undefined : { kind: "people", people: [...people] };
  }
}

/** Whether the owners of rooms decide, and nobody else is asked. */
export const isOfRooms = ({ scope }: ScopeForm): boolean => scope === "rooms" || scope === "room";

interface ScopeFieldsProps {
  readonly form: ScopeForm;
  readonly set: (change: Partial<ScopeForm>) => void;
}

export function ScopeFields({ form, set }: ScopeFieldsProps) {
  const words = useCampaignWords();
  const all = useWords();
  const roles = useRoleNames();
  const rooms = [...useStore(roomsStore).values()].filter(({ kind }) => kind === "group");
  const choose = (scope: ScopeForm["scope"]) =>
    set({ scope, ...(scope === "room" && form.room === undefined && { room: rooms[0]?.id }) });
  return (
    <>
      <Select
        label={words.scope}
        value={form.scope}
        options={SCOPES.filter((value) => value !== "room" || rooms.length > 0).map((value) => ({
          value,
          label: words.scopes[value],
        }))}
        onChoose={choose}
      />
      {form.scope === "role" && (
        <Select
          label={words.whichRole}
          value={form.role}
          options={roles.all.map((value) => ({ value, label: roles.of(value) }))}
          onChoose={(role) => set({ role })}
        />
      )}
      {form.scope === "room" && form.room !== undefined && (
        <Select
          label={words.whichRoom}
          value={form.room}
          options={rooms.map((room) => ({ value: room.id, label: roomNameNow(room, all) }))}
          onChoose={(room) => set({ room })}
        />
      )}
      {form.scope === "people" && (
        <fieldset className={css.group}>
          <legend>{words.people}</legend>
          <PeoplePicker chosen={form.people} onChange={(people) => set({ people })} withMe />
        </fieldset>
      )}
    </>
  );
}
