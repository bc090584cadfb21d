"""Bad credentials over HTTP: each is refused by its field, without a word of it, and nothing is changed."""

from collections.abc import Mapping

import pytest

from tests.app.bad_input import LONG, named, nothing_changed
from tests.app.client import Api
from tests.app.conftest import Parts
from tests.app.settings_values import INTACCT_CREDENTIALS, pem, pem_of, tiny_key
from tests.app.token_maker import private_key

CANARY = "canary-0123456789abcdef"


class TestCredentials:
    @pytest.mark.parametrize("member", ["client_id", "client_secret"])
    @pytest.mark.parametrize(
        "text",
        [
            "",
            LONG,
            "canary-0123456\n789abcdef",
            "canary-0123456🔑789abcdef",
            " canary-0123456789abcdef",
            "canary 01234567",
        ],
        ids=["empty", "10 KB", "line break", "emoji", "edge space", "space"],
    )
    def test_what_no_client_has_is_refused_without_a_word_of_it(
        self, api: Api, parts: Parts, member: str, text: str
    ) -> None:
        answer = api.put("/secrets/intacct", {**INTACCT_CREDENTIALS, member: text})
        named(answer, [member])
        assert b"canary" not in answer.body
        nothing_changed(parts)

    @pytest.mark.parametrize("text", [f"{CANARY}\0", f"{CANARY}\ud800"], ids=["NUL", "half"])
    def test_a_character_that_is_none_is_named_by_its_field(self, api: Api, parts: Parts, text: str) -> None:
        answer = api.put("/secrets/intacct", {**INTACCT_CREDENTIALS, "client_secret": text})
        named(answer, ["client_secret"])
        assert b"canary" not in answer.body
        nothing_changed(parts)

    def test_signs_of_markup_are_stored_as_they_are(self, api: Api, parts: Parts) -> None:
        odd = "&<>]]>'\"\\0123456789"
        assert api.put("/secrets/intacct", {**INTACCT_CREDENTIALS, "client_secret": odd}).status == 200
        assert parts.secrets.get("demo", "intacct")["client_secret"] == odd


class TestPrivateKey:
    BAD: Mapping[str, tuple[str, str]] = {
        "truncated": (pem()[:400], "no whole private key"),
        "cut in the middle": ("\n".join(pem().splitlines()[:6] + pem().splitlines()[8:]), "damaged"),
        "encrypted": (pem_of(private_key("one"), b"passphrase"), "encrypted"),
        "the public part": (pem().replace("PRIVATE KEY", "PUBLIC KEY"), "public part"),
        "512 bits": (pem_of(tiny_key()), "512 bits"),
        "two keys": (pem() + pem("two"), "several"),
        "empty": ("", "no whole private key"),
        "10 KB": (LONG, "no whole private key"),
    }

    @pytest.mark.parametrize("name", BAD)
    def test_what_is_no_key_for_the_sign_in_is_refused(self, api: Api, parts: Parts, name: str) -> None:
        text, says = self.BAD[name]
        answer = api.put("/secrets/salesforce", {"consumer_key": "3MVG9", "private_key": text})
        [message] = named(answer, ["private_key"])
        assert says in message
        assert not [line for line in text.splitlines() if len(line) > 20 and "-----" not in line and line in message]
        nothing_changed(parts)

    def test_line_ends_of_windows_are_taken(self, api: Api, parts: Parts) -> None:
        windows = pem().replace("\n", "\r\n")
        put = api.put("/secrets/salesforce", {"consumer_key": "3MVG9", "private_key": windows})
        assert put.status == 200
        assert parts.secrets.get("demo", "salesforce")["private_key"] == pem()
