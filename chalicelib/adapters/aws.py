"""How we talk to AWS: time limits, who repeats a call, and what its refusals mean to a person."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError, NoCredentialsError
from botocore.exceptions import ConnectionError as NotConnected

from chalicelib.core.errors import NeedsAdmin, Problem, TryAgain

CONFIG = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=16,
)
"""For clients whose calls may be repeated. The SDK is the one that repeats them: nobody else does."""

_THROTTLED = frozenset(
    {
        "KmsThrottlingException",
        "LimitExceededException",
        "OverLimit",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
_REFUSED = frozenset(
    {
        "AccessDenied",
        "AccessDeniedException",
        "AWS.SimpleQueueService.NonExistentQueue",
        "DecryptionFailure",
        "EncryptionFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "KMSAccessDeniedException",
        "KmsAccessDenied",
        "KmsDisabled",
        "KmsInvalidState",
        "KmsNotFound",
        "QueueDoesNotExist",
        "ResourceNotFoundException",
        "UnrecognizedClientException",
    }
)


def client(service: str, **options: Any) -> Any:
    """A client of one AWS service; its types come from the stubs where it is used. Safe to share between threads."""
    import boto3  # only here: it costs 150 ms, which a function that needs no AWS should not pay

    return boto3.client(service, **{"config": CONFIG, **options})


@contextmanager
def problems_of(service: str) -> Iterator[None]:
    """Turn what AWS and the network refuse into TryAgain and NeedsAdmin; mistakes of ours pass as they are."""
    try:
        yield
    except ClientError as error:
        problem = _problem(service, error)
        if problem is None:
            raise
        raise problem from error
    except (HTTPClientError, NotConnected) as error:
        raise TryAgain("aws_away", f"{service} did not answer ({type(error).__name__}).") from error
    except NoCredentialsError as error:
        raise NeedsAdmin(
            "aws_refused", f"There are no credentials for {service}.", remedy="Give this process an AWS role."
        ) from error


def code_of(error: ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def _problem(service: str, error: ClientError) -> Problem | None:
    code = code_of(error)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if code in _THROTTLED:
        return TryAgain("aws_busy", f"{service} asks us to slow down ({code}).")
    if status >= 500:
        return TryAgain("aws_away", f"{service} failed on its side ({code}).")
    if code in _REFUSED:
        return NeedsAdmin(
            "aws_refused",
            f"{service} refused a call of Passerelle ({code}).",
            remedy="Check that the stack was deployed whole, and that the role of this function may use its key.",
        )
    return None
