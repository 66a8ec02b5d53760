/** Speech from the microphone, as Opus. It stays in this page until it is sent. */
import { nowMs } from "../platform/clock.ts";

/** What browsers record, the best first. */
const CONTAINERS = [
  { mimeType: "audio/webm;codecs=opus", type: "audio/webm", ending: "webm" },
  { mimeType: "audio/ogg;codecs=opus", type: "audio/ogg", ending: "ogg" },
  { mimeType: "audio/mp4", type: "audio/mp4", ending: "m4a" },
] as const;
/** Speech is good at this: 240 KB a minute. */
const BITS_PER_SECOND = 32_000;

export type MicrophoneRefusal = "refused" | "none" | "busy" | "unable";

export interface Recorded {
  readonly file: File;
  readonly durationMs: number;
}

export interface Recording {
  /** How long it has been going on, or went on. */
  durationMs(): number;
  /** How loud it is now, from 0 to 1. */
  level(): number;
  /** Ends it, and lets the microphone go. */
  stop(): void;
  /** What was recorded, once it has ended. */
  readonly recorded: Promise<Recorded>;
}

export async function record(): Promise<Recording | MicrophoneRefusal> {
  const container = CONTAINERS.find(({ mimeType }) => canRecord(mimeType));
  if (container === undefined) return "unable";
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
  } catch (error) {
    return refusalOf(error);
  }
  const recorder = new MediaRecorder(stream, {
    mimeType: container.mimeType,
    audioBitsPerSecond: BITS_PER_SECOND,
  });
  const meter = meterOf(stream);
  const beganAtMs = nowMs();
  let endedAtMs: number | undefined;
  const durationMs = () => (endedAtMs ?? nowMs()) - beganAtMs;
  const parts: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const recorded = new Promise<Recorded>((resolve) => {
    // Also when the microphone is pulled out.
    recorder.addEventListener("stop", () => {
      endedAtMs ??= nowMs();
      for (const track of stream.getTracks()) track.stop();
      meter.close();
      const at = new Date(beganAtMs).toISOString().slice(0, 19).replaceAll(":", "");
      const file = new File(parts, `voice-${at}.${container.ending}`, { type: container.type });
      resolve({ file, durationMs: durationMs() });
    });
  });
  recorder.start();
  return {
    durationMs,
    level: meter.level,
    stop() {
      endedAtMs ??= nowMs();
      if (recorder.state !== "inactive") recorder.stop();
    },
    recorded,
  };
}

function canRecord(mimeType: string): boolean {
  return "MediaRecorder" in globalThis && "mediaDevices" in navigator && MediaRecorder.isTypeSupported(mimeType);
}

function refusalOf(error: unknown): MicrophoneRefusal {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  return name === "NotFoundError" || name === "OverconstrainedError" ? "none" : "busy";
}

/** The root mean square of the last samples, stretched so that speech fills the line. */
function meterOf(stream: MediaStream): { level(): number; close(): void } {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      const square = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      return Math.min(1, 3 * Math.sqrt(square));
    },
    close: () => void context.close().catch(() => undefined),
  };
}
