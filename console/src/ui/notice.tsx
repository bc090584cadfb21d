// A sentence that stands out, and problems with what to do about them.
import type { ComponentChildren } from "preact";
import type { Problem } from "../api/problem";
import { fieldName } from "../field_names";
import { t, tOr } from "../i18n";
import { breakable } from "./breakable";
import { Icon, type IconName } from "./icon";

type Tone = "info" | "good" | "warning" | "bad";
const ICONS: Record<Tone, IconName> = { info: "info", good: "check", warning: "warning", bad: "warning" };

export function Notice({ tone, title, children }: { tone: Tone; title?: string; children?: ComponentChildren }) {
  return (
    <div class={`notice ${tone}`}>
      <Icon name={ICONS[tone]} />
      <div class="stack small-gap">
        {title && <p class="notice-title">{breakable(title)}</p>}
        {children}
      </div>
    </div>
  );
}

/** The words of a problem: ours by its code where we have them, else the service's. */
export function problemWords(problem: Problem): { detail: string; remedy: string } {
  const detail = problem.detail || t("problem.unexpected");
  return {
    detail: tOr(`problem.${problem.code}`, detail),
    remedy: tOr(`problem.${problem.code}.remedy`, problem.remedy),
  };
}

/** A problem where it happened; read out at once. `children` are what can be done here. */
export function ProblemNotice({ problem, children }: { problem: Problem; children?: ComponentChildren }) {
  const { detail, remedy } = problemWords(problem);
  return (
    <div role="alert">
      <Notice tone={problem.status === 0 || problem.status === 503 ? "warning" : "bad"} title={detail}>
        {remedy && <p>{remedy}</p>}
        {problem.errors.length > 0 && (
          <ul>
            {problem.errors.map((error) => (
              <li key={error.field + error.message}>
                {t("line", { label: fieldName(error.field), text: error.message })}
              </li>
            ))}
          </ul>
        )}
        {problem.status === 500 && problem.instance && (
          <p class="faint">{t("problem.number", { number: problem.instance })}</p>
        )}
        {children}
      </Notice>
    </div>
  );
}
