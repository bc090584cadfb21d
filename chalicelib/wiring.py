"""The only reader of the environment: builds each adapter once, when it is first asked for."""

import tomllib
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from chalicelib.adapters.clock import SystemClock
from chalicelib.core.lists import Catalogue, parse_catalogue
from chalicelib.core.settings import Settings
from chalicelib.environment import Environment
from chalicelib.ports import Clock, Intacct, Mailer, Queue, Runs, Salesforce, Secrets, SettingsStore
from chalicelib.usecases.world import World

if TYPE_CHECKING:
    from chalicelib.adapters.access_tokens import SignIns
    from chalicelib.adapters.console_site import ConsoleSite
    from chalicelib.adapters.dynamodb_table import Table
    from chalicelib.adapters.http import Network
    from chalicelib.adapters.tab_component import TabComponent
    from chalicelib.adapters.tokens import AccessTokens
    from chalicelib.usecases.account_desk import AccountDesk
    from chalicelib.usecases.connection_desk import ConnectionDesk
    from chalicelib.usecases.fieldmap_desk import FieldMapDesk
    from chalicelib.usecases.notice_desk import NoticeDesk
    from chalicelib.usecases.pace_desk import PaceDesk
    from chalicelib.usecases.settings_desk import SettingsDesk
    from chalicelib.usecases.tab_desk import TabDesk

HERE = Path(__file__).parents[1]
STANDARD_LISTS = Path(__file__).with_name("lists.toml")


class Wiring(Environment):
    """Everything that is made of the environment. The adapters' modules are imported where they are needed, so that
    a function pays only for what it uses. A server with threads asks for ``world``, ``secrets`` and ``tokens`` once
    before it starts them: several threads could otherwise build the same thing twice.

    PASSERELLE_TABLE                        name of the DynamoDB table
    PASSERELLE_QUEUE_PLAN, _RANGE, _MAIL, _ROWS  addresses of the queues
    PASSERELLE_MAIL_FROM                    sender of the mails, an identity that SES has verified
    PASSERELLE_MAIL_CONFIGURATION_SET       SES configuration set, or nothing
    PASSERELLE_CONSOLE_URL                  where people find the console; the mails link to it
    PASSERELLE_ISSUER, PASSERELLE_AUDIENCE  who signs access tokens, and for which applications (comma between)
    PASSERELLE_CLIENT_ID                    the console's name at the issuer, else the first audience
    PASSERELLE_SCOPES                       asked at sign-in (space between), else openid profile email
    PASSERELLE_SIGN_IN_ORIGINS              where browsers fetch tokens besides the issuer (comma between)
    PASSERELLE_FRAME_ANCESTORS              who may frame a customer's tab (comma between), else Intacct
    PASSERELLE_SECRETS_PREFIX               first part of the secrets' names, else ``passerelle``
    PASSERELLE_SECRETS_KEY                  KMS key for new secrets, or nothing
    PASSERELLE_STARTS_AN_HOUR               new runs of one list that people may start, else 10
    PASSERELLE_LISTS                        a file (beside ``app.py``) with the operator's own managed lists, or nothing
    PASSERELLE_LOCAL_ORIGINS                origins besides the vendors' (comma between); for the local stack only
    PASSERELLE_INTACCT_ORIGIN               another origin of the Intacct API: Sage's own (https://….intacct.com),
                                            or the stand-in's in the local stack
    """

    @cached_property
    def world(self) -> World:
        return World(
            catalogue=self.catalogue,
            runs=self.runs,
            settings=self.settings,
            queue=self.queue,
            mailer=self.mailer,
            clock=self.clock,
            intacct=self.intacct,
            salesforce=self.salesforce,
            new_id=self.new_id,
        )

    @cached_property
    def catalogue(self) -> Catalogue:
        """The shipped lists with the operator's own. Raises BadRequest that names each mistake of the file."""
        own = self._environ.get("PASSERELLE_LISTS")
        return parse_catalogue(
            tomllib.loads(STANDARD_LISTS.read_text(encoding="utf-8")),
            tomllib.loads((HERE / own).read_text(encoding="utf-8")) if own else None,
        )

    @cached_property
    def clock(self) -> Clock:
        return SystemClock()

    @cached_property
    def new_id(self) -> Callable[[], str]:
        from ulid import ULID

        return lambda: str(ULID())

    @cached_property
    def runs(self) -> Runs:
        from chalicelib.adapters.dynamodb import DynamoRuns

        return DynamoRuns(self.table)

    @cached_property
    def settings(self) -> SettingsStore:
        from chalicelib.adapters.dynamodb_settings import DynamoSettings

        return DynamoSettings(self.table)

    @cached_property
    def queue(self) -> Queue:
        from chalicelib.adapters.aws import client
        from chalicelib.adapters.sqs import SqsQueue

        urls = {kind: self.needed(f"PASSERELLE_QUEUE_{kind.upper()}") for kind in ("plan", "range", "mail", "rows")}
        return SqsQueue(client("sqs"), urls, self.clock)

    @cached_property
    def mailer(self) -> Mailer:
        from chalicelib.adapters.ses import SesMailer, ses_client

        return SesMailer(
            ses_client,
            self.needed("PASSERELLE_MAIL_FROM"),
            self._environ.get("PASSERELLE_MAIL_CONFIGURATION_SET", ""),
            self.needed("PASSERELLE_CONSOLE_URL"),
        )

    @cached_property
    def secrets(self) -> Secrets:
        from chalicelib.adapters.aws import client
        from chalicelib.adapters.secrets import AwsSecrets

        prefix = self._environ.get("PASSERELLE_SECRETS_PREFIX", "passerelle")
        kms_key = self._environ.get("PASSERELLE_SECRETS_KEY", "")
        return AwsSecrets(client("secretsmanager"), self.clock, prefix, kms_key)

    @cached_property
    def settings_desk(self) -> "SettingsDesk":
        from chalicelib.wiring_desks import settings_desk

        return settings_desk(self)

    @cached_property
    def connection_desk(self) -> "ConnectionDesk":
        from chalicelib.wiring_desks import connection_desk

        return connection_desk(self)

    @cached_property
    def field_map_desk(self) -> "FieldMapDesk":
        from chalicelib.wiring_desks import field_map_desk

        return field_map_desk(self)

    @cached_property
    def notice_desk(self) -> "NoticeDesk":
        from chalicelib.wiring_desks import notice_desk

        return notice_desk(self)

    @cached_property
    def pace_desk(self) -> "PaceDesk":
        from chalicelib.wiring_desks import pace_desk

        return pace_desk(self)

    @cached_property
    def tab_desk(self) -> "TabDesk":
        from chalicelib.wiring_desks import tab_desk

        return tab_desk(self)

    @cached_property
    def tab_component(self) -> "TabComponent":
        from chalicelib.adapters.tab_component import TabComponent

        return TabComponent(self.needed("PASSERELLE_CONSOLE_URL"))

    @cached_property
    def tokens(self) -> "AccessTokens":
        from chalicelib.adapters.issuer import issuer_fetch
        from chalicelib.adapters.signing_keys import SigningKeys
        from chalicelib.adapters.tokens import AccessTokens

        issuer = self.needed("PASSERELLE_ISSUER")
        keys = SigningKeys(issuer, issuer_fetch(issuer, self.clock), self.clock)
        self.needed("PASSERELLE_AUDIENCE")
        return AccessTokens(issuer, frozenset(self.several("PASSERELLE_AUDIENCE")), keys, self.clock)

    @cached_property
    def console(self) -> "ConsoleSite":
        from chalicelib.adapters.console_site import INTACCT, SCOPES, ConsoleSite

        audiences = self.several("PASSERELLE_AUDIENCE")
        return ConsoleSite(
            issuer=self.needed("PASSERELLE_ISSUER"),
            client_id=self._environ.get("PASSERELLE_CLIENT_ID") or next(iter(audiences), ""),
            scopes=self.optional("PASSERELLE_SCOPES") or SCOPES,
            sign_in_origins=self.several("PASSERELLE_SIGN_IN_ORIGINS"),
            frame_ancestors=self.several("PASSERELLE_FRAME_ANCESTORS") or INTACCT,
        )

    def intacct(self, tenant: str, settings: Settings) -> Intacct:
        """A connection to the tenant's company, with call counters of its own. For one thread."""
        from chalicelib.adapters.intacct import IntacctRest
        from chalicelib.adapters.intacct_company import Company

        company = Company(tenant, settings, self.secrets, self.sign_ins, self.network, self.intacct_origin)
        return IntacctRest(company, settings)

    def salesforce(self, tenant: str, settings: Settings) -> Salesforce:
        """A connection to the tenant's org, with call counters of its own. For one thread."""
        from chalicelib.adapters.salesforce import SalesforceRest
        from chalicelib.adapters.salesforce_org import Org

        return SalesforceRest(Org(tenant, settings, self.secrets, self.sign_ins, self.network))

    @property
    def intacct_origin(self) -> str:
        from chalicelib.adapters.intacct_company import ORIGIN

        return self.optional("PASSERELLE_INTACCT_ORIGIN") or ORIGIN

    @cached_property
    def account_desk(self) -> "AccountDesk":
        from chalicelib.wiring_desks import account_desk

        return account_desk(self)

    @cached_property
    def sign_ins(self) -> "SignIns":
        """Shared by all connections of the process; the tokens themselves are those of all processes."""
        from chalicelib.adapters.access_tokens import SignIns
        from chalicelib.adapters.access_tokens_shared import SharedTokens
        from chalicelib.adapters.dynamodb_leases import DynamoLeases

        return SignIns(self.clock, SharedTokens(self.secrets, DynamoLeases(self.table), self.clock))

    @cached_property
    def network(self) -> "Network":
        """Shared by all connections of the process, so that a call seldom begins with a handshake."""
        from chalicelib.adapters.http import Network

        return Network(self.clock, frozenset(self.several("PASSERELLE_LOCAL_ORIGINS")))

    @cached_property
    def table(self) -> "Table":
        from chalicelib.adapters.aws import client
        from chalicelib.adapters.dynamodb_table import Table

        return Table(client("dynamodb"), self.needed("PASSERELLE_TABLE"), self.clock)
