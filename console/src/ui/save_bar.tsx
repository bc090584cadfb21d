// The bar that appears when something was changed: save, or take it back. A mistake gets the focus.
import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import type { Saving } from "../saving";
import { Button } from "./button";
import { ProblemNotice } from "./notice";

type Props = Pick<Saving<object>, "dirty" | "busy" | "problem" | "save" | "reset">;

export function SaveBar({ dirty, busy, problem, save, reset }: Props) {
  useEffect(() => {
    if (problem) document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem]);
  if (!dirty && !problem) return null;
  return (
    <div class="save-bar stack gap">
      {problem && <ProblemNotice problem={problem} />}
      <div class="row between">
        <p class="faint">{dirty && t("unsaved")}</p>
        <div class="row">
          <Button onClick={reset}>{t("discard")}</Button>
          <Button kind="primary" busy={busy} onClick={save}>
            {t("save")}
          </Button>
        </div>
      </div>
    </div>
  );
}
