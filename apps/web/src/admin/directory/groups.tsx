/** Groups of the directory, and what each gives its members: a role or a room, made and ended here. */
import type { DirectoryAnswer, DirectoryMapping, RoleName, RoomId } from "@warbler/protocol";
import { useMemo, useState } from "react";
import { useAction } from "../../dialogs/use-action.ts";
import { api } from "../../platform/api.ts";
import settings from "../../settings/settings-page.module.css";
import { roomsStore } from "../../state/chat-state.ts";
import { cleanName, roomNameNow } from "../../state/people.ts";
import { useMay } from "../../state/permissions.ts";
import { useStore } from "../../state/store.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Choices } from "../../ui/field.tsx";
import items from "../../ui/item-list.module.css";
import { join } from "../../ui/join.ts";
import { Select } from "../../ui/select.tsx";
import { useWords } from "../../words/use-words.ts";
import { GuardedProblem } from "../guarded-problem.tsx";
import { useRoleNames } from "../roles/use-role-names.ts";
import css from "./directory.module.css";
import { OfficersByGroup } from "./officers-by-group.tsx";
import { useDirectoryWords } from "./words/use-directory-words.ts";

type Group = DirectoryAnswer["groups"][number];

interface GroupsProps {
  readonly groups: readonly Group[];
  readonly onChanged: () => Promise<void>;
}

export function Groups({ groups, onChanged }: GroupsProps) {
  const words = useDirectoryWords();
  const mayGive = useOffers();
  const [mapping, setMapping] = useState<Group>();
  return (
    <section aria-labelledby="directory-groups">
      <h2 id="directory-groups" className={settings.heading}>
        {words.groups}
      </h2>
      <div className={settings.card}>
        <p className={settings.says}>{groups.length === 0 ? words.noGroups : words.groupsSays}</p>
        {groups.length > 0 && (
          <ul className={join(items.items, css.list)} aria-labelledby="directory-groups">
            {groups.map((group) => (
              <li key={group.id}>
                <div className={settings.grow}>
                  <b dir="auto">{cleanName(group.name)}</b>
                  <small>{words.members(group.members)}</small>
                </div>
                {(mayGive.roles.length > 0 || mayGive.rooms.length > 0) && (
                  <Button small onClick={() => setMapping(group)}>
                    {words.add}
                  </Button>
                )}
                {group.mappings.map((one) => (
                  <Gives key={one.id} mapping={one} onChanged={onChanged} />
                ))}
              </li>
            ))}
          </ul>
        )}
      </div>
      {groups.length > 0 && <OfficersByGroup />}
      {mapping !== undefined && <MapDialog group={mapping} onClose={() => setMapping(undefined)} onDone={onChanged} />}
    </section>
  );
}

function Gives({
  mapping,
  onChanged,
}: {
  readonly mapping: DirectoryMapping;
  readonly onChanged: () => Promise<void>;
}) {
  const words = useDirectoryWords();
  const all = useWords();
  const names = useRoleNames();
  const mayEnd = useMay("directory.configure");
  const rooms = useStore(roomsStore);
  const [isSure, setSure] = useState(false);
  const action = useAction();
  const { id, role, room, counts } = mapping;
  const known = room === undefined ? undefined : rooms.get(room);
  const what =
    role === undefined
      ? words.givesRoom(known === undefined ? words.otherRoom : roomNameNow(known, all))
      : words.givesRole(names.of(role));
  const end = () =>
    action.run(async () => {
      await api("removeMapping", undefined, { mapping: id });
      await onChanged();
    });
  return (
    <div className={css.gives}>
      <span className={settings.tag}>{what}</span>
      {!counts && <span className={join(settings.tag, settings.wanting)}>{words.countsNot}</span>}
      {mayEnd && (
        <Button
          small
          kind={isSure ? "danger" : "quiet"}
          busy={action.isBusy}
          onClick={() => (isSure ? end() : setSure(true))}
          onBlur={() => setSure(false)}
          aria-label={`${isSure ? words.endSure : words.end} ${what}`}
        >
          {isSure ? words.endSure : words.end}
        </Button>
      )}
      <GuardedProblem action={action} />
    </div>
  );
}

/** What the person here may give through a group: roles but for the owner's, and sealed rooms that they moderate. */
function useOffers() {
  const mayGrant = useMay("role.grant");
  const { all } = useRoleNames();
  const rooms = useStore(roomsStore);
  return useMemo(
    () => ({
      roles: mayGrant ? all.filter((role) => role !== "owner") : [],
      rooms: [...rooms.values()].filter(
        ({ kind, level, myRole, successor }) =>
          kind === "group" && level === "sealed" && myRole !== "member" && successor === undefined,
      ),
    }),
    [mayGrant, all, rooms],
  );
}

interface MapDialogProps {
  readonly group: Group;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

function MapDialog({ group, onClose, onDone }: MapDialogProps) {
  const words = useDirectoryWords();
  const all = useWords();
  const names = useRoleNames();
  const { roles, rooms } = useOffers();
  const [kind, setKind] = useState<"role" | "room">(roles.length > 0 ? "role" : "room");
  const [role = roles[0], setRole] = useState<RoleName>();
  const [room = rooms[0]?.id, setRoom] = useState<RoomId>();
  const action = useAction();
  const params = { entry: group.id };
  const give = () =>
    action.run(async () => {
      if (kind === "role" && role !== undefined) await api("mapGroupToRole", { role }, params);
      if (kind === "room" && room !== undefined) await api("mapGroupToRoom", { room }, params);
      await onDone();
      onClose();
    });
  const kinds = [
    ...(roles.length > 0 ? [{ value: "role" as const, label: words.role }] : []),
    ...(rooms.length > 0 ? [{ value: "room" as const, label: words.room }] : []),
  ];
  return (
    <Dialog
      title={words.mapTitle(cleanName(group.name))}
      says={words.mapSays}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>{all.common.cancel}</Button>
          <Button kind="primary" busy={action.isBusy} onClick={give}>
            {words.mapVerb}
          </Button>
        </>
      }
    >
      {kinds.length > 1 && <Choices label={words.what} value={kind} options={kinds} onChoose={setKind} />}
      {kind === "role" && role !== undefined && (
        <Select
          label={words.whichRole}
          value={role}
          options={roles.map((value) => ({ value, label: names.of(value) }))}
          onChoose={setRole}
        />
      )}
      {kind === "room" && room !== undefined && (
        <Select
          label={words.whichRoom}
          value={room}
          options={rooms.map((one) => ({ value: one.id, label: roomNameNow(one, all) }))}
          onChoose={setRoom}
        />
      )}
      <GuardedProblem action={action} />
    </Dialog>
  );
}
