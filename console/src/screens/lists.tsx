// Every managed list with its last run, when it runs by itself, and what came of single records; all lists together.
import { get } from "../api/client";
import { labelOf, number, recent, t } from "../i18n";
import { useLoad } from "../load";
import { Link } from "../router";
import { RunBadges } from "../runs/badge";
import { ALL_LISTS, ended, whenWords, type ManagedList } from "../runs/run";
import { SingleInShort } from "../runs/single";
import { MailHint, Schedules } from "../settings/schedule";
import { loadSettings, useSettings, type Schedule, type SettingsAnswer } from "../settings/settings";
import { may } from "../sign_in/session";
import { Page, Section } from "../ui/page";
import { SaveBar } from "../ui/save_bar";
import { Shown } from "../ui/shown";
import { TableFrame } from "../ui/table";

const WATCH_MS = 3000;

export function ListsScreen() {
  const load = useLoad(
    "lists",
    async (signal) => (await get("/api/v1/lists", { signal })).lists,
    (lists) => (lists?.some(({ last_run }) => last_run && !ended(last_run)) ? WATCH_MS : null),
  );
  const settings = useLoad("settings", loadSettings);
  return (
    <Page title={t("nav.lists")}>
      <p class="faint">{t("lists.lead")}</p>
      <Shown load={load}>
        {(lists) => <Table lists={lists} schedules={settings.value?.settings.schedules ?? []} />}
      </Shown>
      <Shown load={settings}>{(answer) => <AllTogether answer={answer} put={settings.put} />}</Shown>
    </Page>
  );
}

function Table({ lists, schedules }: { lists: readonly ManagedList[]; schedules: readonly Schedule[] }) {
  return (
    <div class="card flush">
      <TableFrame label={t("nav.lists")}>
        <thead>
          <tr>
            <th scope="col">{t("runs.list")}</th>
            <th scope="col">{t("lists.last_run")}</th>
            <th scope="col" class="number">
              {t("lists.rows")}
            </th>
            <th scope="col">{t("schedule.title")}</th>
            <th scope="col">{t("single.short")}</th>
          </tr>
        </thead>
        <tbody>
          {lists.map((list) => (
            <Line key={list.key} list={list} schedules={schedules} />
          ))}
        </tbody>
      </TableFrame>
    </div>
  );
}

function Line({ list, schedules }: { list: ManagedList; schedules: readonly Schedule[] }) {
  const run = list.last_run;
  return (
    <tr>
      <th scope="row">
        <span class="badges">
          <Link to={`/lists/${list.key}`}>{labelOf(list.label)}</Link>
          {!list.enabled && <span class="badge">{t("lists.disabled")}</span>}
        </span>
      </th>
      <td data-label={t("lists.last_run")}>
        {run ? (
          <span class="badges line">
            <RunBadges run={run} />
            <Link class="nowrap" to={`/runs/${run.id}`}>
              {recent(run.started_at)}
            </Link>
          </span>
        ) : (
          <span class="faint">{t("lists.never")}</span>
        )}
      </td>
      <td class="number" data-label={t("lists.rows")}>
        {run && number(run.totals.read)}
      </td>
      <td class="nowrap" data-label={t("schedule.title")}>
        <ByItself list={list} schedules={schedules} />
      </td>
      <td data-label={t("single.short")}>
        <SingleInShort day={list.single_records} />
      </td>
    </tr>
  );
}

function ByItself({ list, schedules }: { list: ManagedList; schedules: readonly Schedule[] }) {
  const own = schedules.filter((one) => one.list === list.key);
  const all = schedules.filter((one) => one.list === ALL_LISTS);
  if (!list.enabled || own.length + all.length === 0) return <span class="faint">–</span>;
  return (
    <span>
      {own.map((one) => (
        <span class="block" key={one.mode}>
          {whenWords(one.when)}
        </span>
      ))}
      {own.length === 0 && <span class="faint">{t("lists.with_all")}</span>}
    </span>
  );
}

function AllTogether({ answer, put }: { answer: SettingsAnswer; put: (answer: SettingsAnswer) => void }) {
  const saving = useSettings(answer, put);
  const { schedules } = saving.value;
  return (
    <Section title={t("schedule.all")} lead={t("schedule.all_lead")}>
      <Schedules
        list={ALL_LISTS}
        schedules={schedules}
        disabled={!may("change_settings")}
        problem={saving.problem}
        onChange={(changed) => saving.change({ schedules: changed })}
      />
      {schedules.some((one) => one.list === ALL_LISTS) && <MailHint answer={answer} />}
      <SaveBar {...saving} />
    </Section>
  );
}
