"""The signature of a notice: every form that Intacct may send is taken, everything else is refused."""

import base64
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.adapters.webhook_signature import check_signature
from chalicelib.core.errors import NotSignedIn

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MS = int(NOW.timestamp() * 1000)
HOUR = 3_600_000
SECRET = {"client_id": "a1b2c3.app.sage.com", "client_secret": "a secret that is long enough for every algorithm here"}
BODY = b'{"object":"company-config/class"}'


def claims(**changes: Any) -> dict[str, Any]:
    right = {
        "iat": MS,
        "exp": MS + HOUR,
        "iss": "Sage Intacct",
        "tenant_id": "Demo-Company",
        "app_id": "a1b2c3.app.sage.com",
        "payload_signature": sha256(BODY).hexdigest(),
        "payload_signature_alg": "SHA-256",
    }
    return {name: value for name, value in {**right, **changes}.items() if value is not None}


def signed(secret: str = SECRET["client_secret"], algorithm: str = "HS256", **changes: Any) -> str:
    return jwt.encode(claims(**changes), secret, algorithm=algorithm)


def check(header: str, body: bytes = BODY, companies: tuple[str, ...] = ("demo-company", "")) -> None:
    check_signature(header, body, SECRET, companies, NOW)


def wrapped(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "header",
    [
        signed(),
        f"  {signed()}  ",
        f"{SECRET['client_id']}:{signed()}",
        wrapped(signed()),
        wrapped(f"{SECRET['client_id']}:{signed()}"),
        wrapped(f"{SECRET['client_id']}.{signed()}"),
        signed(exp=(MS + HOUR) // 1000),
        signed(iat=MS // 1000, exp=(MS + HOUR) // 1000),
        signed(iat=MS + 60_000, exp=MS + HOUR),
        signed(iat=MS - HOUR, exp=MS - 60_000),
        signed(app_id="a1b2c3"),
        signed(tenant_id="demo-company"),
        signed(payload_signature=sha256(BODY).hexdigest().upper()),
    ],
)
def test_each_form_of_a_true_signature_is_taken(header: str) -> None:
    check(header)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "Sage"},
        {"iss": None},
        {"app_id": "a1b2"},
        {"app_id": ""},
        {"app_id": None},
        {"tenant_id": "other"},
        {"tenant_id": ""},
        {"tenant_id": None},
        {"tenant_id": ["demo-company"]},
        {"payload_signature": sha256(b"other").hexdigest()},
        {"payload_signature": None},
        {"payload_signature": "é"},
        {"payload_signature_alg": "SHA-1"},
        {"payload_signature_alg": None},
        {"iat": None},
        {"exp": None},
        {"exp": True},
        {"exp": "soon"},
        {"exp": 1e400},
        {"exp": -1},
        {"iat": MS + HOUR, "exp": MS + 2 * HOUR},
        {"iat": MS - 2 * HOUR, "exp": MS - HOUR},
        {"exp": MS + 24 * HOUR},
        {"exp": (MS + 24 * HOUR) // 1000},
    ],
)
def test_a_claim_that_does_not_hold_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn) as refusal:
        check(signed(**changes))
    assert refusal.value.code == "notice_refused"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "x",
        "e30.e30.e30",
        jwt.encode(claims(), "", algorithm="none"),
        signed(secret="another secret of more than thirty-two letters"),
        signed(algorithm="HS384"),
        signed()[:-1],
        signed().replace(".", "..", 1),
        wrapped("client:no-token"),
        base64.b64encode(b"\xff\xfe").decode(),
        "eyJ" + "a" * 20_000,
        wrapped("a" * 9000),
        jwt.PyJWS().encode(b"[1]", SECRET["client_secret"]),
        jwt.PyJWS().encode(b"[" * 100_000, SECRET["client_secret"]),
        jwt.PyJWS().encode(b"\xff", SECRET["client_secret"]),
    ],
)
def test_a_header_that_is_no_signature_of_ours_is_refused(header: str) -> None:
    with pytest.raises(NotSignedIn):
        check(header)


def test_a_body_that_was_changed_on_the_way_is_refused() -> None:
    with pytest.raises(NotSignedIn, match="body"):
        check(signed(), BODY + b" ")


def test_no_company_known_is_no_company_right() -> None:
    with pytest.raises(NotSignedIn):
        check(signed(tenant_id=""), companies=("", ""))


@given(st.text(max_size=300))
def test_any_other_text_is_refused_and_nothing_worse(header: str) -> None:
    with pytest.raises(NotSignedIn):
        check(header)
