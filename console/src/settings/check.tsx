// The connection check: what was looked at on both sides, and what to do where something is not right.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import { labelOf, language, moment, t, tOr } from "../i18n";
import { useLoad } from "../load";
import { useTask } from "../task";
import { Button } from "../ui/button";
import { Icon, type IconName } from "../ui/icon";
import { Notice, ProblemNotice } from "../ui/notice";
import { Section } from "../ui/page";
import { checkConnection, type Check, type Report } from "./settings";

export function ConnectionCheck() {
  const [report, setReport] = useState<Report>();
  const { busy, problem, start } = useTask(async () => setReport(await checkConnection()));
  // Its sentences are in the language that was asked for.
  useEffect(() => setReport(undefined), [language.value]);
  const button = (
    <Button icon="plug" busy={busy} onClick={start}>
      {t("check.press")}
    </Button>
  );
  return (
    <Section title={t("check.title")} lead={t("check.lead")} actions={button}>
      {problem && <ProblemNotice problem={problem} />}
      <div role="status" class="stack gap">
        {busy && !report && <p class="faint">{t("check.busy")}</p>}
        {report && <Found report={report} />}
      </div>
    </Section>
  );
}

function Found({ report }: { report: Report }) {
  const lists = useLoad("lists", async (signal) => (await get("/api/v1/lists", { signal })).lists);
  const labels = new Map(lists.value?.map((list) => [list.key, labelOf(list.label)]));
  const general = report.checks.filter((check) => !check.list);
  const wrong = report.checks.filter((check) => check.list && check.ok === false);
  const right = report.checks.filter((check) => check.list && check.ok !== false);
  const failed = report.checks.filter((check) => check.ok === false).length;
  return (
    <>
      <Notice
        tone={report.ok ? "good" : "warning"}
        title={report.ok ? t("check.ok") : t("check.failed", { n: failed })}
      >
        <p class="faint">{moment(report.checked_at)}</p>
      </Notice>
      <ul class="checks">
        {[...general, ...wrong].map((check) => (
          <Line key={check.name + check.list} check={check} label={labels.get(check.list)} />
        ))}
      </ul>
      {right.length > 0 && (
        <details>
          <summary>{t("check.lists_right", { n: right.length })}</summary>
          <ul class="checks">
            {right.map((check) => (
              <Line key={check.name + check.list} check={check} label={labels.get(check.list) ?? check.list} />
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

const LOOKS: Record<string, [tone: string, icon: IconName]> = {
  true: ["good", "check"],
  false: ["bad", "cross"],
  null: ["", "info"],
};

function Line({ check, label }: { check: Check; label: string | undefined }) {
  const [tone, icon] = LOOKS[String(check.ok)] ?? ["", "info"];
  const name = tOr(`check.${check.name}`, check.name);
  return (
    <li class={`check-line ${tone}`}>
      <Icon name={icon} />
      <div>
        <p>
          <strong>{label ? t("line", { label, text: name }) : name}</strong>
          <span class="visually-hidden"> {t(`check.is_${check.ok}` as "check.is_true")}</span>
        </p>
        <p>{check.seen}</p>
        {check.remedy && <p class="remedy">{check.remedy}</p>}
      </div>
    </li>
  );
}
