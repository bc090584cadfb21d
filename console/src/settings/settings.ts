// The settings of the company: read with their version, saved whole, credentials apart.
import { get, post, put, type Schema } from "../api/client";
import { call } from "../api/request";
import type { Problem } from "../api/problem";
import { useSaving, type Saving } from "../saving";

export type SettingsAnswer = Schema["SettingsAnswer"];
export type Settings = Schema["SettingsBody"];
export type Connection = Schema["ConnectionBody"];
export type Schedule = Schema["ScheduleBody"];
export type Credentials = Schema["CredentialsView"];
export type Report = Schema["ConnectionReport"];
export type Check = Schema["Check"];
export type System = "intacct" | "salesforce";

export function loadSettings(signal: AbortSignal): Promise<SettingsAnswer> {
  return get("/api/v1/settings", { signal });
}

/** Throws Problem 412 where somebody saved another version since `version` was read. */
function saveSettings(settings: Settings, version: number): Promise<SettingsAnswer> {
  return put("/api/v1/settings", { body: settings, headers: { "If-Match": `"v${version}"` } });
}

/** Settings on a screen: drafted, and saved on the version that was read. */
export function useSettings(answer: SettingsAnswer, show: (answer: SettingsAnswer) => void): Saving<Settings> {
  return useSaving(answer.settings, async (settings) => show(await saveSettings(settings, answer.version)));
}

export async function loadCredentials(signal: AbortSignal): Promise<readonly Credentials[]> {
  return (await get("/api/v1/secrets", { signal })).credentials;
}

export function checkConnection(): Promise<Report> {
  return post("/api/v1/connection/check");
}

export function inviteAgain(address: string): Promise<SettingsAnswer> {
  return post("/api/v1/recipients/invite", { body: { address } });
}

export async function confirmAddress(token: string): Promise<string> {
  const answer = await call("post", "/api/v1/recipients/confirm", { body: { token } });
  return ((await answer.json()) as Schema["Confirmed"]).address;
}

/** What is wrong with one member, by its dotted path. */
export function wrongOf(problem: Problem | undefined, field: string): string | undefined {
  return problem?.errors.find((error) => error.field === field)?.message;
}
