// Audit: who changed what and when, and whether the trail is whole.
import { get, type Schema } from "../api/client";
import { fieldName } from "../field_names";
import { moment, number, t, tOr } from "../i18n";
import { useLoad } from "../load";
import { usePages } from "../pages";
import { ALL_LISTS, whenWords } from "../runs/run";
import type { Schedule } from "../settings/settings";
import { Notice } from "../ui/notice";
import { Page, Section } from "../ui/page";
import { Empty, Shown } from "../ui/shown";
import { More } from "../ui/table";

type Entry = Schema["AuditEntry"];
const PAGE = 20;

export function AuditScreen() {
  const pages = usePages<Entry>("audit", async (cursor, signal) => {
    const query = { limit: PAGE, ...(cursor && { cursor }) };
    const found = await get("/api/v1/audit", { query, ...(signal && { signal }) });
    return { items: found.entries, cursor: found.cursor };
  });
  return (
    <Page title={t("nav.audit")}>
      <Chain />
      <Section title={t("audit.title")} lead={t("audit.lead")}>
        <Shown load={pages.load}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={t("audit.none")} />
            ) : (
              <ol class="trail">
                {items.map((entry) => (
                  <Line key={entry.number} entry={entry} />
                ))}
              </ol>
            )
          }
        </Shown>
        <More pages={pages} />
      </Section>
    </Page>
  );
}

function Chain() {
  const load = useLoad("chain", (signal) => get("/api/v1/audit/chain", { signal }));
  return (
    <Shown load={load}>
      {({ whole, entries, first_broken }) =>
        whole ? (
          <Notice tone="good" title={t("audit.whole", { n: entries })} />
        ) : (
          <Notice tone="bad" title={t("audit.broken", { entry: first_broken ?? 0 })}>
            <p>{t("audit.broken_hint")}</p>
          </Notice>
        )
      }
    </Shown>
  );
}

function Line({ entry }: { entry: Entry }) {
  const { deed } = entry;
  return (
    <li class="trail-line">
      <div class="row between">
        <h3>{tOr(`deed.${deed.action}`, deed.action)}</h3>
        <p class="faint number">{moment(deed.at)}</p>
      </div>
      <p class="faint">
        {t("audit.by", { name: deed.name || deed.subject })}
        {deed.source_ip && <> · {t("audit.from", { address: deed.source_ip })}</>}
        {" · "}
        {t("audit.number", { entry: number(entry.number) })}
      </p>
      {deed.token_id && (
        <p class="faint">
          {t("audit.token")} <code>{deed.token_id}</code>
        </p>
      )}
      {entry.changes.length > 0 && (
        <dl class="changes">
          {entry.changes.map((change) => (
            <div key={change.path}>
              <dt>{fieldName(change.path)}</dt>
              <dd>
                <del>{shown(change.before)}</del> <span aria-hidden="true">→</span> <ins>{shown(change.after)}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return number(value);
  if (Array.isArray(value)) return value.length > 0 ? value.map(shown).join(", ") : "–";
  if (isSchedule(value)) return scheduleWords(value);
  return typeof value === "object" ? Object.values(value).map(shown).join(" · ") : String(value);
}

function isSchedule(value: unknown): value is Schedule {
  return typeof value === "object" && value !== null && "when" in value && "time_zone" in value;
}

function scheduleWords({ list, when, time_zone, mode }: Schedule): string {
  return [list === ALL_LISTS ? t("lists.all") : list, whenWords(when), time_zone, t(`mode.${mode}.short`)].join(" · ");
}
