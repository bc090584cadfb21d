"""What Passerelle needs of AWS, as data and as CDK stacks."""
