"""What a user would pick instead of Passerelle: scripts of an afternoon, by public libraries and the Salesforce CLI.

They know nothing of Passerelle but the objects of ``force-app``, and take addresses and credentials from the
environment, as such scripts do. Each is one file beside what they share: reading Intacct, signing in to Salesforce.
"""
