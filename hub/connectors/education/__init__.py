"""The education agency: Dapodik, a web service at each school."""
