// The field map of a list: its rows as they are drafted, what is sent of them, and which fields go together.
import { get, post, put, type Schema } from "../api/client";
import type { FieldError } from "../api/problem";

export type FieldMap = Schema["FieldMapView"];
export type Row = Schema["RowView"];
export type Rule = Row["rule"];
export type Switch = Schema["SwitchView"];
export type Offered = Schema["OfferedFields"];
export type IntacctField = Offered["intacct"][number];
export type SalesforceField = Offered["salesforce"][number];

export const RULES: readonly Rule[] = ["from_intacct", "to_intacct", "both"];

export function loadMap(list: string, signal: AbortSignal): Promise<FieldMap> {
  return get("/api/v1/field-maps/{list_key}", { path: { list_key: list }, signal });
}

export function loadOffered(list: string, signal: AbortSignal): Promise<Offered> {
  return get("/api/v1/field-maps/{list_key}/fields", { path: { list_key: list }, signal });
}

export function saveMap(list: string, rows: readonly Row[], version: number): Promise<FieldMap> {
  return put("/api/v1/field-maps/{list_key}", {
    path: { list_key: list },
    body: { list, rows: sent(rows) },
    headers: { "If-Match": `"v${version}"` },
  });
}

/** What saving would say of the rows; nothing is saved. */
export async function mistakesOf(list: string, rows: readonly Row[]): Promise<readonly FieldError[]> {
  return (
    await post("/api/v1/field-maps/{list_key}/check", { path: { list_key: list }, body: { list, rows: sent(rows) } })
  ).errors;
}

export function loadSwitch(signal: AbortSignal): Promise<Switch> {
  return get("/api/v1/field-map", { signal });
}

export function saveSwitch(enabled: boolean, version: number): Promise<Switch> {
  return put("/api/v1/field-map", { body: { enabled }, headers: { "If-Match": `"v${version}"` } });
}

/** The list's own rows: locked ones are fixed, and standard ones stand by themselves until they are changed. */
export function isOwn(row: Row): boolean {
  return !row.locked && !row.standard;
}

function sent(rows: readonly Row[]) {
  return rows
    .filter(isOwn)
    .map(({ intacct, salesforce, rule, status, lookup }) => ({ intacct, salesforce, rule, status, lookup }));
}

/** What is wrong with a row, of mistakes that count the sent rows only. */
export function mistakesAt(rows: readonly Row[], row: Row, mistakes: readonly FieldError[]): readonly string[] {
  const number = rows.filter(isOwn).indexOf(row);
  return number < 0
    ? []
    : mistakes.filter(({ field }) => field.startsWith(`rows.${number}.`)).map(({ message }) => message);
}

/** The Salesforce fields that fit an Intacct field and are not in the map yet. */
export function fitting(
  offered: Offered,
  field: IntacctField | undefined,
  rows: readonly Row[],
): readonly SalesforceField[] {
  const types = field ? (offered.pairs[field.kind] ?? []) : [];
  const taken = new Set(rows.map((row) => row.salesforce));
  return offered.salesforce.filter(({ name, type, writable }) => writable && types.includes(type) && !taken.has(name));
}

export function unmapped(offered: Offered, rows: readonly Row[]): readonly IntacctField[] {
  const taken = new Set(rows.map((row) => row.intacct));
  return offered.intacct.filter(({ name }) => !taken.has(name));
}
