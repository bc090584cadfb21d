// The styles of both pages, in the order in which they build on each other.
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/fields.css";
import "./styles/states.css";
import "./styles/tables.css";
import "./styles/figures.css";
import "./styles/paper.css";
import "./styles/settings.css";
import "./styles/account.css";
