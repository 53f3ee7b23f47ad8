"""The licensing agency: OSS RBA. Copies only so far."""
