// Which screen is shown: paths with names in them, links, the back button, and a guard for unsaved changes.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { address, pathOf } from "./site";

export interface Place {
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Asks whether the person may leave; resolves to false to stay. */
type Guard = () => Promise<boolean>;

function here(): Place {
  const url = new URL(location.href);
  return { path: pathOf(url), query: url.searchParams };
}

export const place = signal<Place>(here());
const guards = new Set<Guard>();
let position = 0;
let undoing = false;

/** Begin to listen to the back button; the place is what the address bar says. */
export function startRouter(): void {
  history.replaceState({ position }, "");
  place.value = here();
  window.addEventListener("popstate", (event) => void cameBack(event));
  window.addEventListener("beforeunload", (event) => {
    if (guards.size > 0) event.preventDefault();
  });
}

async function cameBack(event: PopStateEvent): Promise<void> {
  if (undoing) {
    undoing = false;
    return;
  }
  const target = (event.state as { position?: number } | null)?.position ?? 0;
  if (guards.size > 0) {
    // The browser has moved already: move back, ask, and repeat the step on a yes.
    undoing = true;
    history.go(position - target);
    if (!(await mayLeave())) return;
    history.go(target - position);
    return;
  }
  position = target;
  place.value = here();
}

/** Go to a path such as `/runs/1?outcome=failed`; `replace` leaves no step to come back to. */
export async function go(path: string, replace = false): Promise<void> {
  if (!(await mayLeave())) return;
  if (!replace) position += 1;
  history[replace ? "replaceState" : "pushState"]({ position }, "", address(path));
  place.value = here();
  if (!replace) window.scrollTo(0, 0);
}

/** Leaving the screen asks first, until the returned function is called. */
export function guardLeaving(ask: Guard): () => void {
  guards.add(ask);
  return () => guards.delete(ask);
}

async function mayLeave(): Promise<boolean> {
  const [ask] = guards;
  if (ask && !(await ask())) return false;
  guards.clear();
  return true;
}

/** The names in `pattern` (`/runs/{id}`) as `path` fills them, or null where it does not fit. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/");
  const given = path.replace(/(.)\/$/, "$1").split("/");
  if (wanted.length !== given.length) return null;
  const names: Record<string, string> = {};
  for (const [index, step] of wanted.entries()) {
    const value = given[index] ?? "";
    if (step.startsWith("{")) names[step.slice(1, -1)] = decodeURIComponent(value);
    else if (step !== value) return null;
  }
  return names;
}

interface LinkProps {
  to: string;
  class?: string;
  "aria-current"?: "page" | "true" | undefined;
  children?: ComponentChildren;
}

/** A link inside the console; opens in a new tab like any other where the person asks for it. */
export function Link({ to, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void go(to);
  };
  return (
    <a {...rest} href={address(to)} onClick={follow}>
      {children}
    </a>
  );
}
