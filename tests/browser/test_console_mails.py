"""What became of the mails, as the console shows it: of a run, and of addresses that mails came back from."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Api, Visiting
from tests.browser.test_console_accessible import assert_fine


def test_a_run_says_whose_mailbox_has_its_mail(visiting: Visiting, admin: Api) -> None:
    run = admin.finished("ar_term")
    with visiting("camille", "fr") as visit:
        facts = visit.open(f"/runs/{run['id']}").locator(".facts")
        expect(facts).to_contain_text(re.compile("E-mail.*Envoyé le"))
        expect(facts).to_contain_text("Remis à camille.moreau@demo.example", timeout=15_000)


def test_an_address_that_mails_came_back_from_is_shown_and_opened_again(visiting: Visiting, admin: Api) -> None:
    admin.set(recipients=["bounce@demo.example"])
    with visiting("camille", "en") as visit:
        page = visit.open("/connection")
        for _ in range(20):
            if page.get_by_text("Mails do not go to every address").is_visible():
                break
            page.reload()
            expect(page.get_by_text("Further recipients")).to_be_visible()
            visit.settle()
        expect(page.get_by_text("came back on")).to_be_visible()
        assert_fine(visit)
        page.emulate_media(color_scheme="dark")
        assert_fine(visit)
        page.get_by_role("button", name="Write to it again bounce@demo.example").click()
        expect(page.get_by_text("Mails go to bounce@demo.example again.")).to_be_visible()
        expect(page.get_by_text("Mails do not go to every address")).to_have_count(0)
    admin.set(recipients=[])
    assert admin.get("/audit")["entries"][1]["deed"]["action"] == "mail_address.opened"
