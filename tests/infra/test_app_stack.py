"""What runs: each function with its own role, limits, log and alarms, behind a gateway that asks for tokens."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from chalicelib.routes.edge import SECURITY_HEADERS
from chalicelib.routes.problems import CONTENT_TYPE, ProblemDocument
from infra.authorizer import open_routes
from infra.functions import NAMES, SETTINGS, function_name, logical_id
from infra.people import CLAIMS
from infra.refusals import REFUSALS
from infra.resources import QUEUES, TABLE, TIMEOUTS_SECONDS
from infra.store import construct_name
from tests.infra.parts import of_type, texts

FUNCTION = "AWS::Serverless::Function"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def gateway(app: dict[str, Any]) -> dict[str, Any]:
    [made] = of_type(app, "AWS::Serverless::Api").values()
    return made


@pytest.mark.parametrize("name", NAMES)
def test_a_function_has_its_limits_its_role_and_its_log(app: dict[str, Any], name: str) -> None:
    function = of_type(app, FUNCTION)[logical_id(name)]
    assert function["FunctionName"] == function_name(name)
    assert function["Timeout"] == TIMEOUTS_SECONDS.get(name, 29)
    assert function["MemorySize"] == SETTINGS["lambda_functions"][name]["lambda_memory_size"] >= 512
    assert function["Architectures"] == ["arm64"]
    role = function["Role"]["Fn::GetAtt"][0]
    assert [one for one in of_type(app, FUNCTION).values() if one["Role"]["Fn::GetAtt"][0] == role] == [function]
    logs = of_type(app, "AWS::Logs::LogGroup")[function["LoggingConfig"]["LogGroup"]["Ref"]]
    assert (logs["LogGroupName"], logs["RetentionInDays"]) == (f"/aws/lambda/{function_name(name)}", 90)


def test_there_are_no_other_functions(app: dict[str, Any]) -> None:
    assert set(of_type(app, FUNCTION)) == {logical_id(name) for name in NAMES}


def test_every_log_is_encrypted_and_ends(app: dict[str, Any]) -> None:
    for group in of_type(app, "AWS::Logs::LogGroup").values():
        assert group["KmsKeyId"]
        assert group["RetentionInDays"] == 90


def test_each_queue_feeds_its_function_one_by_one_and_within_bounds(app: dict[str, Any]) -> None:
    for queue in (one for one in QUEUES if one.function):
        events = of_type(app, FUNCTION)[logical_id(queue.function)]["Events"]
        [event] = [one["Properties"] for one in events.values() if one["Type"] == "SQS"]
        assert event["Queue"]["Fn::Sub"].endswith(f":{queue.name}")
        assert event["BatchSize"] == 1
        assert 2 <= event["ScalingConfig"]["MaximumConcurrency"] <= 16


def test_a_long_run_is_not_taken_for_an_endless_loop(app: dict[str, Any]) -> None:
    allowed = [name for name, one in of_type(app, FUNCTION).items() if one.get("RecursiveLoop") == "Allow"]
    assert allowed == ["SyncRange"]


def test_a_sweep_comes_every_minute_and_is_not_repeated(app: dict[str, Any]) -> None:
    sweep = of_type(app, FUNCTION)["Sweep"]
    assert [one["Properties"]["Schedule"] for one in sweep["Events"].values()] == ["rate(1 minute)"]
    assert sweep["EventInvokeConfig"]["MaximumRetryAttempts"] == 0


def test_policies_mean_this_account_and_region_alone(app: dict[str, Any]) -> None:
    for role in of_type(app, "AWS::IAM::Role").values():
        for policy in role.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                assert not [text for text in texts(statement["Resource"]) if ":*:*:" in text or text == "*"]
                assert not [action for action in statement["Action"] if "*" in action]


@pytest.mark.parametrize("name", NAMES)
def test_a_function_writes_its_own_log_and_no_other(app: dict[str, Any], name: str) -> None:
    role = of_type(app, "AWS::IAM::Role")[of_type(app, FUNCTION)[logical_id(name)]["Role"]["Fn::GetAtt"][0]]
    places = [
        place
        for policy in role["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        if "logs:PutLogEvents" in statement["Action"]
        for place in texts(statement["Resource"])
    ]
    assert [place.rpartition(":log-group:")[2] for place in places] == [f"/aws/lambda/{function_name(name)}:*"]


def test_functions_learn_names_and_addresses_but_no_secret(app: dict[str, Any]) -> None:
    for function in of_type(app, FUNCTION).values():
        variables = function["Environment"]["Variables"]
        assert variables["PASSERELLE_TABLE"] == TABLE.name
        assert variables["PASSERELLE_MAIL_CONFIGURATION_SET"] == "passerelle"
        assert variables["PASSERELLE_CONSOLE_URL"] == "https://passerelle.example.com"
        assert {"PASSERELLE_LOCAL_ORIGINS", "PASSERELLE_INTACCT_ORIGIN"}.isdisjoint(variables)


def test_every_route_but_the_open_ones_asks_for_an_access_token(gateway: dict[str, Any]) -> None:
    assert gateway["Auth"]["DefaultAuthorizer"] in gateway["Auth"]["Authorizers"]
    assert gateway["Auth"]["Authorizers"]["People"]["AuthorizationScopes"] == ["openid"]
    paths = gateway["DefinitionBody"]["paths"]
    named_open = {
        (method.upper(), path)
        for path, methods in paths.items()
        for method, one in methods.items()
        if one.get("security") == [{"NONE": []}]
    }
    assert named_open == set(open_routes())
    assert all("security" not in one or one["security"] == [{"NONE": []}] for m in paths.values() for one in m.values())


def test_the_gateway_throttles_and_logs(gateway: dict[str, Any]) -> None:
    settings, notices = gateway["MethodSettings"]
    assert notices["ResourcePath"].replace("~1", "/") == "//api/v1/notices/{hook}"
    assert notices["ThrottlingRateLimit"] <= settings["ThrottlingRateLimit"] / 2
    assert settings["ThrottlingRateLimit"] == 50
    # Its second log would have no end and no key of ours; figures of each route are paid one by one.
    for one in (settings, notices):
        assert (one["LoggingLevel"], one["DataTraceEnabled"], one["MetricsEnabled"]) == ("OFF", False, False)
    assert gateway["AccessLogSetting"]["DestinationArn"]


def test_the_gateways_log_tells_the_form_of_an_address_and_nothing_that_stands_in_it(gateway: dict[str, Any]) -> None:
    told = set(json.loads(gateway["AccessLogSetting"]["Format"]).values())
    assert {"$context.requestId", "$context.resourcePath", "$context.status", "$context.error.responseType"} <= told
    assert not [one for one in told if one == "$context.path" or "query" in one.lower() or "header" in one.lower()]


def test_the_gateway_refuses_in_the_form_of_our_own_refusals(gateway: dict[str, Any]) -> None:
    for kind, answer in gateway["GatewayResponses"].items():
        document = msgspec.json.decode(
            answer["ResponseTemplates"]["application/json"], type=ProblemDocument, strict=True
        )
        assert str(document.status) == answer["StatusCode"], kind
        assert document.detail
        assert document.remedy
        headers = {name: value.strip("'") for name, value in answer["ResponseParameters"]["Headers"].items()}
        assert headers["Content-Type"] == CONTENT_TYPE
        assert {name for name, value in SECURITY_HEADERS.items() if "'" not in value} <= set(headers)
        assert not [value for value in headers.values() if "'" in value], "a fixed value holds no quote"
        assert ("Retry-After" in headers) == (document.status in (429, 503))


def test_the_console_has_words_for_each_refusal_of_the_gateway_in_both_languages() -> None:
    for language in ("en", "fr"):
        words = (ROOT / "console" / "src" / "languages" / f"{language}.ts").read_text(encoding="utf-8")
        for refusal in REFUSALS.values():
            assert f'"problem.{refusal.code}":' in words, (language, refusal.code)
            assert f'"problem.{refusal.code}.remedy":' in words, (language, refusal.code)


def test_the_firewall_stands_before_the_gateway(app: dict[str, Any]) -> None:
    [rules] = [one["Rules"] for one in of_type(app, "AWS::WAFv2::WebACL").values()]
    assert len({rule["Priority"] for rule in rules}) == len(rules) == 5
    assert len(of_type(app, "AWS::WAFv2::WebACLAssociation")) == 1
    [log] = of_type(app, "AWS::WAFv2::LoggingConfiguration").values()
    assert not [text for text in texts(log["LogDestinationConfigs"]) if text.endswith("*")]
    assert log["RedactedFields"] == [{"SingleHeader": {"Name": "authorization"}}, {"UriPath": {}}, {"QueryString": {}}]


def test_whoever_asks_too_often_is_told_so_in_our_form(app: dict[str, Any]) -> None:
    [acl] = of_type(app, "AWS::WAFv2::WebACL").values()
    [(key, body)] = acl["CustomResponseBodies"].items()
    assert msgspec.json.decode(body["Content"], type=ProblemDocument).status == 429
    answers = [rule["Action"]["Block"]["CustomResponse"] for rule in acl["Rules"] if "Action" in rule]
    assert answers == [{"ResponseCode": 429, "CustomResponseBodyKey": key}] * 2


def test_somebody_is_told_of_all_that_needs_a_look(app: dict[str, Any]) -> None:
    alarms = of_type(app, "AWS::CloudWatch::Alarm").values()
    names = {alarm["AlarmName"].removeprefix("passerelle-") for alarm in alarms}
    wanted = {
        "TaskGivenUp",
        "SweepMissing",
        "RunStuck",
        "SalesforceQuota",
        "MailBounceRate",
        "MailComplaintRate",
        "MailEventsParked",
        "ApiFailed",
    }
    wanted |= {f"{logical_id(name)}{what}" for name in (*NAMES, CLAIMS) for what in ("Errors", "Throttles")}
    wanted |= {f"{construct_name(queue.name)}Old" for queue in QUEUES if queue.function}
    assert names == wanted
    assert all(alarm["AlarmActions"] for alarm in alarms)
    [subscription] = of_type(app, "AWS::SNS::Subscription").values()
    assert subscription["Endpoint"] == "operations@example.com"


def test_the_dashboard_shows_every_alarm_every_queue_and_every_function(app: dict[str, Any]) -> None:
    [board] = of_type(app, "AWS::CloudWatch::Dashboard").values()
    shown = json.dumps(board["DashboardBody"])
    assert all(f'"{name}"' in shown for name in of_type(app, "AWS::CloudWatch::Alarm"))
    assert all(queue.name in shown for queue in QUEUES)
    assert all(function_name(name) in shown for name in NAMES)


def test_alarms_may_publish_though_the_topic_has_a_policy_of_its_own(app: dict[str, Any]) -> None:
    [policy] = of_type(app, "AWS::SNS::TopicPolicy").values()
    allowed = [one for one in policy["PolicyDocument"]["Statement"] if one["Effect"] == "Allow"]
    assert [(one["Principal"], one["Action"]) for one in allowed] == [
        ({"Service": "cloudwatch.amazonaws.com"}, "sns:Publish")
    ]


def test_every_alarm_has_its_section_in_the_manual(app: dict[str, Any], manual: str) -> None:
    for alarm in of_type(app, "AWS::CloudWatch::Alarm").values():
        name = alarm["AlarmName"].removeprefix("passerelle-")
        kind = next((k for k in ("Errors", "Throttles", "QueueOld") if name.endswith(k)), name)
        assert f"`{kind}`" in manual, name
    assert f"{len(of_type(app, 'AWS::CloudWatch::Alarm'))} alarms" in manual, "their costs"


def test_mails_leave_by_the_senders_address_alone(app: dict[str, Any]) -> None:
    statements = [
        statement
        for role in of_type(app, "AWS::IAM::Role").values()
        for policy in role.get("Policies", [])
        for statement in policy["PolicyDocument"]["Statement"]
        if "ses:SendEmail" in statement["Action"]
    ]
    assert len(statements) == 2, "of send_mail and, for invitations, of the API"
    looks = [text for role in of_type(app, "AWS::IAM::Role").values() for text in texts(role) if ":identity/" in text]
    assert {text.rpartition("/")[2] for text in looks} == {"*", "passerelle@example.com", "example.com"}
    for statement in statements:
        assert statement["Condition"] == {"StringEquals": {"ses:FromAddress": "passerelle@example.com"}}


def test_notices_of_intacct_have_a_bound_of_their_own(app: dict[str, Any]) -> None:
    [acl] = of_type(app, "AWS::WAFv2::WebACL").values()
    bounds = {rule["Name"]: rule["Statement"]["RateBasedStatement"] for rule in acl["Rules"] if "Many" in rule["Name"]}
    notices = bounds["ManyNotices"]["ScopeDownStatement"]
    assert bounds["ManyRequests"]["ScopeDownStatement"] == {"NotStatement": {"Statement": notices}}
    assert notices["ByteMatchStatement"]["SearchString"] == "/api/v1/notices/"
    assert bounds["ManyNotices"]["Limit"] > bounds["ManyRequests"]["Limit"]


def test_the_console_is_told_where_people_sign_in(app: dict[str, Any]) -> None:
    variables = of_type(app, FUNCTION)["APIHandler"]["Environment"]["Variables"]
    assert ".amazoncognito.com" in str(variables["PASSERELLE_SIGN_IN_ORIGINS"])
    assert variables["PASSERELLE_CLIENT_ID"] == variables["PASSERELLE_AUDIENCE"]
    assert "PASSERELLE_LISTS" not in variables
