/** A QR code, drawn as one path. What it says is also said in text beside it, for who cannot scan. */
import { encodeQR } from "qr";
import css from "./qr-code.module.css";

/** Modules around it that stay empty (ISO/IEC 18004 §6.3.8 asks for four). */
const QUIET = 4;

export function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const rows = encodeQR(text, "raw", { ecc: "medium", border: QUIET });
  const path = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
  return (
    <svg className={css.code} viewBox={`0 0 ${rows.length} ${rows.length}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}
