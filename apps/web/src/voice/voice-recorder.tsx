/** Where one speaks instead of writing: how long, how loud, and the two ways to end it. */
import type { MessageId, RoomId } from "@warbler/protocol";
import { SendHorizontal, Trash2 } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { sendMessage } from "../chat/send-message.ts";
import { uploadAlone } from "../chat/uploads.ts";
import { every } from "../platform/clock.ts";
import { attempt, inSilence } from "../state/attempt.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { type MicrophoneRefusal, type Recorded, type Recording, record } from "./microphone.ts";
import { playingTime } from "./playing-time.ts";
import css from "./voice.module.css";
import { useVoiceWords } from "./words/use-voice-words.ts";

const LONGEST_MS = 10 * 60_000;
/** Shorter ones are a slip of the finger. */
const SHORTEST_MS = 300;
const TICK_MS = 100;
/** Of the line that shows how loud it was. */
const BARS = 48;

export interface VoiceRecorderProps {
  readonly room: RoomId;
  /** Whose tray shows it on its way. */
  readonly place: string;
  readonly replyTo?: MessageId;
  readonly thread?: MessageId;
  readonly onSent: () => void;
  readonly onClose: () => void;
}

type Ended = "full" | "cut" | "over";

export function VoiceRecorder(props: VoiceRecorderProps) {
  const { onClose } = props;
  const words = useVoiceWords();
  const [recording, setRecording] = useState<Recording>();
  const [problem, setProblem] = useState<MicrophoneRefusal | "silent">();
  const [ended, setEnded] = useState<Ended>();
  const [durationMs, setDurationMs] = useState(0);
  const [levels, setLevels] = useState<readonly number[]>([]);
  const sendButton = useRef<HTMLButtonElement>(null);
  const isUnderWay = useRef(false);

  useEffect(() => {
    const opening = record();
    const shown = { isCurrent: true };
    inSilence(
      opening.then((opened) => {
        if (!shown.isCurrent) return;
        if (typeof opened === "string") setProblem(opened);
        else setRecording(opened);
      }),
    );
    return () => {
      shown.isCurrent = false;
      inSilence(opening.then((opened) => typeof opened !== "string" && opened.stop()));
    };
  }, []);

  useEffect(() => {
    if (recording === undefined) return;
    sendButton.current?.focus();
    inSilence(recording.recorded.then(() => setEnded((before) => before ?? "cut")));
    return every(TICK_MS, () => {
      const now = recording.durationMs();
      setDurationMs(Math.min(now, LONGEST_MS));
      setLevels((before) => [...before, recording.level()].slice(-BARS));
      if (now < LONGEST_MS) return;
      setEnded("full");
      recording.stop();
    });
  }, [recording]);

  const send = () => {
    if (recording === undefined || isUnderWay.current) return;
    setEnded((before) => before ?? "over");
    recording.stop();
    inSilence(
      recording.recorded.then((recorded) => {
        if (recorded.durationMs < SHORTEST_MS || recorded.file.size === 0) return setProblem("silent");
        isUnderWay.current = true;
        const sending = sendVoice(recorded, props).finally(() => {
          isUnderWay.current = false;
        });
        attempt(sending);
      }),
    );
  };
  const keyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };

  if (problem !== undefined)
    return (
      <div className={css.refused}>
        <Problem text={words[problem]} />
        <Button small onClick={onClose}>
          {words.close}
        </Button>
      </div>
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form's.
    <div className={css.recorder} role="group" aria-label={words.label} onKeyDown={keyDown}>
      <IconButton label={words.cancel} onClick={onClose}>
        <Trash2 size={18} />
      </IconButton>
      {ended === undefined && recording !== undefined && <span className={css.dot} aria-hidden />}
      <span className={css.time} role="timer">
        {playingTime(durationMs)}
      </span>
      {ended === undefined && <Levels levels={levels} label={words.level} />}
      <p className={ended === undefined && recording !== undefined ? css.unseen : css.says} role="status">
        {recording === undefined ? words.opening : ended === undefined ? words.recording : words[ended]}
      </p>
      <button
        ref={sendButton}
        type="button"
        className={css.send}
        disabled={recording === undefined}
        aria-label={words.send}
        data-tip={words.send}
        onClick={send}
      >
        <SendHorizontal size={18} aria-hidden />
      </button>
    </div>
  );
}

/** How loud the last seconds were, a bar for each tick. */
function Levels({ levels, label }: { readonly levels: readonly number[]; readonly label: string }) {
  return (
    <svg className={css.levels} viewBox={`0 0 ${BARS * 4} 24`} preserveAspectRatio="none" role="img" aria-label={label}>
      {levels.map((level, at) => {
        const height = 2 + 20 * level;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place.
          <rect key={at} x={(BARS - levels.length + at) * 4} y={12 - height / 2} width={2} height={height} rx={1} />
        );
      })}
    </svg>
  );
}

/** A message of its own, sent when the recording is up. Where its speaker would rather not, the recorder still has it. */
function sendVoice({ file, durationMs }: Recorded, props: VoiceRecorderProps): Promise<boolean> {
  const { room, place, replyTo, thread, onSent } = props;
  const take = async () => {
    onSent();
    const attachment = await uploadAlone({ place, room, file, durationMs });
    // What could not be brought up waits in the tray, and says why.
    if (attachment === undefined) return undefined;
    const about = { ...(replyTo !== undefined && { replyTo }), ...(thread !== undefined && { thread }) };
    return { text: "", attachments: [attachment], ...about };
  };
  return sendMessage(room, { take });
}
