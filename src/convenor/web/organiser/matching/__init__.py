"""Who could review what, as it is suggested: ask, read why, change by hand, compare, adopt."""
