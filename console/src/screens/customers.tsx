// Look up a customer by its Intacct id.
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import { go } from "../router";
import { Button } from "../ui/button";
import { TextField } from "../ui/fields";
import { Page, Section } from "../ui/page";

export function customerPath(id: string): string {
  return `/customers/${encodeURIComponent(id)}/account-details`;
}

/** The id that a link of Intacct put behind the "#", as it is or percent-encoded. */
function linked(): string {
  const given = location.hash.slice(1);
  try {
    return decodeURIComponent(given);
  } catch {
    return given;
  }
}

export function CustomersScreen() {
  const [id, setId] = useState("");
  useEffect(() => {
    if (linked()) void go(customerPath(linked()), true);
  }, []);
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
