// A run under way: how far it is, what it used, how long it will take, and the way to stop it.
import { Problem } from "../api/problem";
import { duration, number, t } from "../i18n";
import { useTask } from "../task";
import { ask } from "../ui/dialog";
import { Button } from "../ui/button";
import { Notice, ProblemNotice, problemWords } from "../ui/notice";
import { cancelRun, durationOf, ended, nameOfList, type Run } from "./run";

export function Progress({ run, onChange }: { run: Run; onChange: (run: Run) => void }) {
  const share = run.ranges > 0 ? Math.round((run.ranges_done / run.ranges) * 100) : undefined;
  return (
    <div class="stack gap">
      <div class="row between">
        <p>
          <strong>{sentence(run, share)}</strong>
        </p>
        <Cancel run={run} onChange={onChange} />
      </div>
      <progress aria-label={t("run.progress")} max={100} {...(share === undefined ? {} : { value: share })} />
      <p class="faint number">
        {t("run.so_far", { n: run.totals.read })} · {t("run.elapsed", { time: durationOf(run) })}
        {run.seconds_left !== null && ` · ${t("run.left", { time: duration(run.seconds_left) })}`} ·{" "}
        {t("run.calls_used", { calls: calls(run) })}
      </p>
      {run.pause && <Pause run={run} />}
    </div>
  );
}

export function calls(run: Run): string {
  return t("run.calls_each", { intacct: number(run.calls.intacct), salesforce: number(run.calls.salesforce) });
}

function sentence(run: Run, share: number | undefined): string {
  if (run.stopping) return t("run.stopping_long");
  if (run.state === "PLANNING" || share === undefined) return t("run.planning");
  const values = { share, done: run.ranges_done, of: run.ranges };
  return t(run.children.length > 0 ? "run.lists_done" : "run.ranges_done", values);
}

function Pause({ run }: { run: Run }) {
  if (!run.pause) return null;
  const { code, detail, remedy } = run.pause;
  const words = problemWords(new Problem(code, 503, detail, remedy));
  return (
    <Notice tone="warning" title={t("run.paused")}>
      <p>{words.detail}</p>
      {words.remedy && <p>{words.remedy}</p>}
    </Notice>
  );
}

function Cancel({ run, onChange }: { run: Run; onChange: (run: Run) => void }) {
  const { busy, problem, start } = useTask(async () => onChange(await cancelRun(run.id)));
  if (ended(run) || run.stopping) return null;
  const press = async () => {
    if (await ask(t("cancel.title"), t("cancel.text", { list: nameOfList(run) }), t("cancel.yes"), true)) start();
  };
  return (
    <>
      <Button kind="danger" icon="stop" busy={busy} onClick={() => void press()}>
        {t("cancel.press")}
      </Button>
      {problem && <ProblemNotice problem={problem} />}
    </>
  );
}
