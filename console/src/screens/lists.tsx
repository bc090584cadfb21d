// Every managed list with its last run and when it runs by itself.
import { get } from "../api/client";
import { labelOf, moment, number, t } from "../i18n";
import { useLoad } from "../load";
import { Link } from "../router";
import { RunBadges } from "../runs/badge";
import { ended, type ManagedList } from "../runs/run";
import { Page } from "../ui/page";
import { Shown } from "../ui/shown";
import { TableFrame } from "../ui/table";

const WATCH_MS = 3000;

export function ListsScreen() {
  const load = useLoad(
    "lists",
    async (signal) => (await get("/api/v1/lists", { signal })).lists,
    (lists) => (lists?.some(({ last_run }) => last_run && !ended(last_run)) ? WATCH_MS : null),
  );
  return (
    <Page title={t("nav.lists")}>
      <p class="faint">{t("lists.lead")}</p>
      <Shown load={load}>
        {(lists) => (
          <div class="card flush">
            <TableFrame label={t("nav.lists")}>
              <thead>
                <tr>
                  <th scope="col">{t("runs.list")}</th>
                  <th scope="col">{t("lists.salesforce")}</th>
                  <th scope="col">{t("lists.last_run")}</th>
                  <th scope="col" class="number">
                    {t("lists.rows")}
                  </th>
                  <th scope="col">{t("lists.when")}</th>
                </tr>
              </thead>
              <tbody>
                {lists.map((list) => (
                  <Line key={list.key} list={list} />
                ))}
              </tbody>
            </TableFrame>
          </div>
        )}
      </Shown>
    </Page>
  );
}

function Line({ list }: { list: ManagedList }) {
  const run = list.last_run;
  return (
    <tr>
      <th scope="row">
        <span class="badges">
          <Link to={`/lists/${list.key}`}>{labelOf(list.label)}</Link>
          {!list.enabled && <span class="badge">{t("lists.disabled")}</span>}
        </span>
      </th>
      <td class="secondary" data-label={t("lists.salesforce")}>
        <code>{list.salesforce}</code>
      </td>
      <td data-label={t("lists.last_run")}>
        {run ? <RunBadges run={run} /> : <span class="faint">{t("lists.never")}</span>}
      </td>
      <td class="number" data-label={t("lists.rows")}>
        {run && number(run.totals.read)}
      </td>
      <td data-label={t("lists.when")}>{run && <Link to={`/runs/${run.id}`}>{moment(run.started_at)}</Link>}</td>
    </tr>
  );
}
