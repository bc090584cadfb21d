"""``make rehearse``: deploy everything to a stand-in for AWS, resync a list through it, and read the mail."""

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dev.stack.processes import Processes, free_port
from infra.rehearsal.functions import errors, wake_the_others
from infra.rehearsal.scene import Scene, start_scene
from infra.rehearsal.toolkit import Cdk, CdkError
from infra.rehearsal.trial import TrialError, expect, look_at_pages, product_of, resync_and_read_mail, sign_in_to_pool


def main() -> int:
    """Exit code 0 when every step did what it says."""
    began = time.monotonic()
    try:
        with Processes() as processes, tempfile.TemporaryDirectory() as folder:
            with _step("stand-ins for AWS, Intacct, Salesforce and sign-in"):
                scene = start_scene(processes, free_port())
            _rehearse(scene, Path(folder))
    except (CdkError, TrialError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"The deployment works, after {time.monotonic() - began:.0f} s.")
    return 0


def _rehearse(scene: Scene, folder: Path) -> None:
    with_pool = Cdk(scene.aws_url, scene.context, folder / "pool")
    with_provider = Cdk(scene.aws_url, {**scene.context, **scene.own_provider}, folder / "provider")
    again = Cdk(scene.aws_url, with_provider.context, folder / "again")
    with _step("cdk bootstrap"):
        with_pool.bootstrap()
        scene.take_plain_http()
    with _step("cdk deploy of both stacks, with a pool of people"):
        with_pool.synthesize()
        with_pool.deploy()
    with _step("sign in to the pool"):
        sign_in_to_pool(scene)
    with _step("look who may frame which page"):
        look_at_pages(scene)
    with _step("cdk deploy over it, with a sign-in provider of one's own"):
        with_provider.synthesize()
        expect(with_provider.differs(), "cdk diff sees that another provider is a difference")
        with_provider.deploy()
    with _step("resync every list by API Gateway, Lambda and SQS, and read the mail"):
        wiring = product_of(scene)
        run_id = resync_and_read_mail(scene, wiring)
    with _step("wake each other function, and read all logs"):
        wake_the_others(scene, wiring, run_id)
        told = list(errors(scene))
        expect(not told, "no function tells of an error, not:\n" + "\n".join(told[:20]))
    with _step("cdk diff of a new synthesis"):
        again.synthesize()
        words = again.differs()
        expect(not words, f"a second deploy changes nothing, not:\n{words}")


@contextmanager
def _step(name: str) -> Iterator[None]:
    print(f"{name} …", flush=True)
    began = time.monotonic()
    yield
    print(f"  done in {time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
