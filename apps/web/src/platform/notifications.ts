/** Notifications of the system. They say that something came, and what it was only if the person chose that. */

export type Permission = "default" | "granted" | "denied";

export function mayNotify(): Permission {
  return "Notification" in globalThis ? Notification.permission : "denied";
}

export async function askToNotify(): Promise<Permission> {
  return "Notification" in globalThis ? Notification.requestPermission() : "denied";
}

const shownNow = new Set<Notification>();

/** One for each `tag`: a later one takes the place of the one before. */
export function notify(title: string, body: string, tag: string, clicked: () => void): void {
  if (mayNotify() !== "granted") return;
  const shown = new Notification(title, { body, tag, icon: "/icon.svg" });
  shownNow.add(shown);
  shown.onclose = () => shownNow.delete(shown);
  shown.onclick = () => {
    globalThis.focus();
    shown.close();
    clicked();
  };
}

/** What they say is not to be read any more. */
export function closeNotifications(): void {
  for (const shown of shownNow) shown.close();
}
