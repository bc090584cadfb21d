// Where the console stands, and who signs its people in: told by the page that serves it.

/** A word of the page's own head. */
export function told(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="passerelle-${name}"]`)?.content ?? "";
}

export const site = { issuer: told("issuer"), clientId: told("client"), scopes: told("scopes") };

/** The address of a path such as `/runs`, wherever the console stands. */
export function address(path: string): string {
  return new URL(path.replace(/^\//, ""), document.baseURI).href;
}

/** The path inside the console of an address below it. */
export function pathOf(url: URL): string {
  const base = new URL(document.baseURI).pathname;
  return "/" + url.pathname.slice(base.length);
}
