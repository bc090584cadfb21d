"""Who may sign in: a Cognito pool with groups as roles and the console's application, or one's own provider."""

import sys
from dataclasses import dataclass
from pathlib import Path

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from chalicelib.core.principal import Role
from infra.deployment import Deployment

CLAIMS = "token_claims"
"""The function that tells names, and the folder with its source."""
RUNTIME = lambda_.Runtime(f"python{sys.version_info[0]}.{sys.version_info[1]}", lambda_.RuntimeFamily.PYTHON)


@dataclass(frozen=True, slots=True)
class SignIn:
    """What the API and the console need to know about the provider; ``pool`` is None where it is not ours."""

    issuer: str
    audience: str
    client_id: str
    origins: str = ""
    pool: cognito.UserPool | None = None


def make_sign_in(scope: Construct, key: kms.Key, deployment: Deployment) -> SignIn:
    if deployment.issuer:
        client_id = deployment.client_id or deployment.audience
        return SignIn(deployment.issuer, deployment.audience, client_id)
    pool = _make_pool(scope, key, deployment)
    domain = pool.add_domain(
        "Domain",
        cognito_domain=cognito.CognitoDomainOptions(domain_prefix=f"passerelle-{Aws.ACCOUNT_ID}"),
        managed_login_version=cognito.ManagedLoginVersion.CLASSIC_HOSTED_UI,
    )
    _make_groups(scope, pool, deployment)
    client = _make_client(pool, deployment)
    return SignIn(
        issuer=f"https://cognito-idp.{Aws.REGION}.{Aws.URL_SUFFIX}/{pool.user_pool_id}",
        audience=client.user_pool_client_id,
        client_id=client.user_pool_client_id,
        origins=domain.base_url(),
        pool=pool,
    )


def _make_pool(scope: Construct, key: kms.Key, deployment: Deployment) -> cognito.UserPool:
    """Administrators invite people; a second factor is asked of all."""
    pool = cognito.UserPool(
        scope,
        "People",
        user_pool_name="passerelle",
        feature_plan=cognito.FeaturePlan.ESSENTIALS,  # the first with claims of our own in access tokens
        self_sign_up_enabled=False,
        sign_in_aliases=cognito.SignInAliases(email=True),
        auto_verify=cognito.AutoVerifiedAttrs(email=True),
        standard_attributes=cognito.StandardAttributes(
            email=cognito.StandardAttribute(required=True, mutable=True),
            fullname=cognito.StandardAttribute(required=True, mutable=True),
            locale=cognito.StandardAttribute(required=False, mutable=True),
        ),
        mfa=cognito.Mfa.REQUIRED,
        mfa_second_factor=cognito.MfaSecondFactor(otp=True, sms=False),
        account_recovery=cognito.AccountRecovery.EMAIL_ONLY,
        password_policy=cognito.PasswordPolicy(
            min_length=12,
            require_digits=True,
            require_lowercase=True,
            require_uppercase=True,
            require_symbols=True,
            temp_password_validity=Duration.days(3),
        ),
        user_invitation=cognito.UserInvitationConfig(
            email_subject="Your access to Passerelle",
            email_body=f"You can now sign in at {deployment.console_url} as {{username}} with the password {{####}}",
        ),
        deletion_protection=True,
        removal_policy=RemovalPolicy.RETAIN,
    )
    pool.add_trigger(
        cognito.UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, _make_claims(scope, key), cognito.LambdaVersion.V2_0
    )
    return pool


def _make_claims(scope: Construct, key: kms.Key) -> lambda_.Function:
    """With a role of its own, that may write its log and nothing more."""
    name = f"passerelle-{CLAIMS}"
    log = logs.LogGroup(
        scope,
        "TokenClaimsLogs",
        log_group_name=f"/aws/lambda/{name}",
        encryption_key=key,
        retention=logs.RetentionDays.THREE_MONTHS,
        removal_policy=RemovalPolicy.DESTROY,
    )
    role = iam.Role(scope, "TokenClaimsRole", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
    log.grant_write(role)
    return lambda_.Function(
        scope,
        "TokenClaims",
        function_name=name,
        role=role,
        log_group=log,
        description="Tells name, e-mail and language in access tokens",
        runtime=RUNTIME,
        architecture=lambda_.Architecture.ARM_64,
        handler="index.handler",
        code=lambda_.Code.from_asset(str(Path(__file__).with_name(CLAIMS)), exclude=["__pycache__"]),
        memory_size=128,
        timeout=Duration.seconds(5),
    )


def _make_groups(scope: Construct, pool: cognito.UserPool, deployment: Deployment) -> None:
    for tenant in deployment.tenants:
        for role in Role:
            name = f"{tenant}-{role.value}".replace("_", "-").title().replace("-", "")
            cognito.CfnUserPoolGroup(
                scope, f"Group{name}", user_pool_id=pool.user_pool_id, group_name=f"tenant:{tenant}:{role.value}"
            )


def _make_client(pool: cognito.UserPool, deployment: Deployment) -> cognito.UserPoolClient:
    """A public application: code flow with PKCE only, no secret, no password sent through our pages."""
    client = pool.add_client(
        "Console",
        user_pool_client_name="passerelle-console",
        generate_secret=False,
        o_auth=cognito.OAuthSettings(
            flows=cognito.OAuthFlows(authorization_code_grant=True),
            scopes=[cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE],
            callback_urls=[f"{deployment.console_url.rstrip('/')}/sign-in"],
            logout_urls=[f"{deployment.console_url.rstrip('/')}/"],
        ),
        access_token_validity=Duration.minutes(60),
        id_token_validity=Duration.minutes(60),
        refresh_token_validity=Duration.hours(12),
        enable_token_revocation=True,
        prevent_user_existence_errors=True,
    )
    # Said outright, as Cognito allows passwords by SRP where nothing is said.
    application = client.node.default_child
    assert isinstance(application, cognito.CfnUserPoolClient)
    application.explicit_auth_flows = ["ALLOW_REFRESH_TOKEN_AUTH"]
    return client
