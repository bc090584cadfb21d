// One managed list: where it comes from and goes to, its last run, its schedule and its field map.
import { useState } from "preact/hooks";
import { get } from "../api/client";
import { FieldMapOf } from "../fieldmap/editor";
import { labelOf, moment, t } from "../i18n";
import { useLoad } from "../load";
import { Link } from "../router";
import { RunBadges } from "../runs/badge";
import { LiveRun } from "../runs/live";
import { SingleRecords } from "../runs/single";
import { ended, startNotice, startRun, type ManagedList, type Run } from "../runs/run";
import { MailHint, Schedules } from "../settings/schedule";
import { loadSettings, useSettings, type SettingsAnswer } from "../settings/settings";
import { may } from "../sign_in/session";
import { useTask } from "../task";
import { Button } from "../ui/button";
import { Check } from "../ui/fields";
import { Notice, ProblemNotice } from "../ui/notice";
import { Page, Section } from "../ui/page";
import { SaveBar } from "../ui/save_bar";
import { Empty, Shown } from "../ui/shown";

export function ListScreen({ list: key }: { list: string }) {
  const load = useLoad("lists", async (signal) => (await get("/api/v1/lists", { signal })).lists);
  const list = load.value?.find((one) => one.key === key);
  const above = (
    <p class="above">
      <Link to="/lists">{t("nav.lists")}</Link>
    </p>
  );
  return (
    <Page title={list ? labelOf(list.label) : key} above={above}>
      <Shown load={load}>
        {(lists) =>
          list ? (
            <Parts list={list} lists={lists} reload={() => void load.reload()} />
          ) : (
            <Empty title={t("problem.list_unknown")} />
          )
        }
      </Shown>
    </Page>
  );
}

function Parts({ list, lists, reload }: { list: ManagedList; lists: readonly ManagedList[]; reload: () => void }) {
  const settings = useLoad("settings", loadSettings);
  const nameOf = (key: string) => labelOf(lists.find((one) => one.key === key)?.label ?? { en: key });
  return (
    <>
      <Overview list={list} lists={lists} reload={reload} />
      <SingleRecords day={list.single_records} />
      <Shown load={settings}>{(answer) => <When list={list} answer={answer} put={settings.put} />}</Shown>
      <FieldMapOf
        list={list.key}
        version={settings.value?.version ?? 0}
        nameOf={nameOf}
        onSaved={() => void settings.reload()}
      />
    </>
  );
}

function Overview({ list, lists, reload }: { list: ManagedList; lists: readonly ManagedList[]; reload: () => void }) {
  const [started, setStarted] = useState<{ run: Run; joined: boolean }>();
  const press = useTask(async () => setStarted(await startRun({ list: list.key, mode: "full", dryRun: false })));
  const running = list.last_run && !ended(list.last_run) ? list.last_run.id : undefined;
  const watched = started?.run.id ?? running;
  const button = may("resync") && list.enabled && (
    <Button kind="primary" icon="sync" busy={press.busy} onClick={press.start}>
      {t("sync.press")}
    </Button>
  );
  return (
    <Section title={t("list.overview")} actions={button}>
      {press.problem && <ProblemNotice problem={press.problem} />}
      <div role="status">{started && <Notice tone="good" title={startNotice(started)} />}</div>
      {watched && <LiveRun key={watched} id={watched} onEnd={reload} />}
      <Facts list={list} lists={lists} />
    </Section>
  );
}

function Facts({ list, lists }: { list: ManagedList; lists: readonly ManagedList[] }) {
  const needed = lists.filter((one) => list.depends_on.includes(one.key));
  const run = list.last_run;
  return (
    <dl class="facts">
      <div>
        <dt>{t("list.sources")}</dt>
        <dd>
          {list.sources.map((source) => (
            <code class="block" key={source}>
              {source}
            </code>
          ))}
        </dd>
      </div>
      <div>
        <dt>{t("lists.salesforce")}</dt>
        <dd>
          <code>{list.salesforce}</code>
        </dd>
      </div>
      <div>
        <dt>{t("list.depends")}</dt>
        <dd>
          {needed.length === 0 && "–"}
          {needed.map((one) => (
            <Link class="block" key={one.key} to={`/lists/${one.key}`}>
              {labelOf(one.label)}
            </Link>
          ))}
        </dd>
      </div>
      <div>
        <dt>{t("lists.last_run")}</dt>
        <dd>{run ? <LastRun run={run} /> : t("lists.never")}</dd>
      </div>
    </dl>
  );
}

function LastRun({ run }: { run: Run }) {
  return (
    <span class="badges">
      <RunBadges run={run} />
      <Link to={`/runs/${run.id}`}>{moment(run.started_at)}</Link>
    </span>
  );
}

function When({
  list,
  answer,
  put,
}: {
  list: ManagedList;
  answer: SettingsAnswer;
  put: (answer: SettingsAnswer) => void;
}) {
  const saving = useSettings(answer, put);
  const fixed = !may("change_settings");
  const { schedules, disabled_lists } = saving.value;
  const setEnabled = (enabled: boolean) => {
    const others = disabled_lists.filter((key) => key !== list.key);
    saving.change({ disabled_lists: enabled ? others : [...others, list.key] });
  };
  return (
    <Section title={t("schedule.title")} lead={t("schedule.lead")}>
      <Check
        kind="switch"
        label={t("list.enabled")}
        hint={t("list.enabled_hint")}
        checked={!disabled_lists.includes(list.key)}
        disabled={fixed}
        onChange={setEnabled}
      />
      <Schedules
        list={list.key}
        schedules={schedules}
        disabled={fixed}
        problem={saving.problem}
        onChange={(changed) => saving.change({ schedules: changed })}
      />
      {schedules.some((one) => one.list === list.key) && <MailHint answer={answer} />}
      <SaveBar {...saving} />
    </Section>
  );
}
