"""The one sentence that tells an administrator what the choice of fields exposes, and to whom."""

from chalicelib.core.account import Offered
from chalicelib.core.settings import AccountDetails

_SENTENCE = {
    "en": {
        "off": "The tab is switched off: nobody sees Account fields; {chosen} would be shown when it is switched on.",
        "none": "No Account field is chosen, so nobody sees one; the integration user can read {unchosen}.",
        "all": "Every person who may open a customer here will see {chosen}{sensitive}, whatever their own rights in"
        " Salesforce; the integration user can also read {unchosen} that you did not choose.",
        "some": "Administrators and implementers will see {chosen}{sensitive} and readers {readers} of them, whatever"
        " their own rights in Salesforce; the integration user can also read {unchosen} that you did not choose.",
        "sensitive": " (sensitive: {names})",
        "one": "1 field",
        "many": "{count} fields",
    },
    "fr": {
        "off": "L’onglet est désactivé\u202f: personne ne voit de champ du compte\u202f; une fois activé, il montrerait"
        " {chosen}.",
        "none": "Aucun champ du compte n’est choisi, personne n’en voit donc\u202f; l’utilisateur d’intégration peut"
        " lire {unchosen}.",
        "all": "Toute personne qui peut ouvrir un client ici verra {chosen}{sensitive}, quels que soient ses propres"
        " droits dans Salesforce\u202f; l’utilisateur d’intégration peut lire aussi {unchosen} hors de ce choix.",
        "some": "Les administrateurs et les intégrateurs verront {chosen}{sensitive}, les lecteurs {readers} d’entre"
        " eux, quels que soient leurs propres droits dans Salesforce\u202f; l’utilisateur d’intégration peut lire"
        " aussi {unchosen} hors de ce choix.",
        "sensitive": " (sensibles\u202f: {names})",
        "one": "1 champ",
        "many": "{count} champs",
    },
}
_MOST_NAMED = 5


def exposure_sentence(details: AccountDetails, offered: Offered, language: str) -> str:
    """What the present choice shows to whom, in ``language`` (English where it has none)."""
    words = _SENTENCE.get(language, _SENTENCE["en"])
    readable = [name for name in details.fields if name in offered]
    kind = "none" if not details.fields else "off" if not details.shown else _audience(details)
    return words[kind].format(
        chosen=_count(len(details.fields), words),
        unchosen=_count(len(offered) - len(readable), words),
        readers=len(details.reader_fields or ()),
        sensitive=_sensitive(readable, offered, words),
    )


def _audience(details: AccountDetails) -> str:
    return "all" if details.reader_fields is None else "some"


def _sensitive(names: list[str], offered: Offered, words: dict[str, str]) -> str:
    marked = [offered[name].label for name in names if offered[name].sensitive]
    named = ", ".join(marked[:_MOST_NAMED]) + (", …" if len(marked) > _MOST_NAMED else "")
    return words["sensitive"].format(names=named) if marked else ""


def _count(count: int, words: dict[str, str]) -> str:
    return words["one"] if count == 1 else words["many"].format(count=count)
