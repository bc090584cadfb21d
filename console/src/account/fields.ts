// The Account fields of the tab: the choice as it is drafted, and how a field is found among hundreds.
import { get, post, put, type Schema } from "../api/client";
import { Problem } from "../api/problem";
import { t } from "../i18n";
import { ask } from "../ui/dialog";

export type FieldsView = Schema["FieldsView"];
export type Field = Schema["FieldView"];
export type Refreshed = Schema["Refreshed"];

export interface Choice {
  readonly shown: boolean;
  readonly fields: readonly string[];
  /** null: readers see all that is chosen. */
  readonly reader_fields: readonly string[] | null;
  readonly link_field: string;
  readonly currency: string;
}

export const FILTERS = ["all", "standard", "custom", "package", "sensitive"] as const;
export type Filter = (typeof FILTERS)[number];

export function choiceOf(view: FieldsView): Choice {
  const { shown, chosen, reader_fields, link_field, currency } = view;
  return { shown, fields: chosen, reader_fields, link_field, currency };
}

export function loadFields(signal: AbortSignal): Promise<FieldsView> {
  return get("/api/v1/account-details/fields", { signal });
}

export function refreshFields(): Promise<Refreshed> {
  return post("/api/v1/account-details/fields/refresh");
}

/** Saves; asks once more where newly chosen fields are sensitive. Undefined where the person thought better of it. */
export async function saveChoice(choice: Choice, version: number): Promise<FieldsView | undefined> {
  try {
    return await send(choice, version, false);
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.code !== "sensitive_unconfirmed") throw problem;
    const names = problem.errors.map(({ field }) => choice.fields[Number(field.split(".")[1])]).join(", ");
    const sure = await ask(t("sensitive.title"), t("sensitive.text", { names }), t("sensitive.yes"));
    return sure ? send(choice, version, true) : undefined;
  }
}

function send(choice: Choice, version: number, confirmed: boolean): Promise<FieldsView> {
  return put("/api/v1/account-details", {
    body: { ...choice, confirm_sensitive: confirmed },
    headers: { "If-Match": `"v${version}"` },
  });
}

/** Finds fields by every word of a search, in label or API name, whatever case and accents. */
export class FieldIndex {
  private readonly entries: readonly { readonly field: Field; readonly text: string }[];

  constructor(fields: readonly Field[]) {
    this.entries = fields.map((field) => ({ field, text: plain(`${field.label} ${field.name} ${field.help}`) }));
  }

  find(search: string, filter: Filter): readonly Field[] {
    const words = plain(search).split(/\s+/).filter(Boolean);
    return this.entries
      .filter(({ field, text }) => passes(field, filter) && words.every((word) => text.includes(word)))
      .map(({ field }) => field);
  }
}

export function passes(field: Field, filter: Filter): boolean {
  if (filter === "all") return true;
  return filter === "sensitive" ? field.sensitive !== null : field.group === filter;
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const rest = list.filter((_, index) => index !== from);
  return [...rest.slice(0, to), list[from] as T, ...rest.slice(to)];
}
