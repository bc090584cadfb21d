"""What must not be lost: encrypted, kept, restorable, and the same as the local stack's."""

from typing import Any

from chalicelib.core.principal import Role
from infra.resources import QUEUES, TABLE
from tests.infra.parts import of_type

ALIAS = "alias/passerelle"


def test_the_table_is_the_one_of_the_local_stack(data: dict[str, Any]) -> None:
    [table] = of_type(data, "AWS::DynamoDB::Table").values()
    assert table["TableName"] == TABLE.name
    assert [one["AttributeName"] for one in table["KeySchema"]] == [TABLE.partition, TABLE.sort]
    assert [one["IndexName"] for one in table["GlobalSecondaryIndexes"]] == [one.name for one in TABLE.indexes]
    assert all(one["Projection"] == {"ProjectionType": "KEYS_ONLY"} for one in table["GlobalSecondaryIndexes"])
    assert table["TimeToLiveSpecification"] == {"AttributeName": TABLE.ttl, "Enabled": True}
    assert table["BillingMode"] == "PAY_PER_REQUEST"


def test_the_table_survives_mistakes(data: dict[str, Any]) -> None:
    [table] = of_type(data, "AWS::DynamoDB::Table").values()
    assert table["DeletionProtectionEnabled"] is True
    assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    kept = ("AWS::DynamoDB::Table", "AWS::KMS::Key", "AWS::Cognito::UserPool")
    for resource in data["Resources"].values():
        if resource["Type"] in kept:
            assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_each_queue_is_the_one_of_the_local_stack(data: dict[str, Any]) -> None:
    made = {one["QueueName"]: one for one in of_type(data, "AWS::SQS::Queue").values()}
    assert set(made) == {queue.name for queue in QUEUES}
    for queue in QUEUES:
        assert made[queue.name]["VisibilityTimeout"] == queue.visibility_seconds
        assert made[queue.name]["MessageRetentionPeriod"] == queue.retention_seconds
        receives = made[queue.name].get("RedrivePolicy", {}).get("maxReceiveCount", 0)
        assert receives == (queue.receives if queue.dead_letters else 0)


def test_one_key_encrypts_table_and_queues(data: dict[str, Any]) -> None:
    [(key, properties)] = of_type(data, "AWS::KMS::Key").items()
    assert properties["EnableKeyRotation"] is True
    [alias] = of_type(data, "AWS::KMS::Alias").values()
    assert alias["AliasName"] == ALIAS
    ours = {"Fn::GetAtt": [key, "Arn"]}
    assert all(queue["KmsMasterKeyId"] == ours for queue in of_type(data, "AWS::SQS::Queue").values())
    [table] = of_type(data, "AWS::DynamoDB::Table").values()
    assert table["SSESpecification"] == {"KMSMasterKeyId": ours, "SSEEnabled": True, "SSEType": "KMS"}


def test_queues_refuse_plain_http_and_strangers(data: dict[str, Any]) -> None:
    policies = of_type(data, "AWS::SQS::QueuePolicy").values()
    assert len(policies) == len(QUEUES)
    for policy in policies:
        denied = [one for one in policy["PolicyDocument"]["Statement"] if one["Effect"] == "Deny"]
        assert any(one["Condition"] == {"Bool": {"aws:SecureTransport": "false"}} for one in denied)
    closed = [policy for policy in policies if "OnlyOurRolesSend" in str(policy)]
    assert len(closed) == len(QUEUES)


def test_people_are_invited_use_a_second_factor_and_sign_in_by_code_alone(data: dict[str, Any]) -> None:
    [pool] = of_type(data, "AWS::Cognito::UserPool").values()
    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert (pool["MfaConfiguration"], pool["EnabledMfas"]) == ("ON", ["SOFTWARE_TOKEN_MFA"])
    assert pool["DeletionProtection"] == "ACTIVE"
    assert pool["LambdaConfig"]["PreTokenGenerationConfig"]["LambdaVersion"] == "V2_0"
    [client] = of_type(data, "AWS::Cognito::UserPoolClient").values()
    assert (client["AllowedOAuthFlows"], client["GenerateSecret"]) == (["code"], False)
    assert client["CallbackURLs"] == ["https://passerelle.example.com/sign-in"]
    assert client["ExplicitAuthFlows"] == ["ALLOW_REFRESH_TOKEN_AUTH"]
    assert client["AccessTokenValidity"] == 60


def test_each_role_of_each_tenant_is_a_group(data: dict[str, Any]) -> None:
    groups = {one["GroupName"] for one in of_type(data, "AWS::Cognito::UserPoolGroup").values()}
    assert groups == {f"tenant:main:{role.value}" for role in Role}


def test_mail_is_sent_encrypted_and_its_fate_is_told(data: dict[str, Any]) -> None:
    [configuration] = of_type(data, "AWS::SES::ConfigurationSet").values()
    assert configuration["DeliveryOptions"]["TlsPolicy"] == "REQUIRE"
    assert configuration["ReputationOptions"] == {"ReputationMetricsEnabled": True}
    [destination] = of_type(data, "AWS::SES::ConfigurationSetEventDestination").values()
    told = set(destination["EventDestination"]["MatchingEventTypes"])
    assert {"send", "delivery", "bounce", "complaint"} <= {one.lower() for one in told}
    [rule] = of_type(data, "AWS::Events::Rule").values()
    assert rule["EventPattern"]["source"] == ["aws.ses"]
    [target] = rule["Targets"]
    assert target["Arn"]["Fn::GetAtt"][0].startswith("MailEventsQueue")
    assert target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0].startswith("MailEventsDeadQueue")


def test_every_log_is_encrypted_and_ends(data: dict[str, Any]) -> None:
    [log] = of_type(data, "AWS::Logs::LogGroup").values()
    assert log["KmsKeyId"]
    assert log["RetentionInDays"] == 90


def test_the_function_that_cognito_asks_may_write_its_log_and_nothing_more(data: dict[str, Any]) -> None:
    [role] = [one for one in of_type(data, "AWS::IAM::Role").values() if "lambda" in str(one)]
    assert "ManagedPolicyArns" not in role
    [policy] = of_type(data, "AWS::IAM::Policy").values()
    [statement] = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    [log] = of_type(data, "AWS::Logs::LogGroup")
    assert statement["Resource"] == {"Fn::GetAtt": [log, "Arn"]}


def test_no_secret_stands_in_the_template(data: dict[str, Any]) -> None:
    assert of_type(data, "AWS::SecretsManager::Secret") == {}
