"""One service: what the law gives, what the office has set, and the form that sets it."""
