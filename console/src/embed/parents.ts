// Which pages may stand around the tab: the origins that its policy allows.

/** Whether `origin` is one of `allowed` (spaces between), where `https://*.intacct.com` is any host below that name. */
export function isAmong(origin: string, allowed: string): boolean {
  return allowed.split(" ").some((pattern) => {
    if (!pattern.includes("//*.")) return pattern !== "" && pattern === origin;
    const [scheme = "", parent = ""] = pattern.split("*");
    const host = origin.slice(scheme.length);
    return origin.startsWith(scheme) && /^[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]+)?$/.test(host) && host.endsWith(parent);
  });
}
