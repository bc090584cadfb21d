// Who is signed in: authorization code flow with PKCE; tokens live in this module's memory and nowhere else.
import { signal } from "@preact/signals";
import type { components } from "../api/schema";
import { Problem } from "../api/problem";
import { address, pathOf, site } from "../site";
import { challengeOf, random } from "./pkce";
import { discovery, redirectAddress, tokensForCode, tokensForRefresh, type Tokens } from "./provider";

export type Me = components["schemas"]["Me"];
export type Action = components["schemas"]["Action"];

/** The person, once known. */
export const me = signal<Me | undefined>(undefined);

interface Begun {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly path: string;
}

const KEY = "passerelle.sign-in";
let held: Tokens | undefined;
let refreshing: Promise<string> | undefined;

export function may(action: Action): boolean {
  return me.value?.actions.includes(action) ?? false;
}

/** A token that is good for half a minute at least. Throws Problem `signed_out` where the person must act. */
export async function accessToken(): Promise<string> {
  if (held && held.endsAt - Date.now() > 30_000) return held.access;
  return signInAgain();
}

/** A fresh token in place of one that no longer holds; several callers at once cause one request. */
export function signInAgain(): Promise<string> {
  refreshing ??= refreshed().finally(() => (refreshing = undefined));
  return refreshing;
}

async function refreshed(): Promise<string> {
  if (!held?.refresh) throw new Problem("signed_out", 401, "");
  try {
    held = await tokensForRefresh(held.refresh);
  } catch (problem) {
    if (problem instanceof Problem && problem.status >= 400) held = undefined;
    throw held ? problem : new Problem("signed_out", 401, "");
  }
  return held.access;
}

/** Leave for the provider's page; with `silent` it comes straight back, signed in or not. */
export async function leaveToSignIn(silent: boolean): Promise<void> {
  const { begun, url } = await authorization(silent);
  sessionStorage.setItem(KEY, JSON.stringify(begun));
  location.assign(url);
}

async function authorization(silent: boolean): Promise<{ begun: Begun; url: string }> {
  const { authorization_endpoint } = await discovery();
  const begun = {
    state: random(),
    nonce: random(),
    verifier: random(),
    path: pathOf(new URL(location.href)) + location.search + location.hash,
  };
  const url = new URL(authorization_endpoint);
  const asked = {
    response_type: "code",
    client_id: site.clientId,
    redirect_uri: redirectAddress(),
    scope: site.scopes,
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: await challengeOf(begun.verifier),
    code_challenge_method: "S256",
    ...(silent ? { prompt: "none" } : {}),
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return { begun, url: url.href };
}

/** What the provider sent back to `/sign-in`: whether the person is signed in now, and the path to go on to. */
export async function returned(query: string): Promise<{ signedIn: boolean; path: string }> {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  const begun = kept ? (JSON.parse(kept) as Begun) : undefined;
  if (!begun) return { signedIn: false, path: "/" };
  const given = new URLSearchParams(query);
  // The answer to a silent try by somebody who is not signed in yet.
  if (/^(login|interaction|consent)_required$/.test(given.get("error") ?? ""))
    return { signedIn: false, path: begun.path };
  await take(given, begun);
  return { signedIn: true, path: begun.path };
}

async function take(given: URLSearchParams, begun: Begun): Promise<void> {
  const issuer = given.get("iss");
  const right = given.get("state") === begun.state && (issuer === null || issuer === site.issuer);
  if (!right || !given.get("code")) throw new Problem("sign_in_failed", 400, given.get("error") ?? "state");
  const tokens = await tokensForCode(given.get("code") ?? "", begun.verifier);
  // It came over TLS from the provider itself, so that its signature need not be checked (OpenID Connect Core 3.1.3.7).
  const claims = JSON.parse(decoded(tokens.identity.split(".")[1] ?? "")) as { nonce?: string };
  if (claims.nonce !== begun.nonce) throw new Problem("sign_in_failed", 400, "nonce");
  held = tokens;
}

function decoded(part: string): string {
  return atob(part.replace(/-/g, "+").replace(/_/g, "/"));
}

/** Forget the tokens and leave to the provider, which forgets the person too. */
export async function signOut(): Promise<void> {
  const identity = held?.identity;
  held = undefined;
  me.value = undefined;
  const home = address("/");
  const { end_session_endpoint } = await discovery().catch(() => ({ end_session_endpoint: undefined }));
  if (!end_session_endpoint) return location.assign(home);
  const url = new URL(end_session_endpoint);
  url.searchParams.set("client_id", site.clientId);
  url.searchParams.set("post_logout_redirect_uri", home);
  url.searchParams.set("logout_uri", home);
  if (identity) url.searchParams.set("id_token_hint", identity);
  location.assign(url.href);
}
