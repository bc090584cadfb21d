"""Send the mail at the end of a run: once, and again only where nobody knows whether it went."""

from chalicelib.core.counts import Outcome
from chalicelib.core.errors import Problem
from chalicelib.core.run import ALL_LISTS, Run, State
from chalicelib.core.schedule import SUBJECT
from chalicelib.ports import ErrorGroup, RunMail, SendMail
from chalicelib.usecases.resync.tasks import trouble_of
from chalicelib.usecases.world import World

ALL_LISTS_LABEL = {"en": "All lists"}
ROWS_A_PAGE = 1000
NOBODY = "nobody to write to"
"""Stands in place of the provider's message id."""


def send_mail(world: World, task: SendMail) -> None:
    """Take the lease, send, mark. A mail that fails never changes the run; the sweeper asks again."""
    run = world.runs.get(task.tenant, task.run)
    if run is None or not run.state.terminal:
        return
    lease = world.runs.lease_mail(task.tenant, task.run, world.clock.now())
    if lease is None:
        return
    mail = _mail_of(world, run)
    try:
        message_id = world.mailer.send(mail) if mail.recipients else NOBODY
    except Problem as problem:
        world.runs.mail_failed(lease, trouble_of(problem), world.clock.now())
        return
    world.runs.mail_sent(lease, message_id, world.clock.now())


def _mail_of(world: World, run: Run) -> RunMail:
    settings = world.settings.version(run.tenant, run.settings_version)
    # Nobody waits for the mail of a scheduled run: it is worth one only where somebody must act.
    quiet = run.requester.subject == SUBJECT and run.state is State.DONE
    addresses = () if quiet else (run.requester.email, *settings.recipients)
    closed = {one.address.lower() for one in world.runs.closed_addresses(run.tenant)}
    children = [world.runs.get(run.tenant, child.run) for child in run.children if child.run]
    return RunMail(
        run=run,
        list_label=label_of(world, run.list),
        recipients=tuple(dict.fromkeys(one for one in addresses if one and one.lower() not in closed)),
        language=run.requester.language or settings.language,
        groups=error_groups(world, run),
        children=tuple(child for child in children if child),
        labels={child.list: label_of(world, child.list) for child in run.children},
    )


def label_of(world: World, list_key: str) -> dict[str, str]:
    """A list's name by language; its key where the catalogue has lost it."""
    managed_list = world.catalogue.get(list_key)
    if managed_list:
        return dict(managed_list.label)
    return ALL_LISTS_LABEL if list_key == ALL_LISTS else {"en": list_key}


def error_groups(world: World, run: Run) -> tuple[ErrorGroup, ...]:
    """The run's failed rows by Salesforce's code, most frequent first, with one row of each as example."""
    groups: dict[str, ErrorGroup] = {}
    cursor = ""
    while True:
        page = world.runs.rows(run, Outcome.FAILED, ROWS_A_PAGE, cursor)
        for row in page.rows:
            known = groups.get(row.code)
            example = known or ErrorGroup(row.code, row.message, 0, f"{row.intacct_id} {row.name}")
            groups[row.code] = ErrorGroup(example.code, example.message, example.count + 1, example.example)
        cursor = page.cursor
        if not cursor:
            return tuple(sorted(groups.values(), key=lambda group: (-group.count, group.code)))
