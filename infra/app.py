"""What ``cdk`` runs: both stacks, of the context in ``cdk.json`` and on the command line."""

from aws_cdk import App, Tags

from infra.app_stack import make_app
from infra.data_stack import make_data
from infra.deployment import from_context


def main() -> None:
    app = App()
    deployment = from_context(app.node.try_get_context)
    data = make_data(app, deployment)
    make_app(app, data, deployment)
    Tags.of(app).add("application", "passerelle")
    if app.node.try_get_context("nag"):
        from infra.nag import check

        check(app)
    app.synth()


if __name__ == "__main__":
    main()
