// Calls the API with the person's access token. Answers are typed by the OpenAPI document; refusals are Problems.
import { language } from "../i18n";
import { accessToken, signInAgain } from "../sign_in/session";
import { address } from "../site";
import { Problem, type ProblemDocument } from "./problem";
import type { components, paths } from "./schema";

export type Schema = components["schemas"];
type Method = "get" | "post" | "put";
type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never;
}[keyof paths];
type Json<R> = R extends { content: { "application/json": infer J } } ? J : never;
type Answer<O> = O extends { responses: infer R } ? Json<R[keyof R & (200 | 201 | 202)]> : never;
type Body<O> = O extends { requestBody: { content: { "application/json": infer B } } } ? B : undefined;
type Query<O> = O extends { parameters: { query?: infer Q } } ? Q : undefined;

export interface Options<O> {
  path?: Record<string, string>;
  query?: Query<O>;
  body?: Body<O>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Options without a type of their own, for `send`. */
type Anything = Omit<Options<unknown>, "query" | "body"> & { query?: unknown; body?: unknown };

export async function get<P extends PathWith<"get">>(
  path: P,
  options: Options<paths[P]["get"]> = {},
): Promise<Answer<paths[P]["get"]>> {
  return (await send("get", path, options)).json();
}

export async function post<P extends PathWith<"post">>(
  path: P,
  options: Options<paths[P]["post"]> = {},
): Promise<Answer<paths[P]["post"]>> {
  return (await send("post", path, options)).json();
}

export async function put<P extends PathWith<"put">>(
  path: P,
  options: Options<paths[P]["put"]> = {},
): Promise<Answer<paths[P]["put"]>> {
  return (await send("put", path, options)).json();
}

/** A call that needs nobody to be signed in. */
export async function open(method: Method, path: string, options: Anything): Promise<Response> {
  return answered(await fetched(requestOf(method, path, options)));
}

/** The bare response of a call that went well, for its headers. Throws Problem. */
export async function send(method: Method, path: string, options: Anything): Promise<Response> {
  const request = requestOf(method, path, options);
  let response = await fetched(request.clone(), await accessToken());
  if (response.status === 401) response = await fetched(request, await signInAgain());
  return answered(response);
}

async function answered(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw await problemOf(response);
}

function requestOf(method: Method, path: string, options: Anything): Request {
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

async function fetched(request: Request, token = ""): Promise<Response> {
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
