// What stands around every screen: brand, navigation by role, the person, and whether the network is there.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { chooseLanguage, language, languages, nameOfLanguage, t, type Key } from "./i18n";
import { Link, place } from "./router";
import { may, me, signOut, type Action } from "./sign_in/session";
import { chooseTheme, theme, type Theme } from "./theme";
import { Brand } from "./ui/brand";
import { Button } from "./ui/button";
import { SelectField } from "./ui/fields";
import { Icon, type IconName } from "./ui/icon";

interface Entry {
  readonly to: string;
  readonly label: Key;
  readonly icon: IconName;
  readonly action: Action;
  /** Beginnings of the paths that belong to this entry. */
  readonly under: readonly string[];
}

const ENTRIES: readonly Entry[] = [
  { to: "/connection", label: "nav.connection", icon: "plug", action: "see_settings", under: ["/connection"] },
  { to: "/lists", label: "nav.lists", icon: "list", action: "see_runs", under: ["/lists"] },
  { to: "/other", label: "nav.other", icon: "sliders", action: "see_runs", under: ["/other", "/runs"] },
  { to: "/audit", label: "nav.audit", icon: "clock", action: "see_audit", under: ["/audit"] },
  { to: "/customers", label: "nav.customers", icon: "person", action: "see_account_details", under: ["/customers"] },
];

/** Where the person lands: the first entry that their role may see. */
export function home(): string {
  return may("see_runs") ? "/lists" : "/customers";
}

const online = signal(navigator.onLine);
window.addEventListener("online", () => (online.value = true));
window.addEventListener("offline", () => (online.value = false));
const open = signal(false);

export function Shell({ children }: { children: ComponentChildren }) {
  const main = useRef<HTMLElement>(null);
  const { path } = place.value;
  useEffect(() => void (open.value = false), [path]);
  return (
    <div class="shell">
      <header class="bar">
        <Bar path={path} onSkip={() => main.current?.focus()} />
      </header>
      <main ref={main} tabIndex={-1}>
        {!online.value && (
          <p class="offline" role="status">
            {t("offline")}
          </p>
        )}
        {children}
      </main>
    </div>
  );
}

function Bar({ path, onSkip }: { path: string; onSkip: () => void }) {
  return (
    <div class="bar-content">
      <button type="button" class="button skip" onClick={onSkip}>
        {t("skip")}
      </button>
      <Link class="brand" to={home()}>
        <Brand />
        <span>
          Passerelle
          <span class="brand-company">{me.value?.tenant}</span>
        </span>
      </Link>
      <button
        type="button"
        class="button quiet menu-button"
        aria-expanded={open.value}
        aria-controls="side"
        onClick={() => (open.value = !open.value)}
      >
        <Icon name="menu" />
        <span>{t("menu")}</span>
      </button>
      <div class={open.value ? "side open" : "side"} id="side">
        <Navigation path={path} />
        <Person />
      </div>
    </div>
  );
}

function Navigation({ path }: { path: string }) {
  return (
    <nav aria-label={t("nav")}>
      <ul class="nav">
        {ENTRIES.filter((entry) => may(entry.action)).map(({ to, label, icon, under }) => (
          <li key={to}>
            <Link to={to} aria-current={under.some((start) => path.startsWith(start)) ? "page" : undefined}>
              <Icon name={icon} />
              {t(label)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Person() {
  const who = me.value;
  const themes: Theme[] = ["system", "light", "dark"];
  return (
    <div class="person">
      <SelectField
        label={t("language")}
        value={language.value}
        choices={languages.map((code) => ({ value: code, label: nameOfLanguage(code) }))}
        onChange={(code) => void chooseLanguage(code)}
      />
      <SelectField
        label={t("theme")}
        value={theme.value}
        choices={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
        onChange={(value) => chooseTheme(value as Theme)}
      />
      <div>
        <p class="person-name">{who?.name}</p>
        <p class="faint">{who?.roles.map((role) => t(`role.${role}`)).join(", ")}</p>
      </div>
      <Button onClick={() => void signOut()}>{t("sign_out")}</Button>
    </div>
  );
}
