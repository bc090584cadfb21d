// The one sentence on who will see what, kept true while the choice is being changed.
import { t } from "../i18n";
import type { Choice, Field } from "./fields";

const MOST_NAMED = 5;

export function exposure(choice: Choice, byName: ReadonlyMap<string, Field>): string {
  const readable = choice.fields.filter((name) => byName.get(name)?.gone === false);
  const offered = [...byName.values()].filter((field) => !field.gone).length;
  const rest = t("exposure.rest", { n: offered - readable.length });
  if (choice.fields.length === 0) return `${t("exposure.none")} ${rest}`;
  if (!choice.shown) return `${t("exposure.off", { n: readable.length })} ${rest}`;
  const seen =
    choice.reader_fields === null
      ? t("exposure.all", { n: readable.length })
      : t("exposure.some", { n: readable.length, readers: choice.reader_fields.length });
  return [seen, sensitive(readable, byName), rest].filter(Boolean).join(" ");
}

function sensitive(names: readonly string[], byName: ReadonlyMap<string, Field>): string {
  const marked = names.map((name) => byName.get(name)).filter((field) => field?.sensitive);
  if (marked.length === 0) return "";
  const shown = marked.slice(0, MOST_NAMED).map((field) => field?.label);
  return t("exposure.sensitive", { names: shown.join(", ") + (marked.length > MOST_NAMED ? ", …" : "") });
}
