// The owner of an address confirms it by the token that came by mail. No sign-in is needed.
import { useState } from "preact/hooks";
import { confirmAddress } from "../settings/settings";
import { t } from "../i18n";
import { useTask } from "../task";
import { Brand } from "../ui/brand";
import { Button } from "../ui/button";
import { Notice, ProblemNotice } from "../ui/notice";

export function Confirm() {
  const token = location.hash.slice(1);
  const [address, setAddress] = useState("");
  const { busy, problem, start } = useTask(async () => setAddress(await confirmAddress(token)));
  return (
    <main class="alone">
      <div class="card stack gap">
        <div class="brand large">
          <Brand />
          <h1>{t("confirm.title")}</h1>
        </div>
        <p>{t("confirm.lead")}</p>
        {problem && <ProblemNotice problem={problem} />}
        <div role="status">{address && <Notice tone="good" title={t("confirm.done", { address })} />}</div>
        {!address && (
          <Button kind="primary" busy={busy} disabled={!token} onClick={start}>
            {t("confirm.press")}
          </Button>
        )}
      </div>
    </main>
  );
}
