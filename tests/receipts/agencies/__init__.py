"""Two agencies in this process: what they answer stands in `known`."""
