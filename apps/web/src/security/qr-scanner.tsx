/**
 * Reads a QR code with the camera. The picture stays in this page. The decoder is loaded only then; it is the same in every
 * browser, since few have a detector of their own.
 */
import { Camera } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { every } from "../platform/clock.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import css from "./qr-scanner.module.css";
import { useSecurityWords } from "./words/use-security-words.ts";

const LOOK_EVERY_MS = 250;

interface QrScannerProps {
  /** Called for each code that comes into view, once until another one does. */
  readonly onText: (text: string) => void;
}

export function QrScanner({ onText }: QrScannerProps) {
  const words = useSecurityWords().scan;
  const [isOn, setOn] = useState(false);
  return isOn ? (
    <Viewfinder onText={onText} onStop={() => setOn(false)} />
  ) : (
    <Button wide onClick={() => setOn(true)}>
      <Camera size={18} aria-hidden /> {words.start}
    </Button>
  );
}

function Viewfinder({ onText, onStop }: QrScannerProps & { readonly onStop: () => void }) {
  const words = useSecurityWords().scan;
  const video = useRef<HTMLVideoElement>(null);
  const [hasFailed, setFailed] = useState(false);
  const told = useRef<string>(undefined);
  const tell = useRef(onText);
  useEffect(() => {
    tell.current = onText;
  }, [onText]);
  useEffect(() => {
    const camera = openCamera(video, () => setFailed(true));
    const stopLooking = every(LOOK_EVERY_MS, () => {
      if (video.current === null || video.current.videoWidth === 0) return;
      readFrom(video.current).then(
        (text) => {
          if (text === undefined || text === told.current) return;
          told.current = text;
          tell.current(text);
        },
        () => setFailed(true),
      );
    });
    return () => {
      stopLooking();
      camera.close();
    };
  }, []);
  if (hasFailed) return <Problem text={words.noCamera} />;
  return (
    <figure className={css.frame}>
      <video ref={video} className={css.video} autoPlay muted playsInline aria-label={words.picture} />
      <figcaption>
        <span role="status">{words.hold}</span>
      </figcaption>
      <Button small onClick={onStop}>
        {words.stop}
      </Button>
    </figure>
  );
}

function openCamera(video: { readonly current: HTMLVideoElement | null }, fail: () => void): { close(): void } {
  let stream: MediaStream | undefined;
  let isClosed = false;
  const end = () => {
    for (const track of stream?.getTracks() ?? []) track.stop();
  };
  navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).then((opened) => {
    stream = opened;
    if (isClosed) end();
    else if (video.current !== null) video.current.srcObject = opened;
  }, fail);
  return {
    close() {
      isClosed = true;
      end();
    },
  };
}

/** The code in the picture as it is now, if there is one. */
async function readFrom(video: HTMLVideoElement): Promise<string | undefined> {
  const { videoWidth: width, videoHeight: height } = video;
  const drawing = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (drawing === null) return undefined;
  drawing.drawImage(video, 0, 0);
  const { data } = drawing.getImageData(0, 0, width, height);
  const { decodeQR } = await import("qr/decode.js");
  try {
    return decodeQR({ width, height, data });
  } catch {
    // No code in this picture.
    return undefined;
  }
}
