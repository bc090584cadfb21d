// Text whose mail addresses break behind their @ where there is no room, not wherever the line ends.
import { Fragment, type ComponentChildren } from "preact";

export function breakable(text: string): ComponentChildren {
  return text.split(/(?<=@)/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
