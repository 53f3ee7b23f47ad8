"""What the applicant takes home: the tracking number."""
