// What went wrong, as the API tells it (RFC 9457) or as the browser does.
import type { components } from "./schema";

export type ProblemDocument = components["schemas"]["ProblemDocument"];
export type FieldError = components["schemas"]["FieldError"];

export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly detail: string,
    readonly remedy = "",
    readonly errors: readonly FieldError[] = [],
    readonly instance = "",
  ) {
    super(`${code}: ${detail}`);
  }

  static of(document: ProblemDocument): Problem {
    const { code, status, detail, remedy, errors, instance } = document;
    return new Problem(code, status, detail, remedy, errors, instance);
  }

  /** Nobody answered: the network is away, or the service. */
  static offline(): Problem {
    return new Problem("offline", 0, "");
  }
}

/** Any thrown thing as a Problem. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  console.error(thrown);
  return new Problem("unexpected", 500, String(thrown));
}
