"""The licensing agency: OSS RBA."""
