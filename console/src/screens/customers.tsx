// Look up a customer by its Intacct id.
import { useState } from "preact/hooks";
import { t } from "../i18n";
import { go } from "../router";
import { Button } from "../ui/button";
import { TextField } from "../ui/fields";
import { Page, Section } from "../ui/page";

export function customerPath(id: string): string {
  return `/customers/${encodeURIComponent(id)}/account-details`;
}

export function CustomersScreen() {
  const [id, setId] = useState("");
  const open = (event: Event) => {
    event.preventDefault();
    if (id.trim()) void go(customerPath(id.trim()));
  };
  return (
    <Page title={t("nav.customers")}>
      <Section title={t("details.title")} lead={t("customer.lead")}>
        <form class="stack gap narrow" onSubmit={open}>
          <TextField label={t("customer.id")} hint={t("customer.id_hint")} value={id} onChange={setId} />
          <div class="row">
            <Button kind="primary" type="submit" icon="search">
              {t("customer.open")}
            </Button>
          </div>
        </form>
      </Section>
    </Page>
  );
}
