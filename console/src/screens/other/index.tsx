// "Other": account details, sync tools, history and the field-map switch, each at an address of its own.
import type { JSX } from "preact";
import { t, type Key } from "../../i18n";
import { Link } from "../../router";
import { Page } from "../../ui/page";
import { Empty } from "../../ui/shown";
import { AccountDetails } from "./account_details";
import { FieldMapSwitch } from "./field_map";
import { History } from "./history";
import { SyncTools } from "./sync_tools";

const SECTIONS: Record<string, readonly [label: Key, screen: () => JSX.Element]> = {
  "account-details": ["details.title", () => <AccountDetails />],
  "sync-tools": ["sync.title", () => <SyncTools />],
  history: ["history.title", () => <History />],
  "field-map": ["map.title", () => <FieldMapSwitch />],
};

export function OtherScreen({ section }: { section: string }) {
  const shown = SECTIONS[section];
  return (
    <Page title={t("nav.other")}>
      <nav aria-label={t("nav.other")}>
        <ul class="tabs">
          {Object.entries(SECTIONS).map(([name, [label]]) => (
            <li key={name}>
              <Link to={`/other/${name}`} aria-current={name === section ? "page" : undefined}>
                {t(label)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {shown ? shown[1]() : <Empty title={t("unknown.text")} />}
    </Page>
  );
}
