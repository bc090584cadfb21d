// Light, dark, or as the system is.
import { signal } from "@preact/signals";
import { keep, kept } from "./kept";

export type Theme = "system" | "light" | "dark";
const STORED = "passerelle.theme";

export const theme = signal<Theme>((kept(STORED) as Theme | null) ?? "system");

export function showTheme(): void {
  if (theme.value === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme.value;
}

export function chooseTheme(chosen: Theme): void {
  theme.value = chosen;
  keep(STORED, chosen);
  showTheme();
}
