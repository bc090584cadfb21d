// The bar that appears when something was changed: save, or take it back.
import type { Problem } from "../api/problem";
import { t } from "../i18n";
import { Button } from "./button";
import { ProblemNotice } from "./notice";

interface Props {
  dirty: boolean;
  busy: boolean;
  problem: Problem | undefined;
  onSave: () => void;
  onReset: () => void;
}

export function SaveBar({ dirty, busy, problem, onSave, onReset }: Props) {
  if (!dirty && !problem) return null;
  return (
    <div class="save-bar stack gap">
      {problem && <ProblemNotice problem={problem} />}
      <div class="row between">
        <p class="faint">{dirty && t("unsaved")}</p>
        <div class="row">
          <Button onClick={onReset}>{t("discard")}</Button>
          <Button kind="primary" busy={busy} onClick={onSave}>
            {t("save")}
          </Button>
        </div>
      </div>
    </div>
  );
}
