// Asks the page of Intacct around us for its session: by message, of the window that frames us and of nobody else.
import { Problem } from "../api/problem";
import { random } from "../sign_in/pkce";
import { told } from "../site";
import { isAmong } from "./parents";

/** What the component in Intacct gives; `nonce` is the number of this hand-over. */
export interface HandOver {
  readonly nonce: string;
  readonly tenant: string;
  readonly customer: string;
  readonly session: string;
}

const PATIENCE_MS = 10_000;

export function isFramed(): boolean {
  return window.parent !== window;
}

/** The session of the page around us, fresh from its component. Throws Problem where nobody there hands it over. */
export function handOver(): Promise<HandOver> {
  if (!isFramed()) return Promise.reject(new Problem("tab_alone", 0, ""));
  const nonce = random();
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      window.clearTimeout(patience);
      window.removeEventListener("message", heard);
      act();
    };
    const heard = (event: MessageEvent<unknown>) => {
      if (event.source !== window.parent || !isAmong(event.origin, told("parents"))) return;
      const given = handedOver(event.data, nonce);
      if (given) settle(() => resolve(given));
    };
    const patience = window.setTimeout(() => settle(() => reject(new Problem("tab_no_answer", 0, ""))), PATIENCE_MS);
    window.addEventListener("message", heard);
    // To any origin, as it holds no secret: which of Intacct's hosts it is, the answer tells.
    window.parent.postMessage({ passerelle: "session-wanted", nonce }, "*");
  });
}

function handedOver(data: unknown, nonce: string): HandOver | undefined {
  const given = (typeof data === "object" && data !== null ? data : {}) as Record<string, unknown>;
  if (given["passerelle"] !== "session" || given["nonce"] !== nonce) return undefined;
  const { tenant, customer, session } = given;
  if (typeof tenant !== "string" || typeof customer !== "string" || typeof session !== "string") return undefined;
  return { nonce, tenant, customer, session };
}
