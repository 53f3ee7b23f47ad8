"""An appointment at the office: booked, looked at, moved and cancelled by whoever knows its code."""
