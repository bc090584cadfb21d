// The states of anything loaded: loading, failed with remedy, forbidden, stale, and there.
import type { ComponentChildren } from "preact";
import type { Load } from "../load";
import { t, timeOfDay } from "../i18n";
import { Button } from "./button";
import { Icon } from "./icon";
import { Notice, ProblemNotice } from "./notice";

/** Draws `children` of the loaded value; says so above it where the value is not the latest. */
export function Shown<T>({ load, children }: { load: Load<T>; children: (value: T) => ComponentChildren }) {
  const { value, problem, at, busy } = load;
  const retry = (
    <p>
      <Button busy={busy} icon="sync" onClick={() => void load.reload()}>
        {t("again")}
      </Button>
    </p>
  );
  if (value === undefined && problem?.code === "role_missing") return <Forbidden />;
  if (value === undefined) return problem ? <ProblemNotice problem={problem}>{retry}</ProblemNotice> : <Loading />;
  return (
    <>
      {problem && at && (
        <ProblemNotice problem={problem}>
          <p>{t("stale", { time: timeOfDay(at) })}</p>
          {retry}
        </ProblemNotice>
      )}
      {children(value)}
    </>
  );
}

export function Loading() {
  return (
    <div class="loading" role="status">
      <span class="visually-hidden">{t("loading")}</span>
      <span class="bone wide" />
      <span class="bone" />
      <span class="bone narrow" />
    </div>
  );
}

export function Forbidden() {
  return (
    <Notice tone="warning" title={t("problem.role_missing")}>
      <p>{t("problem.role_missing.remedy")}</p>
    </Notice>
  );
}

/** Nothing there yet; `children` say how something gets there. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name="list" />
      <p class="empty-title">{title}</p>
      {children}
    </div>
  );
}
