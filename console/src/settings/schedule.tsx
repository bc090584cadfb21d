// When a list runs by itself: never, every hour, every day at a time, or by a line of cron.
import { t } from "../i18n";
import type { Problem } from "../api/problem";
import { ALL_LISTS, type Mode } from "../runs/run";
import { Button } from "../ui/button";
import { SelectField, TextField } from "../ui/fields";
import { Link } from "../router";
import { wrongOf, type Schedule, type SettingsAnswer } from "./settings";

type Kind = "hourly" | "daily" | "cron";
const KINDS: readonly Kind[] = ["hourly", "daily", "cron"];
const FIRST: Record<Kind, string> = { hourly: "hourly", daily: "daily 02:30", cron: "cron 0 6 * * 1-5" };

interface ListProps {
  list: string;
  schedules: readonly Schedule[];
  disabled: boolean;
  problem: Problem | undefined;
  onChange: (schedules: readonly Schedule[]) => void;
}

/** Whom the mail of a scheduled run reaches. */
export function MailHint({ answer }: { answer: SettingsAnswer }) {
  const addresses = answer.recipients.filter((one) => one.confirmed).map((one) => one.address);
  if (addresses.length > 0) return <p class="faint">{t("schedule.mail", { addresses: addresses.join(", ") })}</p>;
  return (
    <p class="faint">
      {t("schedule.mail_nobody")} <Link to="/connection">{t("schedule.mail_add")}</Link>
    </p>
  );
}

/** The schedules of one list among all; a list may have one for each mode. */
export function Schedules({ list, schedules, disabled, problem, onChange }: ListProps) {
  const mine = schedules.filter((one) => one.list === list);
  const replace = (old: Schedule, by?: Schedule) =>
    onChange(schedules.flatMap((one) => (one !== old ? [one] : by ? [by] : [])));
  const add = () => {
    const mode: Mode = mine.some((one) => one.mode === "changes") ? "full" : "changes";
    onChange([
      ...schedules,
      { list, when: "hourly", time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone, mode },
    ]);
  };
  return (
    <>
      {mine.length === 0 && <p class="faint">{t(list === ALL_LISTS ? "schedule.none_all" : "schedule.none")}</p>}
      {mine.map((one, index) => (
        <ScheduleFields
          key={index}
          place={`schedules.${schedules.indexOf(one)}`}
          schedule={one}
          disabled={disabled}
          problem={problem}
          onChange={(by) => replace(one, by)}
        />
      ))}
      {!disabled && mine.length < 2 && (
        <div class="row">
          <Button icon="plus" onClick={add}>
            {t("schedule.add")}
          </Button>
        </div>
      )}
    </>
  );
}

interface Props {
  /** The dotted path of the schedule in the settings. */
  place: string;
  schedule: Schedule;
  disabled: boolean;
  problem: Problem | undefined;
  onChange: (schedule: Schedule | undefined) => void;
}

function ScheduleFields({ place, schedule, disabled, problem, onChange }: Props) {
  const kind = kindOf(schedule);
  const wrong = (member: string) => wrongOf(problem, `${place}.${member}`);
  const change = (patch: Partial<Schedule>) => onChange({ ...schedule, ...patch });
  const modes = (["changes", "full"] as const).map((mode) => ({ value: mode, label: t(`mode.${mode}`) }));
  return (
    <div class="grid bottom schedule">
      <SelectField
        label={t("schedule.when")}
        value={kind}
        choices={KINDS.map((value) => ({ value, label: t(`schedule.${value}`) }))}
        disabled={disabled}
        onChange={(value) => change({ when: FIRST[value as Kind] })}
      />
      {kind === "daily" && (
        <TextField
          label={t("schedule.time")}
          hint={t("schedule.time_hint")}
          value={schedule.when.slice("daily ".length)}
          wrong={wrong("when")}
          disabled={disabled}
          onChange={(time) => change({ when: `daily ${time.trim()}` })}
        />
      )}
      {kind === "cron" && (
        <TextField
          label={t("schedule.cron_line")}
          hint={t("schedule.cron_hint")}
          value={schedule.when.slice("cron ".length)}
          wrong={wrong("when")}
          disabled={disabled}
          onChange={(line) => change({ when: `cron ${line}` })}
        />
      )}
      <TextField
        label={t("schedule.zone")}
        value={schedule.time_zone}
        wrong={wrong("time_zone")}
        disabled={disabled}
        onChange={(time_zone) => change({ time_zone })}
      />
      <SelectField
        label={t("run.mode")}
        value={schedule.mode}
        choices={modes}
        wrong={wrongOf(problem, place)}
        disabled={disabled}
        onChange={(mode) => change({ mode: mode as Mode })}
      />
      {!disabled && (
        <Button kind="quiet" onClick={() => onChange(undefined)}>
          {t("schedule.remove")}
        </Button>
      )}
    </div>
  );
}

function kindOf(schedule: Schedule): Kind {
  const word = schedule.when.split(" ")[0];
  return KINDS.find((kind) => kind === word) ?? "cron";
}
