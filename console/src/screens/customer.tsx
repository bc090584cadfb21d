// A customer looked up in the console: the tab that Intacct's users see on the customer's record.
import { get } from "../api/client";
import { Tab } from "../account/tab";
import { language, locale, t } from "../i18n";
import { useLoad } from "../load";
import { Button } from "../ui/button";
import { Page } from "../ui/page";
import { Shown } from "../ui/shown";

export function CustomerScreen({ id }: { id: string }) {
  const load = useLoad(`${id} ${language.value}`, (signal) =>
    get("/api/v1/customers/{customer_id}/account-details", {
      path: { customer_id: id },
      query: { locale: locale(), time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
      signal,
    }),
  );
  return (
    <Page
      title={t("details.title")}
      above={
        <p class="above faint">
          {t("customer.of", { id })} · {t("read_only")}
        </p>
      }
      actions={
        <Button icon="sync" busy={load.busy && load.value !== undefined} onClick={() => void load.reload()}>
          {t("customer.reload")}
        </Button>
      }
    >
      <Shown load={load}>{(account) => <Tab account={account} />}</Shown>
    </Page>
  );
}
