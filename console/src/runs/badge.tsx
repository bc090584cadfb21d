// The state of a run in a word, a colour and a sign.
import { t } from "../i18n";
import { Icon, type IconName } from "../ui/icon";
import type { Run, State } from "./run";

const LOOKS: Record<State, [tone: string, icon: IconName]> = {
  PLANNING: ["info", "wait"],
  RUNNING: ["info", "sync"],
  DONE: ["good", "check"],
  DONE_WITH_ERRORS: ["warning", "warning"],
  FAILED: ["bad", "cross"],
  CANCELLED: ["", "stop"],
};

export function StateBadge({ state }: { state: State }) {
  const [tone, icon] = LOOKS[state];
  return (
    <span class={`badge ${tone}`}>
      <Icon name={icon} />
      {t(`state.${state}`)}
    </span>
  );
}

export function RunBadges({ run }: { run: Run }) {
  return (
    <span class="badges">
      <StateBadge state={run.state} />
      {run.stopping && <span class="badge warning">{t("run.stopping")}</span>}
      {run.dry_run && <span class="badge">{t("run.trial")}</span>}
    </span>
  );
}
