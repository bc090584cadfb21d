"""The stack that changes with every version: functions, the way in, alarms and the dashboard."""

from aws_cdk import App, Stack

from infra.alarms import make_alarms
from infra.authorizer import ask_for_tokens
from infra.dashboard import make_dashboard
from infra.data_stack import Data
from infra.deployment import Deployment
from infra.firewall import make_firewall
from infra.functions import make_service
from infra.gateway import finish_gateway


def make_app(app: App, data: Data, deployment: Deployment) -> Stack:
    stack = Stack(app, "passerelle-app", description="Passerelle: functions, API, alarms")
    stack.add_stack_dependency(data.stack)
    service = make_service(stack, data, deployment)
    finish_gateway(stack, service, data.key, deployment)
    if data.sign_in.pool:
        ask_for_tokens(service, data.sign_in.pool)
    if deployment.firewall == "yes":
        make_firewall(stack, service, data.key)
    make_dashboard(stack, make_alarms(stack, data.key, deployment))
    return stack
