/** A voice message in its row: play, where it is, how fast, and the file itself. */
import type { RoomId } from "@warbler/protocol";
import type { Attachment } from "@warbler/sdk";
import { Download, Pause, Play } from "lucide-react";
import { engine } from "../platform/engine.ts";
import { saveBlob } from "../platform/files.ts";
import { attempt, inSilence } from "../state/attempt.ts";
import { cleanName } from "../state/people.ts";
import { useStore } from "../state/store.ts";
import { IconButton } from "../ui/button.tsx";
import { useLang } from "../words/use-words.ts";
import { nextSpeed, pause, play, playingStore, seek, speedStore } from "./playback.ts";
import { playingTime } from "./playing-time.ts";
import css from "./voice.module.css";
import { useVoiceWords } from "./words/use-voice-words.ts";

const STEP_MS = 1_000;

interface VoicePlayerProps {
  readonly room: RoomId;
  readonly attachment: Attachment;
}

export function VoicePlayer({ room, attachment }: VoicePlayerProps) {
  const words = useVoiceWords();
  const lang = useLang();
  const playing = useStore(playingStore, (now) => (now?.attachment === attachment.id ? now : undefined));
  const speed = useStore(speedStore);
  const { durationMs = 0 } = attachment;
  const positionMs = Math.min(playing?.positionMs ?? 0, durationMs);
  const isPlaying = playing?.state === "playing" || playing?.state === "loading";
  const whole = playingTime(durationMs);
  const times = speed.toLocaleString(lang === "zh" ? "zh-CN" : "en");
  const download = async () => {
    const blob = await engine.ask("download", room, attachment, `download-${attachment.id}`);
    saveBlob(blob, cleanName(attachment.name));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form's.
    <div className={css.player} role="group" aria-label={words.title(whole)}>
      <IconButton
        label={isPlaying ? words.pause : words.play}
        aria-busy={playing?.state === "loading"}
        onClick={() => (isPlaying ? pause() : inSilence(play(room, attachment)))}
      >
        {isPlaying ? <Pause size={18} /> : <Play size={18} />}
      </IconButton>
      <input
        type="range"
        min={0}
        max={durationMs}
        step={STEP_MS / 10}
        value={positionMs}
        aria-label={words.position}
        aria-valuetext={words.at(playingTime(positionMs), whole)}
        onKeyDown={(event) => {
          // A tenth of a second is for the mouse: keys go by seconds.
          const by = { ArrowLeft: -STEP_MS, ArrowDown: -STEP_MS, ArrowRight: STEP_MS, ArrowUp: STEP_MS }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          seek(room, attachment, Math.max(0, Math.min(durationMs, positionMs + by)));
        }}
        onChange={({ target }) => seek(room, attachment, target.valueAsNumber)}
      />
      <span className={css.time}>{playing === undefined ? whole : playingTime(positionMs)}</span>
      <button type="button" className={css.speed} aria-label={words.speed(times)} onClick={nextSpeed}>
        {times}×
      </button>
      <IconButton small label={words.download} onClick={() => attempt(download())}>
        <Download size={17} />
      </IconButton>
      {playing?.state === "broken" && (
        <p className={css.broken} role="alert">
          {words.broken}
        </p>
      )}
    </div>
  );
}
