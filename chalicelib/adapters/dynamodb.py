"""The store of runs, in one DynamoDB table."""

from chalicelib.adapters.dynamodb_history import RunHistory
from chalicelib.adapters.dynamodb_mail import Outbox
from chalicelib.adapters.dynamodb_rows import RunRows
from chalicelib.adapters.dynamodb_steps import RunSteps


class DynamoRuns(RunHistory, RunSteps, RunRows, Outbox):
    """Fulfils the port ``Runs``. Safe to share between threads, as the client is."""
