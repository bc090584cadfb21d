"""Why a run ended, carried from the run's English into the language of the mail."""

import pytest

from chalicelib.adapters.mail_reason import reason_of
from chalicelib.adapters.words import words_for
from chalicelib.core.counts import Trouble
from chalicelib.usecases.resync.give_up import TROUBLE as GIVEN_UP
from chalicelib.usecases.resync.tasks import PATIENCE

NO_COLUMN = "Salesforce has no column Name on Intacct_Department__c, or hides it from our user."
DEPLOY = "Deploy force-app to the org, and assign the permission set Intacct_Sync to the integration user."


@pytest.mark.parametrize(
    ("trouble", "detail", "remedy"),
    [
        (
            Trouble("intacct_away", "Sage Intacct could not be reached.", PATIENCE),
            "Sage Intacct n’a pas",
            "Passerelle r",
        ),
        (Trouble("salesforce_no_column", NO_COLUMN, DEPLOY), "Name dans Intacct_Department__c", "Déployez"),
        (Trouble("cancelled", "Cancelled by Zoé {0} %s <b>."), "Annulée par Zoé {0} %s <b>.", ""),
        (GIVEN_UP, "Une partie de l’exécution", "Lancez"),
    ],
)
def test_values_go_from_one_language_to_the_other(trouble: Trouble, detail: str, remedy: str) -> None:
    french = reason_of(words_for("fr"), trouble)
    assert french.language == "fr"
    assert detail in french.detail
    assert french.remedy.startswith(remedy)
    english = reason_of(words_for("en"), trouble)
    assert english.language == "en"


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble("made_up", "Nobody knows this.", "Ask."),
        Trouble("salesforce_no_column", "Nobody knows this.", DEPLOY),
        Trouble("salesforce_no_column", NO_COLUMN, "Nobody knows this remedy."),
        Trouble("trouble.remedy", "Ask.", "Ask."),
    ],
)
def test_what_the_catalogues_lack_stays_in_the_words_of_the_run(trouble: Trouble) -> None:
    french = reason_of(words_for("fr"), trouble)
    assert (french.detail, french.remedy, french.language) == (trouble.detail, trouble.remedy, "en")
