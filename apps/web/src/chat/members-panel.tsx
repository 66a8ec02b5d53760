/** Who is in the room, with their roles; those who may change this can. */
import { SCOPE_WORDS, type TokenScope } from "@warbler/protocol";
import type { Member } from "@warbler/sdk";
import { EllipsisVertical, MessageCircle, ShieldCheck, ShieldHalf, UserMinus, UserPlus } from "lucide-react";
import type { RoomView } from "../engine/engine-api.ts";
import { engine } from "../platform/engine.ts";
import { attempt } from "../state/attempt.ts";
import { peopleStore, presenceStore } from "../state/chat-state.ts";
import { useMembers } from "../state/members.ts";
import { useStatus } from "../state/own-status.ts";
import { cleanName, useIsGuest, useMyAccount } from "../state/people.ts";
import { useMayNot } from "../state/permissions.ts";
import { useStore } from "../state/store.ts";
import { openDialog, openPanel } from "../state/ui-state.ts";
import { Avatar } from "../ui/avatar.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { Menu, MenuItem, MenuLine } from "../ui/menu.tsx";
import { PanelBody, PanelFrame } from "../ui/panel-frame.tsx";
import { useLang, useWords } from "../words/use-words.ts";
import css from "./members-panel.module.css";
import { writeTo } from "./write-to.ts";

export function MembersPanel({ room }: { readonly room: RoomView }) {
  const words = useWords();
  const members = useMembers(room.id);
  const isGuest = useIsGuest();
  const mayManage = room.myRole !== "member" && !isGuest;
  return (
    <PanelFrame title={words.room.people(members.length)} onClose={() => openPanel(undefined)}>
      <PanelBody>
        {mayManage && (
          <Button wide onClick={() => openDialog({ kind: "add-people", room: room.id })}>
            <UserPlus size={16} aria-hidden /> {words.room.addPeople}
          </Button>
        )}
        <ul className={css.list}>
          {members.map((member) => (
            <MemberRow key={member.id} room={room} member={member} />
          ))}
        </ul>
      </PanelBody>
    </PanelFrame>
  );
}

/** What a bot's tokens let it do, together. */
function scopesText(scopes: readonly TokenScope[], lang: "en" | "zh"): string {
  const said = scopes.map((scope) => SCOPE_WORDS[scope][lang]);
  return new Intl.ListFormat(lang === "zh" ? "zh-CN" : "en").format(said);
}

function MemberRow({ room, member }: { readonly room: RoomView; readonly member: Member }) {
  const words = useWords();
  const lang = useLang();
  const me = useMyAccount();
  const person = useStore(peopleStore, (people) => people.get(member.id));
  const presence = useStore(presenceStore, (all) => all.get(member.id));
  const name = cleanName(person?.name ?? member.name);
  const status = useStatus(member.id);
  const isMe = member.id === me;
  const mayNotWrite = useMayNot("room.create");
  const mayRemove = !isMe && (room.myRole === "owner" || (room.myRole === "moderator" && member.role === "member"));
  const mayGrant = !isMe && room.myRole === "owner";
  return (
    <li className={css.member}>
      <Avatar id={member.id} name={name} size={34} {...(presence !== undefined && { presence })} />
      <div className={css.about}>
        <b dir="auto">{isMe ? words.room.you(name) : name}</b>
        <small>
          {person !== undefined && `@${person.handle}`}
          {status !== undefined && ` · ${status}`}
          {person?.bot !== undefined && ` · ${words.room.bot(scopesText(person.bot.scopes, lang))}`}
          {member.role !== "member" && ` · ${words.roles.room[member.role]}`}
        </small>
      </div>
      {!isMe && (
        <Menu
          trigger={
            <IconButton small label={words.room.memberMore(name)}>
              <EllipsisVertical size={17} />
            </IconButton>
          }
        >
          {!mayNotWrite && (
            <MenuItem icon={<MessageCircle size={16} />} onChoose={() => writeTo(member.id)}>
              {words.room.writeTo}
            </MenuItem>
          )}
          <MenuItem
            icon={<ShieldCheck size={16} />}
            onChoose={() => openDialog({ kind: "safety-number", account: member.id })}
          >
            {words.safety.title}
          </MenuItem>
          {mayGrant &&
            (["member", "moderator", "owner"] as const)
              .filter((role) => role !== member.role)
              .map((role) => (
                <MenuItem
                  key={role}
                  icon={<ShieldHalf size={16} />}
                  onChoose={() => attempt(engine.ask("grantRoomRole", room.id, member.id, role))}
                >
                  {words.room.makeRole(words.roles.room[role])}
                </MenuItem>
              ))}
          {mayRemove && (
            <>
              <MenuLine />
              <MenuItem
                danger
                icon={<UserMinus size={16} />}
                onChoose={() => attempt(engine.ask("removeMember", room.id, member.id))}
              >
                {words.room.remove}
              </MenuItem>
            </>
          )}
        </Menu>
      )}
    </li>
  );
}
