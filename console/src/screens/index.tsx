// From the address to the screen.
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../i18n";
import { go, match, place } from "../router";
import { home } from "../shell";
import { may, type Action } from "../sign_in/session";
import { Page } from "../ui/page";
import { Empty, Forbidden } from "../ui/shown";
import { AuditScreen } from "./audit";
import { ConnectionScreen } from "./connection";
import { CustomerScreen } from "./customer";
import { CustomersScreen } from "./customers";
import { ListScreen } from "./list";
import { ListsScreen } from "./lists";
import { OtherScreen } from "./other";
import { RunScreen } from "./run";

type Names = Record<string, string>;
type Route = readonly [pattern: string, action: Action, screen: (names: Names) => JSX.Element];

const ROUTES: readonly Route[] = [
  ["/connection", "see_settings", () => <ConnectionScreen />],
  ["/lists", "see_runs", () => <ListsScreen />],
  ["/lists/{list}", "see_runs", ({ list = "" }) => <ListScreen key={list} list={list} />],
  ["/other", "see_runs", () => <OtherScreen section="sync-tools" />],
  ["/other/{section}", "see_runs", ({ section = "" }) => <OtherScreen section={section} />],
  ["/runs", "see_runs", () => <OtherScreen section="history" />],
  ["/runs/{id}", "see_runs", ({ id = "" }) => <RunScreen key={id} id={id} />],
  ["/audit", "see_audit", () => <AuditScreen />],
  ["/customers", "see_account_details", () => <CustomersScreen />],
  ["/customers/{id}/account-details", "see_account_details", ({ id = "" }) => <CustomerScreen key={id} id={id} />],
];

export function Screen() {
  const { path } = place.value;
  useEffect(() => {
    if (path === "/" || path === "/sign-in") void go(home(), true);
  }, [path]);
  for (const [pattern, action, screen] of ROUTES) {
    const names = match(pattern, path);
    if (names) return may(action) ? screen(names) : <Refused />;
  }
  return path === "/" || path === "/sign-in" ? null : <Unknown />;
}

function Refused() {
  return (
    <Page title={t("forbidden")}>
      <Forbidden />
    </Page>
  );
}

function Unknown() {
  return (
    <Page title={t("unknown.title")}>
      <Empty title={t("unknown.text")} />
    </Page>
  );
}
