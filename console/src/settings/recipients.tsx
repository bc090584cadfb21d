// Who gets the mail of a run besides the person who started it.
import { useState } from "preact/hooks";
import { moment, t } from "../i18n";
import { useTask } from "../task";
import { Button } from "../ui/button";
import { TextField } from "../ui/fields";
import { ProblemNotice } from "../ui/notice";
import { tell } from "../ui/toast";
import { inviteAgain, type SettingsAnswer } from "./settings";

interface Props {
  answer: SettingsAnswer;
  addresses: readonly string[];
  disabled: boolean;
  onChange: (addresses: readonly string[]) => void;
  put: (answer: SettingsAnswer) => void;
}

export function Recipients({ answer, addresses, disabled, onChange, put }: Props) {
  const [typed, setTyped] = useState("");
  const add = () => {
    const address = typed.trim();
    if (address && !addresses.includes(address)) onChange([...addresses, address]);
    setTyped("");
  };
  const { busy, problem, start } = useTask(async (address: string) => {
    put(await inviteAgain(address));
    tell(t("recipients.invited", { address }));
  });
  const known = new Map(answer.recipients.map((one) => [one.address, one]));
  return (
    <div class="stack gap">
      <div>
        <h3>{t("recipients.title")}</h3>
        <p class="faint">{t("recipients.lead")}</p>
      </div>
      {addresses.length > 0 && (
        <ul class="lines">
          {addresses.map((address) => {
            const one = known.get(address);
            return (
              <li key={address} class="row between">
                <span class="badges">
                  {address}
                  <span class={one?.confirmed ? "badge good" : "badge warning"}>
                    {one?.confirmed
                      ? t("recipients.confirmed")
                      : one?.until
                        ? t("recipients.until", { time: moment(one.until) })
                        : t("recipients.new")}
                  </span>
                </span>
                {!disabled && (
                  <span class="row">
                    {one && !one.confirmed && (
                      <Button kind="quiet" busy={busy} onClick={() => start(address)}>
                        {t("recipients.again")}
                      </Button>
                    )}
                    <Button kind="quiet" onClick={() => onChange(addresses.filter((other) => other !== address))}>
                      {t("remove")}
                      <span class="visually-hidden"> {address}</span>
                    </Button>
                  </span>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {problem && <ProblemNotice problem={problem} />}
      {!disabled && (
        <div class="row bottom">
          <TextField label={t("recipients.address")} value={typed} onChange={setTyped} />
          <Button onClick={add}>{t("add")}</Button>
        </div>
      )}
    </div>
  );
}
