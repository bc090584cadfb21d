"""Numbers, percentages and amounts of money in the forms of a locale."""

from decimal import Decimal
from typing import Any

from babel import Locale

_MOST_FIXED = 6
"""Fields with more places than this hold measures, not sums: there the zeros at the end say nothing."""


def decimal_text(value: Any, scale: int, locale: Locale) -> str:
    """Digits grouped, with the field's places. Raises TypeError or ArithmeticError on what is no number."""
    return str(locale.decimal_formats[None].apply(_number(value), locale, force_frac=_places(scale)))


def percent_text(value: Any, scale: int, locale: Locale) -> str:
    """Salesforce sends the percentage itself: 33.0 is 33 %."""
    return str(locale.percent_formats[None].apply(_number(value) / 100, locale, force_frac=_places(scale)))


def currency_text(value: Any, scale: int, currency: str, locale: Locale) -> str:
    """With the sign that the locale has for the currency, or its code; without a currency, the number alone."""
    if not currency:
        return decimal_text(value, scale, locale)
    pattern = locale.currency_formats["standard"]
    return str(
        pattern.apply(_number(value), locale, currency=currency, currency_digits=False, force_frac=_places(scale))
    )


def _number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise TypeError("not a number")
    number = Decimal(str(value))
    if not number.is_finite():
        raise ArithmeticError("not a number")
    return number


def _places(scale: int) -> tuple[int, int]:
    return (scale if scale <= _MOST_FIXED else 0, scale)
