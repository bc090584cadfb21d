// The page of one run: its state, totals, what went wrong with what to do, and its rows.
import { get } from "../api/client";
import { Problem } from "../api/problem";
import { labelOf, moment, number, t, tOr } from "../i18n";
import { useLoad } from "../load";
import { go, Link, place } from "../router";
import { calls, Progress } from "../runs/progress";
import { RunBadges, StateBadge } from "../runs/badge";
import { Figures } from "../runs/figures";
import { useEnd } from "../runs/live";
import { MailFate } from "../runs/mail";
import { RowList } from "../runs/rows";
import {
  durationOf,
  ended,
  LISTED_OUTCOMES,
  loadRun,
  nameOfList,
  starterOf,
  startRun,
  whileRunning,
  type Run,
  type Wish,
} from "../runs/run";
import { may } from "../sign_in/session";
import { useTask } from "../task";
import { breakable } from "../ui/breakable";
import { Button } from "../ui/button";
import { Notice, ProblemNotice, problemWords } from "../ui/notice";
import { Page, Section } from "../ui/page";
import { Shown } from "../ui/shown";

export function RunScreen({ id }: { id: string }) {
  const load = useLoad(id, (signal) => loadRun(id, signal), whileRunning);
  useEnd(load.value);
  const run = load.value;
  return (
    <Page
      title={run ? nameOfList(run) : t("run.title")}
      above={
        <p class="above no-print">
          <Link to="/other/history">{t("history.title")}</Link>
        </p>
      }
      actions={run && <RunBadges run={run} />}
    >
      <Shown load={load}>{(value) => <Parts run={value} put={load.put} />}</Shown>
    </Page>
  );
}

function Parts({ run, put }: { run: Run; put: (run: Run) => void }) {
  return (
    <>
      <Section title={ended(run) ? t("run.result") : t("run.progress")} actions={<Actions run={run} />}>
        {!ended(run) && <Progress run={run} onChange={put} />}
        {run.trouble && <TroubleNotice run={run} />}
        <Notes run={run} />
        <Figures run={run} />
        <Facts run={run} />
      </Section>
      {run.children.length > 0 && <Children run={run} />}
      {run.totals.failed > 0 && run.children.length === 0 && <ErrorGroups run={run} />}
      {run.children.length === 0 && <Rows run={run} />}
    </>
  );
}

function Actions({ run }: { run: Run }) {
  const { busy, problem, start } = useTask(async (wish: Wish) => go(`/runs/${(await startRun(wish)).run.id}`));
  if (!ended(run)) return null;
  const real = { list: run.list, mode: run.mode, dryRun: false };
  return (
    <>
      {may("resync") && run.totals.failed > 0 && !run.dry_run && (
        <Button icon="sync" busy={busy} onClick={() => start({ ...real, mode: "errors" })}>
          {t("run.retry")}
        </Button>
      )}
      {may("resync") && run.dry_run && run.state !== "FAILED" && (
        <Button kind="primary" icon="sync" busy={busy} onClick={() => start(real)}>
          {t("run.for_real")}
        </Button>
      )}
      {may("resync") && run.notes.includes("gone_guard") && (
        <Button kind="danger" busy={busy} onClick={() => start({ ...real, confirmGone: true })}>
          {t("run.confirm_gone")}
        </Button>
      )}
      <Button icon="print" onClick={() => window.print()}>
        {t("print")}
      </Button>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}

function TroubleNotice({ run }: { run: Run }) {
  if (!run.trouble) return null;
  const { code, detail, remedy } = run.trouble;
  const words = problemWords(new Problem(code, 500, detail, remedy));
  return (
    <Notice tone={run.state === "CANCELLED" ? "info" : "bad"} title={words.detail}>
      {words.remedy && <p>{words.remedy}</p>}
    </Notice>
  );
}

function Notes({ run }: { run: Run }) {
  return (
    <>
      {run.notes.map((code) => (
        <Notice key={code} tone={code === "gone_guard" ? "warning" : "info"}>
          <p>{tOr(`note.${code}`, t("note.unknown", { code }), { n: run.totals.gone })}</p>
        </Notice>
      ))}
    </>
  );
}

function Facts({ run }: { run: Run }) {
  const facts: readonly (readonly [name: string, value: string, kind?: "long"])[] = [
    [t("runs.started"), moment(run.started_at)],
    [t("runs.duration"), durationOf(run)],
    [t("runs.who"), [...new Set([starterOf(run), run.requester.email])].filter(Boolean).join(", "), "long"],
    [t("run.mode"), t(`mode.${run.mode}`)],
    [t("run.calls"), calls(run)],
    [t("run.number"), run.id, "long"],
    [t("run.settings"), t("run.version", { version: number(run.settings_version) })],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, value, kind]) => (
        <div key={name} class={kind}>
          <dt>{name}</dt>
          <dd class="number">{breakable(value)}</dd>
        </div>
      ))}
      {ended(run) && !run.parent && <MailFate run={run.id} />}
      {run.parent && (
        <div>
          <dt>{t("run.part_of")}</dt>
          <dd>
            <Link to={`/runs/${run.parent}`}>{t("lists.all")}</Link>
          </dd>
        </div>
      )}
    </dl>
  );
}

function Children({ run }: { run: Run }) {
  return (
    <Section title={t("run.lists")}>
      <ul class="lines">
        {run.children.map((child) => (
          <li key={child.list} class="row between">
            {child.run ? (
              <Link to={`/runs/${child.run}`}>{labelOf(child.label)}</Link>
            ) : (
              <span>{labelOf(child.label)}</span>
            )}
            {child.state ? <StateBadge state={child.state} /> : <span class="badge">{t("run.waiting")}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function ErrorGroups({ run }: { run: Run }) {
  const load = useLoad(`${run.id} ${run.state}`, () =>
    get("/api/v1/runs/{run_id}/errors", { path: { run_id: run.id } }),
  );
  return (
    <Section title={t("run.errors")}>
      <Shown load={load}>
        {({ groups }) => (
          <ul class="groups">
            {groups.map((group) => (
              <li class="group stack small-gap" key={group.code + group.message}>
                <p>
                  <strong>{t("rows.n", { n: group.count })}</strong> · {group.message}{" "}
                  <code class="faint">{group.code}</code>
                </p>
                <p>{group.remedy}</p>
                <p class="faint">{t("run.example", { row: group.example })}</p>
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </Section>
  );
}

function Rows({ run }: { run: Run }) {
  const asked = LISTED_OUTCOMES.find((one) => one === place.value.query.get("outcome"));
  const outcome = asked ?? LISTED_OUTCOMES.find((one) => run.totals[one] > 0) ?? "created";
  if (!ended(run) && run.totals.read === 0) return null;
  return (
    <Section title={t("rows.title")} lead={t("rows.lead")}>
      <RowList run={run} outcome={outcome} onOutcome={(one) => void go(`/runs/${run.id}?outcome=${one}`, true)} />
    </Section>
  );
}
