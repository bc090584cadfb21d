// What became of the rows of a run, by outcome, with the file of all of them.
import { get, send, type Schema } from "../api/client";
import { number, t } from "../i18n";
import { usePages, type Page } from "../pages";
import { useTask } from "../task";
import { Button } from "../ui/button";
import { ProblemNotice } from "../ui/notice";
import { Empty, Shown } from "../ui/shown";
import { More, TableFrame } from "../ui/table";
import { LISTED_OUTCOMES, type Outcome, type Run } from "./run";

type Row = Schema["RowReport"];
type Listed = (typeof LISTED_OUTCOMES)[number];

export function RowList({
  run,
  outcome,
  onOutcome,
}: {
  run: Run;
  outcome: Listed;
  onOutcome: (outcome: Listed) => void;
}) {
  const pages = usePages<Row>(`${run.id} ${outcome} ${run.state}`, (cursor) => page(run.id, outcome, cursor));
  const { busy, problem, start } = useTask(() => download(run.id, outcome));
  return (
    <div class="stack gap">
      <div class="row between no-print">
        <div class="filters" role="group" aria-label={t("rows.filter")}>
          {LISTED_OUTCOMES.filter((one) => one !== "written_back" || run.totals.written_back > 0).map((one) => (
            <button
              key={one}
              type="button"
              class="filter"
              aria-pressed={one === outcome}
              onClick={() => onOutcome(one)}
            >
              {t(`outcome.${one}`)} <span class="number">{number(run.totals[one])}</span>
            </button>
          ))}
        </div>
        <Button icon="download" busy={busy} onClick={start}>
          {t("rows.csv")}
        </Button>
      </div>
      {problem && <ProblemNotice problem={problem} />}
      <Shown load={pages.load}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t("rows.none", { outcome: t(`outcome.${outcome}`) })} />
          ) : (
            <RowTable rows={items} outcome={outcome} />
          )
        }
      </Shown>
      <More pages={pages} />
    </div>
  );
}

export function RowTable({ rows, outcome }: { rows: readonly Row[]; outcome: Outcome }) {
  const last = outcome === "failed" ? t("rows.reason") : outcome === "updated" ? t("rows.fields") : "";
  return (
    <TableFrame label={t("rows.title")}>
      <thead>
        <tr>
          <th scope="col">{t("rows.name")}</th>
          <th scope="col">{t("rows.id")}</th>
          {last && <th scope="col">{last}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.key}>
            <th scope="row">{row.name || row.key}</th>
            <td data-label={t("rows.id")}>{row.intacct_id}</td>
            {last && (
              <td class="wide" data-label={last}>
                {outcome === "failed" ? <Reason row={row} /> : row.fields.join(", ")}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </TableFrame>
  );
}

function Reason({ row }: { row: Row }) {
  return (
    <span>
      {row.message} <code class="faint">{row.code}</code>
      {row.fields.length > 0 && <span class="faint"> ({row.fields.join(", ")})</span>}
    </span>
  );
}

async function page(run: string, outcome: Listed, cursor: string): Promise<Page<Row>> {
  const query = { outcome, ...(cursor && { cursor }) };
  const found = await get("/api/v1/runs/{run_id}/rows", { path: { run_id: run }, query });
  return { items: found.rows, cursor: found.cursor };
}

/** The file of all rows. One answer holds up to 5 MB, so that a long list comes in pages. */
async function download(run: string, outcome: Listed): Promise<void> {
  const parts: string[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const answer: Response = await send("get", "/api/v1/runs/{run_id}/rows", {
      path: { run_id: run },
      query: { outcome, limit: 1000, cursor },
      headers: { Accept: "text/csv" },
    });
    const text = await answer.text();
    // Each page begins with the line of headings.
    parts.push(parts.length === 0 ? text : text.slice(text.indexOf("\n") + 1));
    cursor = nextCursor(answer.headers.get("Link"));
  }
  save(new Blob(parts, { type: "text/csv;charset=utf-8" }), `run-${run}-${outcome}.csv`);
}

function nextCursor(link: string | null): string | null {
  const target = /<\?([^>]*)>; rel="next"/.exec(link ?? "");
  return target ? new URLSearchParams(target[1]).get("cursor") : null;
}

function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
