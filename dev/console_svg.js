// Makes one self-contained SVG of the page: a function of the height in pixels, called in the browser by console_svg.py.
height => {
  const SVG = "http://www.w3.org/2000/svg", XHTML = "http://www.w3.org/1999/xhtml";
  const width = document.documentElement.clientWidth;

  // Rules of style that apply as the page is now: none of other widths, of paper, or of elements that are not there.
  const applies = selector => {
    try { return document.querySelector(selector.replace(/::?(before|after|placeholder|-webkit[\w-]*)/g, "") || "*"); }
    catch { return false; }
  };
  const flat = rules => [...rules].flatMap(rule => {
    if (rule instanceof CSSMediaRule) return matchMedia(rule.conditionText).matches ? flat(rule.cssRules) : [];
    if (!(rule instanceof CSSStyleRule) || !rule.selectorText.split(",").some(applies)) return [];
    return [rule.cssText];
  });
  const vertical = text => text.replace(/([\d.]+)vh/g, (_, share) => `${(share / 100) * height}px`);
  const rules = vertical([...document.styleSheets].flatMap(sheet => flat(sheet.cssRules)).join("\n"));
  // A picture is light whatever its reader's system is, and stands still.
  const fixed = `:root { color-scheme: light; font-size: 16px; }
    html, body { height: ${height}px; overflow: hidden; }
    .bar-content { position: static; } .field-list, .bar-content { overflow: hidden; }
    * { animation: none; transition: none; }`;

  // The page as it stands: what is out of sight, or for screen readers only, is left out.
  const low = element => element.getBoundingClientRect().top > height;
  const UNSEEN = ".visually-hidden, .skip, .toasts, [role=status]:empty";
  const hidden = element => !element.checkVisibility() || element.matches(UNSEEN);
  const KEPT = [
    ...["class", "viewBox", "d", "fill", "stroke", "stroke-width", "stroke-linecap", "rx", "width", "height"],
    ...["type", "placeholder", "role", "disabled", "max", "value", "aria-current", "aria-pressed", "aria-busy"],
  ];
  const copy = node => {
    if (node.nodeType === Node.TEXT_NODE) return node.cloneNode();
    if (node.nodeType !== Node.ELEMENT_NODE || ["SCRIPT", "NOSCRIPT"].includes(node.tagName)) return null;
    if (node.localName !== "option" && (hidden(node) || low(node))) return null;
    const made = document.createElementNS(node.namespaceURI, node.localName);
    for (const name of KEPT) if (node.hasAttribute(name)) made.setAttribute(name, node.getAttribute(name));
    if (node.matches("a[href]")) made.setAttribute("href", "#");
    if (node.matches("input")) made.setAttribute("value", node.value);
    if (node.checked) made.setAttribute("checked", "");
    const children = node.matches("select") ? [node.selectedOptions[0]] : node.childNodes;
    const frame = node.getBoundingClientRect();
    for (const child of children) {
      const below = child.nodeType === Node.ELEMENT_NODE && child.getBoundingClientRect().top > frame.bottom;
      const part = below && node.matches(".field-list") ? null : copy(child);
      if (part) made.append(part);
    }
    return made;
  };

  const picture = document.implementation.createDocument(SVG, "svg");
  const make = (name, attributes, ...children) => {
    const element = picture.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };
  const root = picture.documentElement;
  root.setAttribute("viewBox", `0 0 ${width} ${height}`);
  root.setAttribute("width", width);
  root.setAttribute("height", height);
  const html = picture.createElementNS(XHTML, "html");
  html.setAttribute("lang", document.documentElement.lang);
  html.append(copy(document.body));
  root.append(
    make("title", {}, document.title),
    make("style", {}, rules + fixed),
    make("clipPath", { id: "window" }, make("rect", { width, height, rx: 12 })),
    make("foreignObject", { width, height, "clip-path": "url(#window)" }, html),
    make("rect", { x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 12, fill: "none", stroke: "#c3cec8" }),
  );
  return new XMLSerializer().serializeToString(picture);
}
