"""The desks that the wiring sets up: the ports that belong together, for one part of the API each."""

from dataclasses import replace
from functools import partial
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from chalicelib.adapters.aws import client
from chalicelib.adapters.dynamodb_audit import DynamoAudit
from chalicelib.adapters.dynamodb_hooks import DynamoHooks
from chalicelib.adapters.dynamodb_notices import DynamoNotices
from chalicelib.adapters.dynamodb_pace import DynamoPaces
from chalicelib.adapters.dynamodb_schedules import DynamoSchedules
from chalicelib.adapters.dynamodb_tab import DynamoTabPasses
from chalicelib.adapters.http import IMPATIENT
from chalicelib.adapters.http_hosts import salesforce_host
from chalicelib.adapters.intacct_company import Company
from chalicelib.adapters.intacct_inspection import IntacctLook
from chalicelib.adapters.intacct_models import IntacctDescriptions
from chalicelib.adapters.intacct_notice import parse_notice
from chalicelib.adapters.intacct_visit import IntacctVisit
from chalicelib.adapters.languages import languages
from chalicelib.adapters.private_key import parse_private_key
from chalicelib.adapters.salesforce_inspection import SalesforceLook
from chalicelib.adapters.salesforce_models import SalesforceDescriptions
from chalicelib.adapters.salesforce_org import Org, OrgReads
from chalicelib.adapters.ses import ses_client
from chalicelib.adapters.ses_inspection import SesLook
from chalicelib.adapters.ses_invitations import SesInvitations
from chalicelib.adapters.webhook_signature import check_signature
from chalicelib.core.pace import STARTS
from chalicelib.core.settings import Settings
from chalicelib.ports.account import Accounts
from chalicelib.ports.connection import IntacctInspection, SalesforceInspection, SenderInspection
from chalicelib.ports.fieldmap import IntacctModels, SalesforceModels
from chalicelib.ports.tab import Visit
from chalicelib.usecases.account_desk import AccountDesk
from chalicelib.usecases.connection_desk import ConnectionDesk
from chalicelib.usecases.fieldmap_desk import FieldMapDesk
from chalicelib.usecases.notice_desk import NoticeDesk
from chalicelib.usecases.pace_desk import PaceDesk
from chalicelib.usecases.settings_desk import SettingsDesk
from chalicelib.usecases.tab_desk import TabDesk

if TYPE_CHECKING:
    from chalicelib.wiring import Wiring

TOKEN_BYTES = 32


def settings_desk(wiring: "Wiring") -> SettingsDesk:
    invitations = SesInvitations(
        ses_client,
        wiring.needed("PASSERELLE_MAIL_FROM"),
        wiring.optional("PASSERELLE_MAIL_CONFIGURATION_SET"),
        wiring.needed("PASSERELLE_CONSOLE_URL"),
    )
    return SettingsDesk(
        catalogue=wiring.catalogue,
        languages=languages(),
        settings=wiring.settings,
        audit=DynamoAudit(wiring.table),
        secrets=wiring.secrets,
        invitations=invitations,
        clock=wiring.clock,
        parse_host=partial(salesforce_host, extra_origins=wiring.several("PASSERELLE_LOCAL_ORIGINS")),
        parse_private_key=parse_private_key,
        new_token=partial(token_urlsafe, TOKEN_BYTES),
    )


def connection_desk(wiring: "Wiring") -> ConnectionDesk:
    """Its inspections sign in afresh each, and so show whether the present credentials work."""

    def intacct(tenant: str, settings: Settings) -> IntacctInspection:
        return IntacctLook(tenant, settings, wiring.secrets, wiring.network, wiring.intacct_origin)

    def salesforce(tenant: str, settings: Settings) -> SalesforceInspection:
        return SalesforceLook(tenant, settings, wiring.secrets, wiring.network)

    def sender() -> SenderInspection:
        return SesLook(client("sesv2"), wiring.needed("PASSERELLE_MAIL_FROM"))

    return ConnectionDesk(
        catalogue=wiring.catalogue,
        settings=wiring.settings,
        clock=wiring.clock,
        intacct=intacct,
        salesforce=salesforce,
        sender=sender,
    )


def account_desk(wiring: "Wiring") -> AccountDesk:
    """Its modules are imported here: the other desks need no Babel, and nothing of Salesforce's Accounts."""
    from chalicelib.adapters.account_cache import DynamoAccountCache
    from chalicelib.adapters.account_descriptions import DynamoFieldDescriptions
    from chalicelib.adapters.account_formats import BabelFormats
    from chalicelib.adapters.salesforce_accounts import SalesforceAccounts

    def accounts(tenant: str, settings: Settings) -> Accounts:
        return SalesforceAccounts(OrgReads(_awaited_org(wiring, tenant, settings)), wiring.clock)

    return AccountDesk(
        settings=wiring.settings,
        accounts=accounts,
        descriptions=DynamoFieldDescriptions(wiring.table),
        cache=DynamoAccountCache(wiring.table),
        formats=BabelFormats(),
        clock=wiring.clock,
    )


def field_map_desk(wiring: "Wiring") -> FieldMapDesk:
    def intacct(tenant: str, settings: Settings) -> IntacctModels:
        network = replace(wiring.network, limits=IMPATIENT)
        company = Company(tenant, settings, wiring.secrets, wiring.sign_ins, network, wiring.intacct_origin)
        return IntacctDescriptions(company)

    def salesforce(tenant: str, settings: Settings) -> SalesforceModels:
        return SalesforceDescriptions(_awaited_org(wiring, tenant, settings))

    return FieldMapDesk(wiring.catalogue, wiring.settings, wiring.clock, intacct, salesforce)


def _awaited_org(wiring: "Wiring", tenant: str, settings: Settings) -> Org:
    """As a person waits for it, who only reads."""
    network = replace(wiring.network, limits=IMPATIENT)
    return Org(tenant, settings, wiring.secrets, wiring.sign_ins, network, posts_repeat=True)


def notice_desk(wiring: "Wiring") -> NoticeDesk:
    return NoticeDesk(
        world=wiring.world,
        notices=DynamoNotices(wiring.table),
        hooks=DynamoHooks(wiring.table),
        schedules=DynamoSchedules(wiring.table),
        secrets=wiring.secrets,
        audit=DynamoAudit(wiring.table),
        check_signature=check_signature,
        parse_notice=parse_notice,
        new_token=partial(token_urlsafe, TOKEN_BYTES),
    )


def pace_desk(wiring: "Wiring") -> PaceDesk:
    most = wiring.number("PASSERELLE_STARTS_AN_HOUR", STARTS.most)
    return PaceDesk(DynamoPaces(wiring.table), wiring.clock, replace(STARTS, most=most))


def tab_desk(wiring: "Wiring") -> TabDesk:
    def visit(tenant: str, _settings: Settings, session: str) -> Visit:
        return IntacctVisit(tenant, session, wiring.secrets, wiring.network, wiring.intacct_origin)

    return TabDesk(
        settings=wiring.settings,
        passes=DynamoTabPasses(wiring.table),
        paces=wiring.pace_desk,
        clock=wiring.clock,
        visit=visit,
        new_token=partial(token_urlsafe, TOKEN_BYTES),
    )
