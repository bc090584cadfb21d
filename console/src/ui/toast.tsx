// Short news at the edge of the screen, read out by screen readers; it stays until it was there to be read.
import { signal } from "@preact/signals";
import { t } from "../i18n";
import { Icon } from "./icon";

interface Toast {
  readonly id: number;
  readonly text: string;
}

const SHOWN_MS = 8000;
const toasts = signal<readonly Toast[]>([]);
let last = 0;

export function tell(text: string): void {
  const id = ++last;
  toasts.value = [...toasts.value, { id, text }];
  setTimeout(() => forget(id), SHOWN_MS);
}

function forget(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/** Must stand in the page from the beginning: a live region that comes with its words is not read out. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text }) => (
        <div class="toast" key={id}>
          <Icon name="check" />
          <span>{text}</span>
          <button type="button" class="button quiet" aria-label={t("close")} onClick={() => forget(id)}>
            <Icon name="cross" />
          </button>
        </div>
      ))}
    </div>
  );
}
