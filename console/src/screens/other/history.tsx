// History: every run, newest first, by list and state.
import { useState } from "preact/hooks";
import { get } from "../../api/client";
import { asProblem, type Problem } from "../../api/problem";
import { labelOf, t } from "../../i18n";
import { useLoad } from "../../load";
import { go, place } from "../../router";
import { ALL_LISTS, ended, type Run, type State } from "../../runs/run";
import { RunsTable } from "../../runs/table";
import { Button } from "../../ui/button";
import { SelectField } from "../../ui/fields";
import { ProblemNotice } from "../../ui/notice";
import { Section } from "../../ui/page";
import { Empty, Shown } from "../../ui/shown";

const STATES: readonly State[] = ["RUNNING", "DONE", "DONE_WITH_ERRORS", "FAILED", "CANCELLED"];
const WATCH_MS = 3000;
interface Runs {
  readonly runs: readonly Run[];
  readonly cursor: string;
}

export function History() {
  const { query } = place.value;
  const list = query.get("list") ?? "";
  const state = (query.get("state") ?? "") as State | "";
  const load = useLoad<Runs>(
    `${list} ${state}`,
    () => page(list, state, ""),
    // Only the first page is kept up to date: looking again would take the further ones away.
    (value) => (value && value.runs.length <= 20 && value.runs.some((run) => !ended(run)) ? WATCH_MS : null),
  );
  return (
    <Section title={t("history.title")} lead={t("history.lead")}>
      <Filters list={list} state={state} />
      <Shown load={load}>
        {(value) =>
          value.runs.length > 0 ? <Found value={value} put={load.put} list={list} state={state} /> : <None />
        }
      </Shown>
    </Section>
  );
}

function Filters({ list, state }: { list: string; state: string }) {
  const lists = useLoad("lists", async (signal) => (await get("/api/v1/lists", { signal })).lists);
  const show = (wanted: { list: string; state: string }) => {
    const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== ""));
    void go(`/other/history${query.size > 0 ? `?${query}` : ""}`, true);
  };
  const known = (lists.value ?? []).map((one) => ({ value: one.key, label: labelOf(one.label) }));
  const any = { value: "", label: t("history.any") };
  return (
    <div class="grid no-print">
      <SelectField
        label={t("runs.list")}
        value={list}
        choices={[any, { value: ALL_LISTS, label: t("lists.all") }, ...known]}
        onChange={(value) => show({ list: value, state })}
      />
      <SelectField
        label={t("runs.state")}
        value={state}
        choices={[any, ...STATES.map((value) => ({ value, label: t(`state.${value}`) }))]}
        onChange={(value) => show({ list, state: value })}
      />
    </div>
  );
}

function None() {
  return (
    <Empty title={t("history.none")}>
      <p>{t("history.none_hint")}</p>
    </Empty>
  );
}

function Found({
  value,
  put,
  list,
  state,
}: {
  value: Runs;
  put: (runs: Runs) => void;
  list: string;
  state: State | "";
}) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const more = async () => {
    setBusy(true);
    try {
      const next = await page(list, state, value.cursor);
      put({ runs: [...value.runs, ...next.runs], cursor: next.cursor });
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    setBusy(false);
  };
  return (
    <>
      <RunsTable runs={value.runs} caption={t("history.title")} />
      {problem && <ProblemNotice problem={problem} />}
      {value.cursor && (
        <p class="below-table">
          <Button busy={busy} onClick={() => void more()}>
            {t("more")}
          </Button>
        </p>
      )}
    </>
  );
}

function page(list: string, state: State | "", cursor: string): Promise<Runs> {
  return get("/api/v1/runs", { query: { ...(list && { list }), ...(state && { state }), ...(cursor && { cursor }) } });
}
