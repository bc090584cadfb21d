// Rich text of Salesforce, cleaned by the server to a handful of tags. The only HTML that is ever put in as HTML.
import { useEffect, useRef } from "preact/hooks";

interface Policy {
  createHTML(text: string): string;
}
interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML: (text: string) => string }): Policy;
}

// The page's policy lets no other code make HTML of text (https://www.w3.org/TR/trusted-types/).
const types = (window as { trustedTypes?: TrustedTypes }).trustedTypes;
const policy: Policy = types?.createPolicy("cleaned-by-the-server", { createHTML: (text) => text }) ?? {
  createHTML: (text) => text,
};

export function RichText({ html }: { html: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    element.innerHTML = policy.createHTML(html);
    for (const link of element.querySelectorAll("a")) link.target = "_blank";
  }, [html]);
  return <div class="rich" ref={box} />;
}
