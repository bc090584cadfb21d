// The styles of both pages, in the order in which they build on each other.
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/shell.css";
import "./styles/parts.css";
import "./styles/data.css";
import "./styles/account.css";
