// A screen's frame: its heading, which takes the focus when one comes here, and its parts.
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { place } from "../router";

let first = true;

export function Page({ title, above, actions, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { path } = place.value;
  useEffect(() => {
    document.title = `${title} · Passerelle`;
  }, [title]);
  useEffect(() => {
    // Not when the page was just loaded: the browser puts the focus itself then.
    if (!first) heading.current?.focus({ preventScroll: true });
    first = false;
  }, [path]);
  return (
    <div class="page stack">
      <header class="page-head">
        {above}
        <div class="row between">
          <h1 tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {actions && <div class="row">{actions}</div>}
        </div>
      </header>
      {children}
    </div>
  );
}

interface PageProps {
  title: string;
  above?: ComponentChildren;
  actions?: ComponentChildren;
  children?: ComponentChildren;
}

export function Section({ title, lead, actions, children }: SectionProps) {
  const id = useId();
  return (
    <section class="card stack" aria-labelledby={id}>
      <header class="row between">
        <div>
          <h2 id={id}>{title}</h2>
          {lead && <p class="faint">{lead}</p>}
        </div>
        {actions && <div class="row">{actions}</div>}
      </header>
      {children}
    </section>
  );
}

interface SectionProps {
  title: string;
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  children?: ComponentChildren;
}
