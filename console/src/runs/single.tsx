// Single records: what became today of the rows that Intacct told of, and what holds them up.
import { Problem } from "../api/problem";
import { get, type Schema } from "../api/client";
import { moment, number, t } from "../i18n";
import { useLoad } from "../load";
import { Link } from "../router";
import { Notice, problemWords } from "../ui/notice";
import { Section } from "../ui/page";
import { RowTable } from "./rows";

export type Day = Schema["DayOfRows"];

export function SingleRecords({ day }: { day: Day }) {
  const figures = [
    ["written", ""],
    ["gone", "warning"],
    ["failed", "bad"],
  ] as const;
  return (
    <Section title={t("single.title")} lead={t("single.lead")}>
      {day.trouble && <Trouble trouble={day.trouble} />}
      {day.last_at === null && !day.trouble ? (
        <Quiet />
      ) : (
        <ul class="figures">
          {figures.map(([name, tone]) => (
            <li key={name} class={`figure ${day[name] > 0 ? tone : ""}`}>
              <span class="figure-value">{number(day[name])}</span>
              <span class="figure-label">{t(`single.${name}`)}</span>
            </li>
          ))}
        </ul>
      )}
      {day.last_at && <p class="faint">{t("single.last", { time: moment(day.last_at) })}</p>}
      {day.errors.length > 0 && <RowTable rows={day.errors} outcome="failed" />}
    </Section>
  );
}

function Trouble({ trouble }: { trouble: NonNullable<Day["trouble"]> }) {
  const { detail, remedy } = problemWords(new Problem(trouble.code, 503, trouble.detail, trouble.remedy));
  return (
    <Notice tone="warning" title={t("single.waiting")}>
      <p>{detail}</p>
      {remedy && <p>{remedy}</p>}
    </Notice>
  );
}

/** Nothing today: because nothing changed, or because Intacct does not know where to tell it. */
function Quiet() {
  const load = useLoad("notice address", (signal) => get("/api/v1/notice-address", { signal }));
  if (!load.value) return null;
  return (
    <p class="faint">
      {t(load.value.issued_at ? "single.none" : "single.no_address")}{" "}
      {!load.value.issued_at && <Link to="/connection">{t("nav.connection")}</Link>}
    </p>
  );
}

/** The same in a cell of a table. */
export function SingleInShort({ day }: { day: Day }) {
  if (!day.trouble && day.last_at === null) return <span class="faint">–</span>;
  return (
    <span class="badges">
      {day.trouble && <span class="badge warning">{t("single.waiting_short")}</span>}
      {day.written > 0 && <span class="badge good">{t("single.written_n", { n: day.written })}</span>}
      {day.gone > 0 && <span class="badge warning">{t("single.gone_n", { n: day.gone })}</span>}
      {day.failed > 0 && <span class="badge bad">{t("single.failed_n", { n: day.failed })}</span>}
    </span>
  );
}
