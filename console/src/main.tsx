// Starts the console: theme, language, sign-in, then the screen that the address names.
import { render } from "preact";
import { App } from "./app";
import { startLanguage } from "./i18n";
import { startRouter } from "./router";
import { showTheme } from "./theme";
import "./styles";

showTheme();
await startLanguage();
startRouter();
render(<App />, document.getElementById("app") as HTMLElement);
