// History: every run, newest first, by list and state.
import { get } from "../../api/client";
import { labelOf, t } from "../../i18n";
import { useLoad } from "../../load";
import { usePages, type Page } from "../../pages";
import { go, place } from "../../router";
import { ALL_LISTS, ended, type Run, type State } from "../../runs/run";
import { RunsTable } from "../../runs/table";
import { SelectField } from "../../ui/fields";
import { Section } from "../../ui/page";
import { Empty, Shown } from "../../ui/shown";
import { More } from "../../ui/table";

const STATES: readonly State[] = ["RUNNING", "DONE", "DONE_WITH_ERRORS", "FAILED", "CANCELLED"];
const WATCH_MS = 3000;
const PAGE = 20;

export function History() {
  const { query } = place.value;
  const list = query.get("list") ?? "";
  const state = (query.get("state") ?? "") as State | "";
  const pages = usePages<Run>(
    `${list} ${state}`,
    (cursor) => page(list, state, cursor),
    // Only the first page is kept up to date: looking again would take the further ones away.
    (value) => (value && value.items.length <= PAGE && value.items.some((run) => !ended(run)) ? WATCH_MS : null),
  );
  return (
    <Section title={t("history.title")} lead={t("history.lead")}>
      <Filters list={list} state={state} />
      <Shown load={pages.load}>
        {({ items }) => (items.length > 0 ? <RunsTable runs={items} caption={t("history.title")} /> : <None />)}
      </Shown>
      <More pages={pages} />
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

async function page(list: string, state: State | "", cursor: string): Promise<Page<Run>> {
  // A run of all lists stands for its lists, unless one of these is asked for.
  const parts = list ? ("yes" as const) : ("no" as const);
  const query = { limit: PAGE, parts, ...(list && { list }), ...(state && { state }), ...(cursor && { cursor }) };
  const found = await get("/api/v1/runs", { query });
  return { items: found.runs, cursor: found.cursor };
}
