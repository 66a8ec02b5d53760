/** The dialog that is open, if one is. Each is loaded when it is first opened. */
import { Suspense } from "react";
import { askedLinkStore } from "../chat/safe-link.tsx";
import { guestsQuestionsStore } from "../state/guests.ts";
import { useStore } from "../state/store.ts";
import { closeDialog, dialogStore, type OpenDialog } from "../state/ui-state.ts";
import { lazy } from "../ui/lazy.ts";

const NewRoomDialog = lazy(async () => ({ default: (await import("./new-room-dialog.tsx")).NewRoomDialog }));
const NewDirectDialog = lazy(async () => ({ default: (await import("./new-direct-dialog.tsx")).NewDirectDialog }));
const AddPeopleDialog = lazy(async () => ({ default: (await import("./add-people-dialog.tsx")).AddPeopleDialog }));
const InviteDialog = lazy(async () => ({ default: (await import("./invite-dialog.tsx")).InviteDialog }));
const SwitcherDialog = lazy(async () => ({ default: (await import("./switcher-dialog.tsx")).SwitcherDialog }));
const ShortcutsDialog = lazy(async () => ({ default: (await import("./shortcuts-dialog.tsx")).ShortcutsDialog }));
const DescribeDialog = lazy(async () => ({ default: (await import("./describe-dialog.tsx")).DescribeDialog }));
const LeaveDialog = lazy(async () => ({ default: (await import("./leave-dialog.tsx")).LeaveDialog }));
const JumpDialog = lazy(async () => ({ default: (await import("./jump-dialog.tsx")).JumpDialog }));
const ForwardDialog = lazy(async () => ({ default: (await import("./forward-dialog.tsx")).ForwardDialog }));
const EditsDialog = lazy(async () => ({ default: (await import("./edits-dialog.tsx")).EditsDialog }));
const ReadersDialog = lazy(async () => ({ default: (await import("./readers-dialog.tsx")).ReadersDialog }));
const ReactionsDialog = lazy(async () => ({ default: (await import("./reactions-dialog.tsx")).ReactionsDialog }));
const RecallDialog = lazy(async () => ({ default: (await import("./recall-dialog.tsx")).RecallDialog }));
const PictureDialog = lazy(async () => ({ default: (await import("./picture-dialog.tsx")).PictureDialog }));
const FileDialog = lazy(async () => ({ default: (await import("./file-dialog.tsx")).FileDialog }));
const StatusDialog = lazy(async () => ({ default: (await import("./status-dialog.tsx")).StatusDialog }));
const MuteDialog = lazy(async () => ({ default: (await import("./mute-dialog.tsx")).MuteDialog }));
const LinkDialog = lazy(async () => ({ default: (await import("../security/link-dialog.tsx")).LinkDialog }));
const ReportDialog = lazy(async () => ({ default: (await import("../reports/report-dialog.tsx")).ReportDialog }));
const UrgentDialog = lazy(async () => ({ default: (await import("../urgent/urgent-dialog.tsx")).UrgentDialog }));
const ProofDialog = lazy(async () => ({ default: (await import("../security/proof-dialog.tsx")).ProofDialog }));
const SafetyDialog = lazy(async () => ({ default: (await import("../security/safety-dialog.tsx")).SafetyDialog }));
const RecoverDialog = lazy(async () => ({ default: (await import("../security/recover-dialog.tsx")).RecoverDialog }));
const RecoverySetupDialog = lazy(async () => ({
  default: (await import("../security/recovery-setup-dialog.tsx")).RecoverySetupDialog,
}));
const RecoveryRotateDialog = lazy(async () => ({
  default: (await import("../security/recovery-rotate-dialog.tsx")).RecoveryRotateDialog,
}));
const ChangeLevelDialog = lazy(async () => ({
  default: (await import("../security/change-level-dialog.tsx")).ChangeLevelDialog,
}));
const ApproveDeviceDialog = lazy(async () => ({
  default: (await import("../security/approve-device-dialog.tsx")).ApproveDeviceDialog,
}));
const ResetRoomDialog = lazy(async () => ({
  default: (await import("../security/reset-room-dialog.tsx")).ResetRoomDialog,
}));
const ConfirmGroupDialog = lazy(async () => ({
  default: (await import("../security/confirm-group-dialog.tsx")).ConfirmGroupDialog,
}));
const LetInDialog = lazy(async () => ({ default: (await import("../security/let-in-dialog.tsx")).LetInDialog }));
const GuestsAsked = lazy(async () => ({ default: (await import("../security/guests-dialog.tsx")).GuestsAsked }));
const ProtectionDialog = lazy(async () => ({
  default: (await import("../security/protection-dialog.tsx")).ProtectionDialog,
}));

export function Dialogs() {
  const dialog = useStore(dialogStore);
  const link = useStore(askedLinkStore);
  const isAsked = useStore(guestsQuestionsStore, (questions) => questions.length > 0);
  return (
    <Suspense>
      {dialog !== undefined && <One dialog={dialog} />}
      {link !== undefined && <LinkDialog asked={link} />}
      {isAsked && dialog === undefined && <GuestsAsked />}
    </Suspense>
  );
}

function One({ dialog }: { readonly dialog: OpenDialog }) {
  switch (dialog.kind) {
    case "new-room":
      return <NewRoomDialog onClose={closeDialog} />;
    case "new-direct":
      return (
        <NewDirectDialog onClose={closeDialog} {...(dialog.account !== undefined && { account: dialog.account })} />
      );
    case "safety-number":
      return <SafetyDialog account={dialog.account} onClose={closeDialog} />;
    case "change-level":
      return <ChangeLevelDialog room={dialog.room} onClose={closeDialog} />;
    case "approve-device":
      return <ApproveDeviceDialog onClose={closeDialog} />;
    case "recover":
      return <RecoverDialog onClose={closeDialog} />;
    case "recovery-setup":
      return <RecoverySetupDialog onClose={closeDialog} />;
    case "recovery-rotate":
      return <RecoveryRotateDialog onClose={closeDialog} />;
    case "let-in":
      return <LetInDialog onClose={closeDialog} />;
    case "invite":
      return <InviteDialog onClose={closeDialog} />;
    case "switcher":
      return <SwitcherDialog onClose={closeDialog} />;
    case "shortcuts":
      return <ShortcutsDialog onClose={closeDialog} />;
    case "add-people":
      return <AddPeopleDialog room={dialog.room} onClose={closeDialog} />;
    case "describe-room":
      return <DescribeDialog room={dialog.room} onClose={closeDialog} />;
    case "leave-room":
      return <LeaveDialog room={dialog.room} onClose={closeDialog} />;
    case "reset-room":
      return <ResetRoomDialog room={dialog.room} onClose={closeDialog} />;
    case "confirm-group":
      return <ConfirmGroupDialog room={dialog.room} onClose={closeDialog} />;
    case "protection":
      return <ProtectionDialog room={dialog.room} onClose={closeDialog} />;
    case "jump-to-date":
      return <JumpDialog room={dialog.room} onClose={closeDialog} />;
    case "forward":
      return <ForwardDialog messages={dialog.messages} onClose={closeDialog} />;
    case "status":
      return <StatusDialog onClose={closeDialog} />;
    case "mute":
      return <MuteDialog room={dialog.room} onClose={closeDialog} />;
    case "file":
      return <FileDialog room={dialog.room} attachment={dialog.attachment} onClose={closeDialog} />;
    case "edits":
      return <EditsDialog message={dialog.message} onClose={closeDialog} />;
    case "readers":
      return <ReadersDialog message={dialog.message} onClose={closeDialog} />;
    case "reactions":
      return <ReactionsDialog message={dialog.message} onClose={closeDialog} />;
    case "recall":
      return <RecallDialog messages={dialog.messages} onClose={closeDialog} />;
    case "urgent":
      return <UrgentDialog message={dialog.message} onClose={closeDialog} />;
    case "report": {
      const link = dialog.link === undefined ? {} : { link: dialog.link };
      return <ReportDialog message={dialog.message} {...link} onClose={closeDialog} />;
    }
    case "proof":
      return <ProofDialog message={dialog.message} onClose={closeDialog} />;
    case "picture":
      return <PictureDialog room={dialog.room} attachment={dialog.attachment} onClose={closeDialog} />;
  }
}
