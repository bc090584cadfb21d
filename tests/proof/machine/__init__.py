"""A state machine over the HTTP API and the stores: real requests to the served app, workers that are crashed into."""
