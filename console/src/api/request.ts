// One call of the API, with whatever token its caller has. Refusals are Problems.
import { language } from "../i18n";
import { address } from "../site";
import { Problem, type ProblemDocument } from "./problem";

export type Method = "get" | "post" | "put";

export interface Contents {
  readonly path?: Record<string, string>;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

/** A call with this token; without one where nobody needs to be signed in. */
export async function call(method: Method, path: string, contents: Contents, token = ""): Promise<Response> {
  return answered(await fetched(requestOf(method, path, contents), token));
}

export async function answered(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw await problemOf(response);
}

export function requestOf(method: Method, path: string, options: Contents): Request {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(options.path?.[name] ?? ""));
  const url = new URL(address(filled));
  for (const [name, value] of Object.entries(options.query ?? {}))
    if (value !== undefined && value !== "") url.searchParams.set(name, String(value));
  const headers = new Headers(options.headers);
  headers.set("Accept-Language", language.value);
  const init: RequestInit = { method: method.toUpperCase(), headers, cache: "no-store", credentials: "omit" };
  if (options.signal) init.signal = options.signal;
  if (options.body !== undefined) {
    headers.set("Content-Type", "application/json");
    init.body = JSON.stringify(options.body);
  }
  return new Request(url, init);
}

export async function fetched(request: Request, token = ""): Promise<Response> {
  if (token) request.headers.set("Authorization", `Bearer ${token}`);
  try {
    return await fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw Problem.offline();
  }
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return Problem.of((await response.json()) as ProblemDocument);
  } catch {
    // A gateway in between speaks for itself.
    return new Problem("unexpected", response.status, `${response.status} ${response.statusText}`);
  }
}
