// What the screens ask and say of runs.
import { get, post, type Schema } from "../api/client";
import { duration, labelOf, t, type Key } from "../i18n";

export type Run = Schema["RunView"];
export type Mode = Schema["Mode"];
export type State = Schema["State"];
export type Outcome = Schema["Outcome"];
export type ManagedList = Schema["Lists"]["lists"][number];

export const ALL_LISTS = "all";
export const LISTED_OUTCOMES = [
  "failed",
  "gone",
  "created",
  "updated",
  "written_back",
] as const satisfies readonly Outcome[];
/** The subject of runs that nobody pressed. */
const BY_SCHEDULE = "passerelle:schedule";
const WATCH_MS = 1000;

export function ended(run: Run): boolean {
  return run.state !== "PLANNING" && run.state !== "RUNNING";
}

/** For `useLoad`: look again every second until the run has ended. */
export function whileRunning(run: Run | undefined): number | null {
  return run && !ended(run) ? WATCH_MS : null;
}

export function loadRun(id: string, signal?: AbortSignal): Promise<Run> {
  return get("/api/v1/runs/{run_id}", { path: { run_id: id }, ...(signal ? { signal } : {}) });
}

export interface Wish {
  readonly list: string;
  readonly mode: Mode;
  readonly dryRun: boolean;
  readonly confirmGone?: boolean;
}

/** Starts a run, or joins the one under way. The key makes a repeated press one run. */
export function startRun({ list, mode, dryRun, confirmGone = false }: Wish): Promise<Schema["StartedRun"]> {
  return post("/api/v1/lists/{list_key}/runs", {
    path: { list_key: list },
    body: { mode, dry_run: dryRun, confirm_gone: confirmGone },
    headers: { "Idempotency-Key": crypto.randomUUID() },
  });
}

export function cancelRun(id: string): Promise<Run> {
  return post("/api/v1/runs/{run_id}/cancel", { path: { run_id: id } });
}

export function nameOfList(run: { list: string; label: Record<string, string> }): string {
  return run.list === ALL_LISTS ? t("lists.all") : labelOf(run.label);
}

/** The notice after a press: what has begun, and whom the mail will reach. */
export function startNotice({ run, joined }: { run: Run; joined: boolean }): string {
  const kind: Key = run.dry_run
    ? joined
      ? "notice.trial_joined"
      : "notice.trial"
    : joined
      ? "notice.joined"
      : "notice.started";
  const sentence = t(run.list === ALL_LISTS ? (`${kind}_all` as Key) : kind, { list: labelOf(run.label) });
  return run.requester.email ? `${sentence} ${t("notice.mail", { address: run.requester.email })}` : sentence;
}

/** Who pressed, or which schedule. */
export function starterOf({ requester }: Run): string {
  if (requester.subject !== BY_SCHEDULE) return requester.name || requester.email;
  const when = /\((.*)\)/.exec(requester.name)?.[1] ?? "";
  return t("line", { label: t("schedule.title"), text: whenWords(when) });
}

/** A line of the settings such as `daily 02:30`, in words. */
export function whenWords(when: string): string {
  if (when === "hourly") return t("schedule.hourly");
  const [kind, rest = ""] = when.split(/ (.*)/);
  return kind === "daily" ? t("schedule.daily_at", { time: rest }) : when;
}

export function secondsTaken(run: Run, now: number): number {
  const end = run.finished_at ? Date.parse(run.finished_at) : now;
  return (end - Date.parse(run.started_at)) / 1000;
}

export function durationOf(run: Run): string {
  return duration(secondsTaken(run, Date.now()));
}
