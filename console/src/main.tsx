// Starts the console: theme, language, sign-in, then the screen that the address names.
import { render } from "preact";
import { App } from "./app";
import { startLanguage } from "./i18n";
import { startRouter } from "./router";
import { showTheme } from "./theme";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/data.css";
import "./styles/account.css";

showTheme();
await startLanguage();
startRouter();
render(<App />, document.getElementById("app") as HTMLElement);
