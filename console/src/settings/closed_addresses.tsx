// Addresses that mails no longer go to, and the way to open them again.
import { get, post, type Schema } from "../api/client";
import { moment, t } from "../i18n";
import { useLoad } from "../load";
import { useTask } from "../task";
import { Button } from "../ui/button";
import { Notice, ProblemNotice } from "../ui/notice";
import { tell } from "../ui/toast";

type Closed = Schema["ClosedAddress"];

export function ClosedAddresses({ disabled }: { disabled: boolean }) {
  const load = useLoad("closed addresses", (signal) => get("/api/v1/mail-addresses", { signal }));
  const { busy, problem, start } = useTask(async (address: string) => {
    load.put(await post("/api/v1/mail-addresses/open", { body: { address } }));
    tell(t("closed.opened", { address }));
  });
  const closed = load.value?.addresses ?? [];
  if (closed.length === 0) return null;
  return (
    <Notice tone="warning" title={t("closed.title")}>
      <p>{t("closed.lead")}</p>
      <ul class="lines">
        {closed.map((one) => (
          <li key={one.address} class="row between">
            <span>
              {one.address} <span class="faint">{reason(one)}</span>
            </span>
            {!disabled && (
              <Button kind="quiet" busy={busy} onClick={() => start(one.address)}>
                {t("closed.open")}
                <span class="visually-hidden"> {one.address}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {problem && <ProblemNotice problem={problem} />}
    </Notice>
  );
}

function reason({ fate, at }: Closed): string {
  return t(fate === "complained" ? "closed.complained" : "closed.bounced", { time: moment(at) });
}
