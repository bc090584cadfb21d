"""What a refusal of Amazon SES asks for: patience, or an administrator.

Codes: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html and, for the limits,
https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html
"""

from botocore.exceptions import ClientError

from chalicelib.core.errors import NeedsAdmin, Problem, TryAgain

_BUSY = frozenset({"LimitExceededException", "Throttling", "ThrottlingException", "TooManyRequestsException"})
_RATE_SECONDS = 60.0
_DAY_SECONDS = 3600.0
"""The daily quota rolls on with the hours, and SES does not say when there is room again."""

_UNVERIFIED = (
    "SES refused the mail: the sender's domain is not verified, or in its sandbox a recipient ({code}).",
    "Verify the domain in SES in this region, and ask AWS to move the account out of the SES sandbox.",
)
_PAUSED = (
    "AWS has paused the sending of mails for this account or configuration set ({code}).",
    "Look at the account dashboard of SES: bounces or complaints are the usual reason. Resume sending there.",
)
_NO_SET = (
    "SES does not have the configuration set that the deployment names ({code}).",
    "Deploy the data stack again, or correct the name of the configuration set.",
)
_NOT_ALLOWED = (
    "AWS does not let Passerelle send mails ({code}).",
    "Check the role of the function send_mail: ses:SendEmail for the sender's identity and the configuration set.",
)
_OTHER = (
    "SES refused the mail ({code}).",
    "Look for the code in the documentation of SES, and report it to us where it is not about your account.",
)
_BY_CODE = {
    "MessageRejected": _UNVERIFIED,
    "MailFromDomainNotVerifiedException": _UNVERIFIED,
    "AccountSuspendedException": _PAUSED,
    "AccountSendingPausedException": _PAUSED,
    "ConfigurationSetSendingPausedException": _PAUSED,
    "SendingPausedException": _PAUSED,
    "NotFoundException": _NO_SET,
    "ConfigurationSetDoesNotExist": _NO_SET,
    "AccessDenied": _NOT_ALLOWED,
    "AccessDeniedException": _NOT_ALLOWED,
    "ExpiredTokenException": _NOT_ALLOWED,
    "InvalidClientTokenId": _NOT_ALLOWED,
    "UnrecognizedClientException": _NOT_ALLOWED,
}


def sent_perhaps(error: ClientError) -> bool:
    """Whether SES failed in a way that leaves open if the mail went out."""
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= 500 and _code(error) not in _BUSY


def problem_of(error: ClientError) -> Problem:
    """TryAgain for limits, NeedsAdmin for all else. The words of SES stay out: they may hold an address."""
    code = _code(error)
    if code in _BUSY:
        return _try_again(error.response.get("Error", {}).get("Message", ""))
    detail, remedy = _BY_CODE.get(code, _OTHER)
    return NeedsAdmin("mail_refused", detail.format(code=code), remedy=remedy)


def _try_again(message: str) -> TryAgain:
    if "daily" in message.lower():
        detail = "The account has sent all the mails that SES allows it in 24 hours."
        return TryAgain("mail_quota", detail, retry_after_seconds=_DAY_SECONDS)
    return TryAgain("mail_busy", "SES asks us to send more slowly.", retry_after_seconds=_RATE_SECONDS)


def _code(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")
