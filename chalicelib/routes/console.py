"""Serves the built console: its pages for every deep link, the framed tab's page, and files named by their content."""

import re
from collections.abc import Callable, Mapping
from html import escape

from chalice.app import Blueprint, Request, Response

from chalicelib.adapters.console_site import ConsoleSite
from chalicelib.core.errors import NotFound, Problem
from chalicelib.routes.call import Built, request_id_of
from chalicelib.routes.problems import problem_response

PAGES = (
    "/",
    "/sign-in",
    "/connection",
    "/lists",
    "/lists/{list_key}",
    "/other",
    "/other/{section}",
    "/runs",
    "/runs/{run_id}",
    "/audit",
    "/confirm-recipient",
    "/customers",
    "/customers/{customer_id}/account-details",
)
EMBED = "/embed"
"""The one page that may be framed, and by Intacct alone: the tab on a customer's record there."""
FILES = "/assets/{file}"
_KINDS = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
_FILE = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.(js|css|svg)")


def console_blueprint(built: Built) -> Blueprint:
    """Every page is the same document; which screen it shows is the browser's business."""
    blueprint = Blueprint(__name__)

    def page(**_: str) -> Response:
        return _refusing(blueprint.current_request, lambda request: _page(built.console, request))

    def embed() -> Response:
        return _refusing(blueprint.current_request, lambda request: _embed(built.console, request))

    def asset(file: str) -> Response:
        return _refusing(blueprint.current_request, lambda _: _asset(built.console, file))

    for number, path in enumerate(PAGES):
        blueprint.route(path, methods=["GET"], name=f"console_page_{number}")(page)
    blueprint.route(EMBED, methods=["GET"], name="embed_page")(embed)
    blueprint.route(FILES, methods=["GET"], name="console_asset")(asset)
    return blueprint


def _refusing(request: Request, view: Callable[[Request], Response]) -> Response:
    try:
        return view(request)
    except Problem as problem:
        return problem_response(problem, request_id_of(request))


def _page(site: ConsoleSite, request: Request) -> Response:
    told = {"issuer": site.issuer, "client_id": site.client_id, "scopes": site.scopes}
    page = _document(site.read("index.html"), {"base": _base(request), **told}, _policy(site.called_origins))
    page.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return page


def _embed(site: ConsoleSite, request: Request) -> Response:
    """It talks to our API alone, and to the page around it."""
    told = {"base": _base(request), "parents": " ".join(site.frame_ancestors)}
    return _document(site.read("embed.html"), told, _policy((), site.frame_ancestors))


def _policy(called: tuple[str, ...], ancestors: tuple[str, ...] = ()) -> str:
    directives = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": " ".join(("'self'", *called)),
        "base-uri": "'self'",
        "form-action": "'none'",
        "frame-ancestors": " ".join(ancestors) or "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "cleaned-by-the-server",
    }
    return "; ".join(f"{name} {value}" for name, value in directives.items())


def _document(document: str, told: Mapping[str, str], policy: str) -> Response:
    for name, value in told.items():
        document = document.replace(f"%{name}%", escape(value))
    headers: dict[str, str | list[str]] = {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-cache",
        "Content-Security-Policy": policy,
    }
    return Response(body=document, headers=headers)


def _base(request: Request) -> str:
    """The path under which everything stands: "/", or the gateway's stage where no domain of its own hides it."""
    steps = str(request.context["path"]).split("/")
    return "/".join(steps[: len(steps) - request.path.count("/")]) + "/"


def _asset(site: ConsoleSite, file: str) -> Response:
    match = _FILE.fullmatch(file)
    if match is None or not site.holds(f"assets/{file}"):
        raise NotFound("file_unknown", "There is no such file.", remedy="Load the page anew.")
    headers: dict[str, str | list[str]] = {
        "Content-Type": f"{_KINDS[match[1]]}; charset=utf-8",
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    return Response(body=site.read(f"assets/{file}"), headers=headers)
