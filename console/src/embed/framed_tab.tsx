// The customer's tab in a frame of Intacct: its values, or in plain words why they can't be shown.
import { useEffect } from "preact/hooks";
import { Tab } from "../account/tab";
import { t } from "../i18n";
import { useLoad } from "../load";
import { address } from "../site";
import { Button } from "../ui/button";
import { Shown } from "../ui/shown";
import { isFramed } from "./hand_over";
import { accountDetails } from "./pass";

export function FramedTab() {
  const load = useLoad("tab", accountDetails);
  useEffect(() => void (document.title = t("details.title")), []);
  return (
    <main class="framed stack">
      <header class="row between">
        <h1>{t("details.title")}</h1>
        {load.value && (
          <Button icon="sync" busy={load.busy} onClick={() => void load.reload()}>
            {t("customer.reload")}
          </Button>
        )}
      </header>
      <Shown load={load}>{(account) => <Tab account={account} />}</Shown>
      {(!isFramed() || load.problem?.code === "tab_no_answer") && (
        <p>
          <a href={address("/customers")} target="_blank" rel="noopener">
            {t("embed.open")}
          </a>
        </p>
      )}
    </main>
  );
}
