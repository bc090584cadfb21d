"""A rehearsal of the deployment: the real CDK command line deploys to a stand-in for AWS, and the result must work."""
