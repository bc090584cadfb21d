// A run watched from its start to its end: progress, then the result with the way to its page.
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n";
import { useLoad } from "../load";
import { Link } from "../router";
import { Shown } from "../ui/shown";
import { tell } from "../ui/toast";
import { RunBadges } from "./badge";
import { Figures } from "./figures";
import { Progress } from "./progress";
import { durationOf, ended, loadRun, nameOfList, whileRunning, type Run } from "./run";

/** `onEnd` is called once, when the run is seen to have ended while watched. */
export function LiveRun({ id, onEnd }: { id: string; onEnd?: (run: Run) => void }) {
  const load = useLoad(id, (signal) => loadRun(id, signal), whileRunning);
  useEnd(load.value, onEnd);
  return (
    <Shown load={load}>
      {(run) => (
        <div class="stack gap">
          <div class="row">
            <h3>{nameOfList(run)}</h3>
            <RunBadges run={run} />
          </div>
          {ended(run) ? <p>{t("run.took", { time: durationOf(run) })}</p> : <Progress run={run} onChange={load.put} />}
          <Figures run={run} />
          <p>
            <Link to={`/runs/${run.id}`}>{t("run.open")}</Link>
          </p>
        </div>
      )}
    </Shown>
  );
}

/** Tells in a toast how a run ended that was seen running. */
export function useEnd(run: Run | undefined, onEnd?: (run: Run) => void): void {
  const seenRunning = useRef("");
  useEffect(() => {
    if (!run) return;
    if (!ended(run)) seenRunning.current = run.id;
    else if (seenRunning.current === run.id) {
      seenRunning.current = "";
      tell(t(`ended.${run.state}` as "ended.DONE", { list: nameOfList(run) }));
      onEnd?.(run);
    }
  }, [run, onEnd]);
}
