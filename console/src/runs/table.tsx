// Runs as lines of a table: when, what, how it ended, rows, how long, who.
import { number, recent, t } from "../i18n";
import { Link } from "../router";
import { RunBadges } from "./badge";
import { TableFrame } from "../ui/table";
import { durationOf, nameOfList, starterOf, type Run } from "./run";

export function RunsTable({ runs, caption }: { runs: readonly Run[]; caption: string }) {
  return (
    <TableFrame label={caption}>
      <caption class="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t("runs.started")}</th>
          <th scope="col" class="grows">
            {t("runs.list")}
          </th>
          <th scope="col">{t("runs.state")}</th>
          <th scope="col" class="number">
            {t("count.read")}
          </th>
          <th scope="col" class="number">
            {t("runs.written")}
          </th>
          <th scope="col" class="number">
            {t("count.failed")}
          </th>
          <th scope="col" class="number">
            {t("runs.duration")}
          </th>
          <th scope="col">{t("runs.who")}</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <Line key={run.id} run={run} />
        ))}
      </tbody>
    </TableFrame>
  );
}

function Line({ run }: { run: Run }) {
  const { totals } = run;
  return (
    <tr>
      <th scope="row" class="nowrap">
        <Link to={`/runs/${run.id}`}>{recent(run.started_at)}</Link>
      </th>
      <td data-label={t("runs.list")}>
        <span>
          {nameOfList(run)}
          {run.mode !== "full" && <span class="faint"> · {t(`mode.${run.mode}.short`)}</span>}
        </span>
      </td>
      <td data-label={t("runs.state")}>
        <RunBadges run={run} />
      </td>
      <td class="number" data-label={t("count.read")}>
        {number(totals.read)}
      </td>
      <td class="number" data-label={t("runs.written")}>
        {run.dry_run ? "–" : number(totals.created + totals.updated)}
      </td>
      <td class="number" data-label={t("count.failed")}>
        {number(totals.failed)}
      </td>
      <td class="number" data-label={t("runs.duration")}>
        {durationOf(run)}
      </td>
      <td class="nowrap" data-label={t("runs.who")}>
        {starterOf(run)}
      </td>
    </tr>
  );
}
