// Starts the customer's tab inside Intacct: the language of the browser, then the one thing that this page shows.
import { render } from "preact";
import { startLanguage } from "../i18n";
import { FramedTab } from "./framed_tab";
import "../styles";
import "../styles/embed.css";

await startLanguage();
render(<FramedTab />, document.getElementById("app") as HTMLElement);
