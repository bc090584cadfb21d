"""Situations that two thousand seeds must reach again and again: what never happened was not tested."""

OFTEN = 50
"""How often each is reached in two thousand seeds, at least."""

RUNS = (
    "a further pass",
    "cancel asked for",
    "mails of a run: 1, known as SENT",
    "press joined",
    "press refused: nothing_failed",
    "press started a run",
    "run ended CANCELLED",
    "run ended DONE",
    "run ended DONE_WITH_ERRORS",
    "run ended FAILED",
    "seed in which nothing was done twice",
    "the sweeper handed something out",
    "three runs at rest, the last without a write",
    "two planners of a run at once",
    "two tenants with the same keys",
)
SCHEDULES_AND_SETTINGS = (
    "a run wrote by settings that have changed since",
    "a scheduled run started",
    "settings could not be saved",
    "settings saved while a run is under way",
    "synchronization switched off or on",
)
NOTICES = (
    "a notice that names no row",
    "a notice while a run of its list is under way",
    "a row changed and was told of after its worker had read it",
    "a row told of",
    "a row told of failed",
    "a row told of is right",
    "a row told of was gone",
    "a single row created",
    "forged notice refused",
    "notice sent again",
    "notice sent twice",
    "notice synchronization_off",
    "notice taken",
)
MAILS = (
    "SES tells nothing",
    "SES tells twice",
    "SES told: Bounce",
    "SES told: Complaint",
    "SES told: Delivery",
    "SES told: Send",
    "a mail in doubt was known to have gone by word of SES",
    "a mail left out a closed address",
    "a word of SES of a run that nobody knows",
    "a word of SES of a tenant that nobody knows",
    "an address was closed",
    "an address was opened",
    "mails of a run: 2, known as SENT",
)
EDITS = (
    "a row edited in Salesforce",
    "a row written back",
    "an edit in the moment of a write",
    "an edit that a run had to bring",
    "an edit written over",
    "both sides changed in the same second",
)
SIGN_INS_AND_CALLS = (
    "a call beyond the share",
    "a run waits: salesforce_quota_floor",
    "all sign-ins ended by the system",
    "credentials replaced",
    "signed in to intacct",
    "signed in to salesforce",
    "the org takes no more calls",
)
DEPLOYS = (
    "a deploy goes on while a seed is played",
    "a message of a version that was taken back",
    "a task of a run on which both versions worked",
)
FAULTS = (
    "a list changed between two planners of a run",
    "a list changed during a run",
    "a message overtook an older one",
    "a row that kills whoever reads it",
    "a run waits: away",
    "a run waits: aws_busy",
    "a run waits: no_answer",
    "a run waits: upstream_busy",
    "a run went on after a pause",
    "answer lost",
    "away",
    "crash after",
    "crash before",
    "delete of a task lost",
    "killed by its time-out",
    "our clock jumped",
    "refused",
    "task given up",
    "throttled",
    "two copies of a task at once",
    "visibility ended during work",
)
SITUATIONS = (*RUNS, *SCHEDULES_AND_SETTINGS, *NOTICES, *MAILS, *EDITS, *SIGN_INS_AND_CALLS, *DEPLOYS, *FAULTS)
