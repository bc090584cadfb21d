"""Amazon SES as the connection check looks at it: fulfils the port ``SenderInspection``."""

from email.utils import parseaddr
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from chalicelib.adapters.aws import code_of, problems_of
from chalicelib.core.connection_check import SenderSeen

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client


class SesLook:
    """``from_address`` may carry a name. SES may send as an address where it, or its domain, is verified."""

    def __init__(self, client: "SESV2Client", from_address: str) -> None:
        self._client = client
        self._address = parseaddr(from_address)[1]

    def sender(self) -> SenderSeen:
        domain = self._address.rpartition("@")[2]
        return SenderSeen(self._address, self._verified(self._address) or self._verified(domain))

    def _verified(self, identity: str) -> bool:
        """https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetEmailIdentity.html"""
        try:
            with problems_of("SES"):
                return self._client.get_email_identity(EmailIdentity=identity)["VerifiedForSendingStatus"]
        except ClientError as error:
            if code_of(error) != "NotFoundException":
                raise
            return False
