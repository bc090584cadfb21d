// Buttons: one primary a screen; a busy one keeps its place and its focus.
import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon";

type Props = Omit<JSX.IntrinsicElements["button"], "icon"> & {
  kind?: "primary" | "plain" | "quiet" | "danger";
  icon?: IconName;
  busy?: boolean;
  children?: ComponentChildren;
};

/** While `busy` a press does nothing; the button stays focusable, so that the keyboard does not lose its place. */
export function Button({ kind = "plain", icon, busy = false, children, onClick, ...rest }: Props) {
  return (
    <button
      type="button"
      {...rest}
      class={`button ${kind}`}
      aria-busy={busy}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}
