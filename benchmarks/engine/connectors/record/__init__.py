"""Every facet stands in the record: the lane over one database."""
