// Calls the API with the person's access token. Answers are typed by the OpenAPI document; refusals are Problems.
import { accessToken, signInAgain } from "../sign_in/session";
import { answered, fetched, requestOf, type Contents, type Method } from "./request";
import type { components, paths } from "./schema";

export type Schema = components["schemas"];
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

/** The bare response of a call that went well, for its headers. Throws Problem. */
export async function send(method: Method, path: string, options: Contents): Promise<Response> {
  const request = requestOf(method, path, options);
  let response = await fetched(request.clone(), await accessToken());
  if (response.status === 401) response = await fetched(request, await signInAgain());
  return answered(response);
}
