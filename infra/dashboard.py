"""One page that shows whether Passerelle does its work."""

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.alarms import NAMESPACE, metric
from infra.functions import NAMES, function_name
from infra.resources import QUEUES

_HALF, _WHOLE = 12, 24


def make_dashboard(scope: Construct, alarms: list[cloudwatch.Alarm]) -> None:
    board = cloudwatch.Dashboard(scope, "Dashboard", dashboard_name="passerelle")
    board.add_widgets(cloudwatch.AlarmStatusWidget(title="Alarms", alarms=alarms, width=_WHOLE, height=4))
    board.add_widgets(
        _graph("Runs under way", [metric(NAMESPACE, "ActiveRuns", "Maximum", service="passerelle")]),
        _graph("Longest quiet, minutes", [metric(NAMESPACE, "LongestQuietMinutes", "Maximum", service="passerelle")]),
    )
    board.add_widgets(_graph("Tasks waiting", _by_queue("ApproximateNumberOfMessagesVisible")), _requests())
    board.add_widgets(
        _graph("Errors", _by_function("Errors", "Sum")), _graph("Duration, ms (p95)", _by_function("Duration", "p95"))
    )


def _requests() -> cloudwatch.GraphWidget:
    names = ("Count", "4XXError", "5XXError")
    return _graph("Requests", [metric("AWS/ApiGateway", name, "Sum", ApiName="passerelle") for name in names])


def _by_queue(name: str) -> list[cloudwatch.Metric]:
    return [metric("AWS/SQS", name, "Maximum", QueueName=queue.name) for queue in QUEUES]


def _by_function(name: str, statistic: str) -> list[cloudwatch.Metric]:
    return [metric("AWS/Lambda", name, statistic, FunctionName=function_name(one)) for one in NAMES]


def _graph(title: str, metrics: list[cloudwatch.Metric]) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=metrics, width=_HALF)
