// The pass to one customer's tab: in this module's memory and nowhere else, and asked for again when it is over.
import { call } from "../api/request";
import { Problem } from "../api/problem";
import type { Account } from "../account/tab";
import { locale } from "../i18n";
import { handOver } from "./hand_over";

let pass: string | undefined;

/** The tab's values, for the customer on whose page in Intacct we are. */
export async function accountDetails(signal: AbortSignal): Promise<Account> {
  try {
    return await read((pass ??= await newPass()), signal);
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.code !== "tab_pass_over") throw thrown;
    return read((pass = await newPass()), signal);
  }
}

async function newPass(): Promise<string> {
  const given = await handOver();
  // A merge token that Intacct did not fill in stands there as it was pasted.
  if (!/^[1-9][0-9]*$/.test(given.customer) || given.session.startsWith("{!"))
    throw new Problem("tab_component", 0, "");
  const opened = (await (await call("post", "/api/v1/embed/session", { body: given })).json()) as { token: string };
  return opened.token;
}

async function read(token: string, signal: AbortSignal): Promise<Account> {
  const query = { locale: locale(), time_zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  return (await call("get", "/api/v1/embed/account-details", { query, signal }, token)).json() as Promise<Account>;
}
