"""The sentence over the tab, for each state it can be in."""

from collections.abc import Mapping

from chalicelib.core.account_state import TabState

_SENTENCES: Mapping[str, Mapping[TabState, str]] = {
    "en": {
        TabState.OFF: "Salesforce account details are switched off.",
        TabState.NOT_LINKED: "No Salesforce account is linked to this customer.",
        TabState.SEVERAL_ACCOUNTS: "Several Salesforce accounts carry this customer’s id; only one may.",
        TabState.ACCOUNT_GONE: "The Salesforce account of this customer has been deleted.",
        TabState.NOT_PERMITTED: "You may not see the Salesforce account of this customer.",
        TabState.AWAY: "Salesforce can’t be reached, and no earlier values are at hand.",
        TabState.OK: "As of {age} ago.",
    },
    "fr": {
        TabState.OFF: "Les détails du compte Salesforce sont désactivés.",
        TabState.NOT_LINKED: "Aucun compte Salesforce n’est lié à ce client.",
        TabState.SEVERAL_ACCOUNTS: "Plusieurs comptes Salesforce portent l’identifiant de ce client\u202f; un seul le"
        " peut.",
        TabState.ACCOUNT_GONE: "Le compte Salesforce de ce client a été supprimé.",
        TabState.NOT_PERMITTED: "Vous n’avez pas accès au compte Salesforce de ce client.",
        TabState.AWAY: "Salesforce est injoignable, et aucune valeur antérieure n’est disponible.",
        TabState.OK: "Valeurs lues il y a {age}.",
    },
}
_AWAY_WITH_VALUES = {
    "en": "Salesforce can’t be reached; these are the values of {age} ago.",
    "fr": "Salesforce est injoignable\u202f; voici les valeurs d’il y a {age}.",
}
_UNITS = ((86_400, "d", "j"), (3_600, "h", "h"), (60, "min", "min"), (1, "s", "s"))


def state_sentence(state: TabState, age_seconds: int | None, locale: str) -> str:
    """``age_seconds`` is that of the values shown, None where none are. English where we lack the language."""
    language = locale.partition("-")[0]
    language = language if language in _SENTENCES else "en"
    aged = _AWAY_WITH_VALUES[language] if state is TabState.AWAY and age_seconds is not None else None
    return (aged or _SENTENCES[language][state]).format(age=_age(age_seconds or 0, language))


def _age(seconds: int, language: str) -> str:
    size, english, french = next((unit for unit in _UNITS if seconds >= unit[0]), _UNITS[-1])
    return f"{seconds // size}\u00a0{french if language == 'fr' else english}"
