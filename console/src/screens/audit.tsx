// Audit: who changed what and when, and whether the trail is whole.
import { useState } from "preact/hooks";
import { get, type Schema } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { moment, number, t, tOr } from "../i18n";
import { useLoad } from "../load";
import { Button } from "../ui/button";
import { Notice, ProblemNotice } from "../ui/notice";
import { Page, Section } from "../ui/page";
import { Empty, Shown } from "../ui/shown";

type Entry = Schema["AuditEntry"];
interface Entries {
  readonly entries: readonly Entry[];
  readonly cursor: string;
}

export function AuditScreen() {
  const load = useLoad<Entries>("audit", (signal) => get("/api/v1/audit", { signal }));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const more = async () => {
    setBusy(true);
    try {
      const before = load.value ?? { entries: [], cursor: "" };
      const next = await get("/api/v1/audit", { query: { limit: 20, cursor: before.cursor } });
      load.put({ entries: [...before.entries, ...next.entries], cursor: next.cursor });
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    setBusy(false);
  };
  return (
    <Page title={t("nav.audit")}>
      <Chain />
      <Section title={t("audit.title")} lead={t("audit.lead")}>
        <Shown load={load}>
          {({ entries, cursor }) =>
            entries.length === 0 ? (
              <Empty title={t("audit.none")} />
            ) : (
              <>
                <ol class="trail">
                  {entries.map((entry) => (
                    <Line key={entry.number} entry={entry} />
                  ))}
                </ol>
                {problem && <ProblemNotice problem={problem} />}
                {cursor && (
                  <div class="row">
                    <Button busy={busy} onClick={() => void more()}>
                      {t("more")}
                    </Button>
                  </div>
                )}
              </>
            )
          }
        </Shown>
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
      <dl class="changes">
        {entry.changes.map((change) => (
          <div key={change.path}>
            <dt>
              <code>{change.path}</code>
            </dt>
            <dd>
              <del>{shown(change.before)}</del> <span aria-hidden="true">→</span> <ins>{shown(change.after)}</ins>
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return number(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}
