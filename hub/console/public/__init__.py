"""Pages for everybody: the services, following an application, verifying a document."""
