// Sync tools: choose a list, try it first if wished, synchronize, and watch.
import { useState } from "preact/hooks";
import { get } from "../../api/client";
import { labelOf, t } from "../../i18n";
import { useLoad } from "../../load";
import { LiveRun } from "../../runs/live";
import { RunsTable } from "../../runs/table";
import { ALL_LISTS, ended, startNotice, startRun, type ManagedList, type Mode, type Run } from "../../runs/run";
import { may } from "../../sign_in/session";
import { useTask } from "../../task";
import { Button } from "../../ui/button";
import { SelectField } from "../../ui/fields";
import { Notice, ProblemNotice } from "../../ui/notice";
import { Section } from "../../ui/page";
import { Empty, Forbidden, Shown } from "../../ui/shown";

const MODES: readonly Mode[] = ["full", "changes", "errors"];
const LATEST = { limit: 5, parts: "no" } as const;

export function SyncTools() {
  const lists = useLoad("lists", async (signal) => (await get("/api/v1/lists", { signal })).lists);
  const runs = useLoad("latest", async (signal) => (await get("/api/v1/runs", { query: LATEST, signal })).runs);
  const [started, setStarted] = useState<{ run: Run; joined: boolean }>();
  // A run that was under way when the page was opened is watched too.
  const watched = started?.run.id ?? runs.value?.find((run) => !ended(run) && !run.parent)?.id;
  const reload = () => void runs.reload();
  if (!may("resync")) return <Forbidden />;
  return (
    <>
      <Section title={t("sync.title")} lead={t("sync.lead")}>
        <Shown load={lists}>{(value) => <Form lists={value} onStarted={setStarted} />}</Shown>
        <div role="status">{started && <Notice tone="good" title={startNotice(started)} />}</div>
      </Section>
      {watched && (
        <Section title={t("run.progress")}>
          <LiveRun key={watched} id={watched} onEnd={reload} />
        </Section>
      )}
      <Section title={t("sync.latest")}>
        <Shown load={runs}>
          {(value) =>
            value.length > 0 ? (
              <RunsTable runs={value} caption={t("sync.latest")} />
            ) : (
              <Empty title={t("history.none")} />
            )
          }
        </Shown>
      </Section>
    </>
  );
}

interface FormProps {
  lists: readonly ManagedList[];
  onStarted: (started: { run: Run; joined: boolean }) => void;
}

function Form({ lists, onStarted }: FormProps) {
  const [list, setList] = useState(ALL_LISTS);
  const [mode, setMode] = useState<Mode>("full");
  const choices = lists.filter((one) => one.enabled).map((one) => ({ value: one.key, label: labelOf(one.label) }));
  const real = useTask(async () => onStarted(await startRun({ list, mode, dryRun: false })));
  const trial = useTask(async () => onStarted(await startRun({ list, mode, dryRun: true })));
  const problem = real.problem ?? trial.problem;
  return (
    <form class="stack gap" onSubmit={(event) => event.preventDefault()}>
      <div class="narrow">
        <SelectField
          label={t("sync.list")}
          value={list}
          choices={[{ value: ALL_LISTS, label: t("lists.all") }, ...choices]}
          hint={t("sync.list_hint")}
          onChange={setList}
        />
      </div>
      <fieldset>
        <legend>{t("sync.mode")}</legend>
        <div class="choices">
          {MODES.map((one) => (
            <label class="check" key={one}>
              <input type="radio" name="mode" value={one} checked={mode === one} onChange={() => setMode(one)} />
              <span>
                {t(`mode.${one}`)}
                <span class="hint block">{t(`mode.${one}.hint`)}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
      <div class="row">
        <Button kind="primary" type="submit" icon="sync" busy={real.busy} onClick={real.start}>
          {t("sync.press")}
        </Button>
        <Button busy={trial.busy} onClick={trial.start}>
          {t("sync.trial")}
        </Button>
      </div>
      {problem && <ProblemNotice problem={problem} />}
    </form>
  );
}
