// The OpenID provider: its addresses, and tokens for a code or a refresh token.
import { Problem } from "../api/problem";
import { address, site } from "../site";

interface Discovery {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly end_session_endpoint?: string;
}

/** Kept in memory only; a reload signs in again, silently where the provider still knows the person. */
export interface Tokens {
  readonly access: string;
  readonly refresh: string;
  readonly identity: string;
  readonly endsAt: number;
}

let discovered: Promise<Discovery> | undefined;

export function discovery(): Promise<Discovery> {
  discovered ??= discover().catch((error: unknown) => {
    discovered = undefined;
    throw error;
  });
  return discovered;
}

async function discover(): Promise<Discovery> {
  const found = (await answerOf(`${site.issuer}/.well-known/openid-configuration`)) as Discovery;
  if (found.issuer !== site.issuer) throw new Problem("sign_in_failed", 502, "The provider names another issuer.");
  return found;
}

export function redirectAddress(): string {
  return address("/sign-in");
}

export function tokensForCode(code: string, verifier: string): Promise<Tokens> {
  return tokens({ grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: redirectAddress() });
}

export function tokensForRefresh(refresh: string): Promise<Tokens> {
  return tokens({ grant_type: "refresh_token", refresh_token: refresh }, refresh);
}

async function tokens(form: Record<string, string>, refresh = ""): Promise<Tokens> {
  const { token_endpoint } = await discovery();
  const body = new URLSearchParams({ ...form, client_id: site.clientId });
  const given = (await answerOf(token_endpoint, { method: "POST", body })) as Record<string, string | number>;
  return {
    access: String(given["access_token"]),
    refresh: String(given["refresh_token"] ?? refresh),
    identity: String(given["id_token"] ?? ""),
    endsAt: Date.now() + Number(given["expires_in"] ?? 300) * 1000,
  };
}

async function answerOf(url: string, init: RequestInit = {}): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, credentials: "omit", cache: "no-store" });
  } catch {
    throw new Problem("sign_in_away", 0, "");
  }
  if (!response.ok) throw new Problem("sign_in_failed", response.status, await response.text());
  return response.json();
}
