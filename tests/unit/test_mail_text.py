"""What the mail at the end of a run says, for every ending, in both languages."""

from dataclasses import replace

import pytest

from chalicelib.adapters.mail_text import render
from chalicelib.core.counts import Counts
from chalicelib.core.run import Mode, State
from chalicelib.ports import ErrorGroup, RunMail
from dev.mail_samples import sample_mails

CONSOLE = "https://passerelle.example.com/"
ENGLISH, FRENCH = sample_mails("en"), sample_mails("fr")
LANGUAGES = {"en": ENGLISH, "fr": FRENCH}
NARROW = "\u202f"


def with_run(mail: RunMail, **changes: object) -> RunMail:
    return replace(mail, run=replace(mail.run, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sample", "english", "french"),
    [
        ("done", "Passerelle: Employee synchronized", "Passerelle : Employé – synchronisation terminée"),
        (
            "errors",
            "Passerelle: Employee synchronized with 31 errors",
            "Passerelle : Employé – synchronisation terminée avec 31 erreurs",
        ),
        (
            "gone_guard",
            "Passerelle: Department synchronized, please check",
            "Passerelle : Département – synchronisation terminée, à vérifier",
        ),
        (
            "failed",
            "Passerelle: GL accounts synchronization failed",
            "Passerelle : Comptes généraux – échec de la synchronisation",
        ),
        (
            "cancelled",
            "Passerelle: Employee synchronization cancelled",
            "Passerelle : Employé – synchronisation annulée",
        ),
        (
            "dry_run",
            "Passerelle: AR Terms trial run finished",
            "Passerelle : Conditions de règlement client – essai à blanc terminé",
        ),
        (
            "all_lists",
            "Passerelle: All lists synchronized only in part",
            "Passerelle : Toutes les listes – synchronisation partielle",
        ),
    ],
)
def test_the_subject_tells_the_ending(sample: str, english: str, french: str) -> None:
    assert render(ENGLISH[sample], CONSOLE).subject == english
    assert render(FRENCH[sample], CONSOLE).subject == french.replace(" :", f"{NARROW}:")


def test_one_error_is_not_errors() -> None:
    totals = Counts(read=2, unchanged=1, failed=1)
    for mails, subject, result in (
        (ENGLISH, "synchronized with 1 error", "except for 1 row."),
        (FRENCH, "avec 1 erreur", "sauf pour 1 ligne."),
    ):
        rendered = render(with_run(mails["errors"], totals=totals), CONSOLE)
        assert rendered.subject.endswith(subject)
        assert result in rendered.text


STATES = [State.DONE, State.DONE_WITH_ERRORS, State.FAILED, State.CANCELLED]
ENDINGS = {
    State.DONE: ("is complete.", "est terminée."),
    State.DONE_WITH_ERRORS: ("complete, except for 3 rows.", "terminée, sauf pour 3 lignes."),
    State.FAILED: ("failed before it was complete.", "a échoué avant la fin."),
    State.CANCELLED: ("was cancelled before it was complete.", "a été annulée avant la fin."),
}
TRIALS = {
    State.DONE: ("is finished. Nothing was written.", "est terminé. Rien n’a été écrit."),
    State.DONE_WITH_ERRORS: ("is finished. Nothing was written.", "est terminé. Rien n’a été écrit."),
    State.FAILED: ("failed before it was complete. Nothing was written.", "a échoué avant la fin. Rien n’a été écrit."),
    State.CANCELLED: (
        "was cancelled before it was complete. Nothing was written.",
        "a été annulé avant la fin. Rien n’a été écrit.",
    ),
}
MODES = {
    Mode.FULL: ("All rows compared", "Toutes les lignes comparées"),
    Mode.CHANGES: ("Only what changed since the last run", "Seulement les modifications depuis la dernière exécution"),
    Mode.ERRORS: ("Only what failed last time", "Seulement les échecs de la dernière fois"),
}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("state", STATES)
def test_every_ending_of_every_mode_is_said(state: State, mode: Mode, dry_run: bool, language: str) -> None:
    failed = 3 if state is State.DONE_WITH_ERRORS else 0
    totals = Counts(read=1_200 + failed, created=100, updated=1_000, unchanged=100, failed=failed)
    mail = with_run(LANGUAGES[language]["done"], state=state, mode=mode, dry_run=dry_run, totals=totals)
    rendered = render(mail, CONSOLE)
    index = ("en", "fr").index(language)
    for part in (rendered.text, rendered.html):
        assert (TRIALS if dry_run else ENDINGS)[state][index] in part
        assert MODES[mode][index] in part
        assert ("Would be created", "Seraient créées")[index] in part if dry_run else True


@pytest.mark.parametrize(
    ("totals", "english", "french"),
    [
        (
            Counts(12_000, 40, 80, 11_880),
            "12,000 rows were read from Intacct; 120 had",
            "12\u202f000 lignes ont été lues",
        ),
        (Counts(42, unchanged=42), "Salesforce had them all already.", "Salesforce les avait déjà toutes."),
        (Counts(2, failed=2), "2 rows were read from Intacct; none was written", "aucune n’a été écrite"),
        (Counts(), "Intacct had no row to look at.", "Intacct n’avait aucune ligne à examiner."),
    ],
)
def test_the_second_sentence_says_what_was_written(totals: Counts, english: str, french: str) -> None:
    assert english in render(with_run(ENGLISH["done"], totals=totals), CONSOLE).text
    assert french in render(with_run(FRENCH["done"], totals=totals), CONSOLE).text


def test_gone_rows_are_explained_and_those_marked_are_counted() -> None:
    text = render(ENGLISH["unchanged"], CONSOLE).text
    assert (
        "Gone from Intacct: 3\n  Still in Salesforce, no longer in Intacct. Never deleted. 3 are marked inactive."
        in text
    )


def test_the_gone_guard_says_what_to_do() -> None:
    assert (
        "PLEASE CHECK\n- 37 rows, more than half of the list, are gone" in render(ENGLISH["gone_guard"], CONSOLE).text
    )
    assert "si les lignes ont vraiment disparu, relancez" in render(FRENCH["gone_guard"], CONSOLE).text


def test_notes_are_told_and_an_unknown_one_is_not_hidden() -> None:
    text = render(with_run(ENGLISH["done"], notes=("partial", "still_moving", "read_whole", "new_note")), CONSOLE).text
    for sentence in ("sees only a part", "kept changing", "no earlier run", "Noted by the run: new_note"):
        assert sentence in text


def test_five_groups_are_shown_with_advice_and_the_rest_is_counted() -> None:
    text = render(ENGLISH["errors"], CONSOLE).text
    assert text.count("What to do: ") == 5
    assert "14 rows: STRING_TOO_LONG" in text
    assert "For example: E-04417 Maëlle Kervadec" in text
    assert "What to do: Shorten the value in Intacct, or lengthen the field in Salesforce." in text
    assert "We have no advice for this code." in text
    assert "2 further rows failed for other reasons" in text


def test_a_run_of_all_lists_has_a_line_for_each_list() -> None:
    text = render(ENGLISH["all_lists"], CONSOLE).text
    for line in (
        "Entities and Locations: Done\n  58\xa0read, 2\xa0written",
        "Department: Please check\n  23\xa0read, 0\xa0written, 37\xa0gone",
        "Employee: With errors\n  12,000\xa0read, 99\xa0written, 31\xa0failed",
        "AR Terms: Failed\n  A part of the run failed five times",
        "GL accounts: Not started",
        "- Department: 37 rows, more than half",
    ):
        assert line in text


def test_all_lists_failed_where_none_was_done() -> None:
    mail = ENGLISH["all_lists"]
    failed = tuple(replace(child, state=State.FAILED) for child in mail.children)
    assert render(replace(mail, children=failed), CONSOLE).subject == "Passerelle: All lists synchronization failed"


def test_who_cancelled_is_said_in_the_language_of_the_mail() -> None:
    assert "Why: Cancelled by Alex Reed." in render(ENGLISH["cancelled"], CONSOLE).text
    assert "Annulée par Alex Reed." in render(FRENCH["cancelled"], CONSOLE).text


def test_a_list_without_a_label_in_the_language_takes_the_english_one() -> None:
    mail = replace(FRENCH["done"], list_label={"en": "Market segment"})
    assert "Market segment" in render(mail, CONSOLE).subject
    assert "employee" in render(replace(mail, list_label={}), CONSOLE).subject


def test_an_error_group_without_example_has_no_empty_line_for_it() -> None:
    mail = replace(ENGLISH["errors"], groups=(ErrorGroup("X", "No.", 1, " "),))
    assert "1 row: X\n  No.\n  What to do: We have" in render(mail, CONSOLE).text
